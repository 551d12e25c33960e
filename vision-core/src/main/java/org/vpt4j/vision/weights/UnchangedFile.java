package org.vpt4j.vision.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Consumer;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;

/**
 * Parts of a file that has to stay as it is: each call opens it, and refuses it with a {@link WeightsException} if it was
 * changed or replaced. All bytes are passed on little-endian.
 */
final class UnchangedFile {
    /** Bytes of one read: each thread keeps a native buffer as large as its largest read. */
    private static final int CHUNK = 1 << 16;
    /** Bytes that are mapped at a time, for they count as memory of the process. */
    private static final int WINDOW = 1 << 25;

    private final Path path;
    private final State state;

    /** Detects that a file was changed or replaced. */
    private record State(long size, FileTime modified, Optional<Object> key) {
        static State of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(now.size(), now.lastModifiedTime(), Optional.ofNullable(now.fileKey()));
        }

        /** Not {@code equals}, which a record links when it is first called: a twentieth of a second. */
        boolean isStill(State now) {
            return size == now.size && modified.equals(now.modified) && key.equals(now.key);
        }
    }

    private interface Use<T> {
        T of(FileChannel channel) throws IOException;
    }

    private UnchangedFile(Path path, State state) {
        this.path = path;
        this.state = state;
    }

    /** @throws FileException if it cannot be read */
    static UnchangedFile of(Path path) {
        try {
            return new UnchangedFile(path, State.of(path));
        } catch (IOException e) {
            throw FileException.unreadable(path, e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Bytes of the whole. */
    long size() {
        return state.size();
    }

    private <T> T open(Use<T> use) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!state.isStill(State.of(path))) {
                throw new WeightsException(
                        path + " was changed or replaced since it was opened; start again to use the new file");
            }
            return use.of(channel);
        } catch (InternalError e) { // what Java makes of a mapped page that is no longer in the file
            throw shorter();
        } catch (IOException e) {
            throw FileException.unreadable(path, e);
        }
    }

    private WeightsException shorter() {
        return new WeightsException(path + " became shorter while reading it; copy or download it again");
    }

    /** A part in a new array. */
    ByteBuffer read(long start, int bytes) {
        ByteBuffer target = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return open(channel -> {
            fill(channel, start, target);
            return target.flip();
        });
    }

    private void fill(FileChannel channel, long start, ByteBuffer target) throws IOException {
        int end = target.limit();
        while (target.position() < end) {
            target.limit(Math.min(end, target.position() + CHUNK));
            if (channel.read(target, start + target.position()) < 0) {
                throw shorter();
            }
        }
    }

    /** Passes a part in pieces of {@value #CHUNK} bytes, all in the same buffer. */
    void eachChunk(long start, long bytes, Consumer<ByteBuffer> target) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        open(channel -> {
            for (long done = 0; done < bytes; done += buffer.limit()) {
                fill(channel, start + done, buffer.clear().limit((int) Math.min(CHUNK, bytes - done)));
                target.accept(buffer.flip());
            }
            return bytes;
        });
    }

    /** Passes a part in pieces of {@value #WINDOW} bytes, each mapped into memory for the time of the call. */
    void eachWindow(long start, long bytes, Consumer<ByteBuffer> target) {
        open(channel -> {
            for (long done = 0; done < bytes; done += WINDOW) {
                use(channel, start + done, Math.min(WINDOW, bytes - done), target);
            }
            return bytes;
        });
    }

    /** Passes a part of at most 2 GB, mapped into memory for the time of the call. */
    void whileMapped(long start, long bytes, Consumer<ByteBuffer> target) {
        open(channel -> {
            use(channel, start, bytes, target);
            return bytes;
        });
    }

    private static void use(FileChannel channel, long start, long bytes, Consumer<ByteBuffer> target)
            throws IOException {
        try (FileMapping mapping = FileMapping.of(channel, start, bytes)) {
            target.accept(mapping.bytes());
        }
    }

    /** A part of at most 2 GB, mapped into memory for as long as the buffer is referred to. */
    ByteBuffer map(long start, long bytes) {
        return open(channel -> channel.map(FileChannel.MapMode.READ_ONLY, start, bytes));
    }
}
