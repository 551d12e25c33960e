package org.vpt4j.vision.weights;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A safetensors file. The whole header is checked when the file is opened. Small files are read at once, tensors of
 * larger ones on demand.
 *
 * <p>A damaged or malicious header is refused with a {@link WeightsException} before anything is allocated for it.
 * Immutable and thread-safe. No file handle is kept open: reading from a large file that was changed or replaced since it
 * was opened is refused.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class Safetensors {
    /** The limit that the format sets for a header. */
    private static final long MAX_HEADER = 100_000_000;
    /** Files up to this size, such as task files, are read at once. */
    private static final long SMALL = 16 << 20;
    /** Bytes of one read: each thread keeps a native buffer as large as its largest read. */
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileState state;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final Optional<ByteBuffer> content; // of a small file, including the header
    private final Map<String, ByteBuffer> mappings = new ConcurrentHashMap<>(); // of tensors

    /** Detects that a file was changed or replaced. */
    private record FileState(long size, FileTime modified, Optional<Object> key) {
        static FileState of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileState(now.size(), now.lastModifiedTime(), Optional.ofNullable(now.fileKey()));
        }

        /** Not {@code equals}, which a record links when it is first called: a twentieth of a second. */
        boolean isStill(FileState now) {
            return size == now.size && modified.equals(now.modified) && key.equals(now.key);
        }
    }

    /** Element types, by their names in the header. */
    public enum DataType {
        F64(8, true),
        F32(4, true),
        F16(2, true),
        BF16(2, true),
        F8_E4M3(1, false),
        F8_E5M2(1, false),
        F8_E8M0(1, false),
        I64(8, false),
        I32(4, false),
        I16(2, false),
        I8(1, false),
        U64(8, false),
        U32(4, false),
        U16(2, false),
        U8(1, false),
        BOOL(1, false);

        private final int bytes;
        private final boolean readableAsFloats;

        DataType(int bytes, boolean readableAsFloats) {
            this.bytes = bytes;
            this.readableAsFloats = readableAsFloats;
        }

        /** Bytes of one element. */
        public int bytes() {
            return bytes;
        }

        /** Whether {@link #floats} converts it. */
        public boolean readableAsFloats() {
            return readableAsFloats;
        }

        /** The type with this name in the header; empty if the format has no such type. */
        static Optional<DataType> named(String name) {
            for (DataType type : values()) {
                if (type.name().equals(name)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * The position and type of a tensor.
     *
     * @param type of its elements
     * @param shape sizes of its axes
     * @param offset of its first byte from the end of the header
     * @param bytes its size in bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, copied on the way in and out
    public record Entry(DataType type, long[] shape, long offset, long bytes) {
        public Entry {
            shape = shape.clone();
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        /** Number of elements. */
        public long elements() {
            return bytes / type.bytes();
        }

        @Override
        public String toString() {
            return type + " " + Arrays.toString(shape);
        }
    }

    private Safetensors(
            Path file, FileState state, SafetensorsHeader header, long dataStart, Optional<ByteBuffer> content) {
        this.file = file;
        this.state = state;
        this.header = header;
        this.dataStart = dataStart;
        this.content = content;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws WeightsException if it is not a complete, well-formed safetensors file
     * @throws FileException if it cannot be read
     */
    public static Safetensors open(Path file) {
        if (Files.isDirectory(file)) {
            throw new FileException(file + " is a folder; name a safetensors file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a pipe would block
            throw new FileException(file + " is a pipe or a device; save it to a file first");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FileState state = FileState.of(file);
            long size = channel.size();
            if (size < 8) {
                throw new WeightsException(file + " is not a safetensors file: it has only "
                        + Counted.of(size, "byte", "bytes") + "; copy or download it again");
            }
            long headerBytes = read(channel, 0, 8, file).getLong(0);
            if (headerBytes < 2 || headerBytes > MAX_HEADER || headerBytes > size - 8) {
                throw new WeightsException(file + ": its header claims a length of "
                        + Long.toUnsignedString(headerBytes) + ", but the file has only " + size
                        + " bytes: it is cut short or not a safetensors file; copy or download it again");
            }
            long dataStart = 8 + headerBytes;
            byte[] json = read(channel, 8, (int) headerBytes, file).array();
            SafetensorsHeader header = SafetensorsHeader.parse(json, size - dataStart, file.toString());
            Optional<ByteBuffer> content =
                    size <= SMALL ? Optional.of(read(channel, 0, (int) size, file)) : Optional.empty();
            return new Safetensors(file, state, header, dataStart, content);
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    public Path file() {
        return file;
    }

    /** The names of the tensors, in the order of their data. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /** The text entries of {@code __metadata__}; empty if there are none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** @throws WeightsException if there is no tensor of this name */
    public Entry entry(String name) {
        Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new WeightsException(file + " has no tensor " + name + " (it has "
                    + Counted.of(header.tensors().size(), "other", "others") + ")");
        }
        return entry;
    }

    /**
     * The stored bytes of a tensor, read-only and little-endian.
     *
     * @throws WeightsException if there is no tensor of this name, it is larger than 2 GB, or the file was changed since
     *     it was opened
     * @throws FileException if the file can no longer be read
     */
    public ByteBuffer bytes(String name) {
        Entry entry = entry(name);
        requireArray(name, entry.bytes());
        ByteBuffer bytes = content.map(all -> all.slice((int) (dataStart + entry.offset()), (int) entry.bytes()))
                .orElseGet(() -> stored(name, entry));
        return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireArray(String name, long length) {
        if (length > Integer.MAX_VALUE - 8) { // the longest array
            throw new WeightsException(file + ": tensor " + name + " takes "
                    + entry(name).bytes() + " bytes, but at most 2 GB can be read; split the tensor");
        }
    }

    /** Refuses, before allocating, what does not fit into the heap. */
    private void requireHeap(String name, long size, long needed) {
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > heap) {
            throw new WeightsException(
                    file + ": tensor " + name + " takes " + (size >> 20) + " MB, and " + (needed >> 20)
                            + " while it is read; the heap has " + (heap >> 20) + "; start Java with a larger -Xmx");
        }
    }

    private ByteBuffer stored(String name, Entry entry) {
        requireHeap(name, entry.bytes(), entry.bytes());
        try (FileChannel channel = openUnchanged()) {
            return read(channel, dataStart + entry.offset(), (int) entry.bytes(), file);
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    /**
     * The values of a tensor of type F32, F16, BF16 or F64 (which is rounded), in a new array.
     *
     * @throws WeightsException if there is no tensor of this name, it has another type, or the heap is too small
     */
    public float[] floats(String name) {
        Entry entry = entry(name);
        requireFloats(name, entry);
        long size = entry.elements() * Float.BYTES;
        requireArray(name, entry.elements());
        requireHeap(name, size, size);
        float[] values = new float[(int) entry.elements()];
        int[] done = {0};
        eachChunk(entry, bytes -> {
            Conversion.floats(entry.type(), bytes, values, done[0]);
            done[0] += bytes.remaining() / entry.type().bytes();
        });
        return values;
    }

    /**
     * The index of the first value of a float tensor that is NaN or infinite (for F64: after rounding to float32), if
     * any. Needs little memory.
     *
     * @throws WeightsException as {@link #floats}
     */
    public OptionalLong firstNotFinite(String name) {
        Entry entry = entry(name);
        requireFloats(name, entry);
        FiniteCheck check = new FiniteCheck(entry.type());
        eachChunk(entry, check::accept);
        return check.firstNotFinite();
    }

    /**
     * Appends the stored bytes of a tensor, little-endian. Into a direct buffer, they are read without a copy in the heap.
     *
     * @throws java.nio.BufferOverflowException if there is no room for them; nothing is appended then
     * @throws WeightsException as {@link #bytes}
     */
    public void read(String name, ByteBuffer target) {
        Entry entry = entry(name);
        if (entry.bytes() > target.remaining()) {
            throw new BufferOverflowException();
        }
        if (content.isPresent()) {
            target.put(content.get().slice((int) (dataStart + entry.offset()), (int) entry.bytes()));
            return;
        }
        try (FileChannel channel = openUnchanged()) {
            fill(channel, dataStart + entry.offset(), target, (int) entry.bytes(), file);
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    /**
     * The values of a tensor of type F32 in the file itself, mapped into memory: nothing is copied, and the mapping lasts
     * as long as this object or the buffer. Overwriting the file in place changes them.
     *
     * @return empty if the type is another one, the file is small or the values are not aligned
     * @throws WeightsException if there is no tensor of this name, it is larger than 2 GB, or the file was changed since
     *     it was opened
     */
    public Optional<ByteBuffer> mapped(String name) {
        Entry entry = entry(name);
        long start = dataStart + entry.offset();
        boolean usable = content.isEmpty()
                && entry.type() == DataType.F32
                && start % Float.BYTES == 0
                && entry.bytes() > 0
                && entry.bytes() <= Integer.MAX_VALUE - 8
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return usable
                ? Optional.of(mappings.computeIfAbsent(name, key -> map(start, entry.bytes()))
                        .duplicate()
                        .order(ByteOrder.LITTLE_ENDIAN))
                : Optional.empty();
    }

    private ByteBuffer map(long start, long bytes) {
        try (FileChannel channel = openUnchanged()) {
            return channel.map(FileChannel.MapMode.READ_ONLY, start, bytes);
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    private FileChannel openUnchanged() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        if (!state.isStill(FileState.of(file))) {
            channel.close();
            throw new WeightsException(
                    file + " was changed or replaced since it was opened; start again to use the new file");
        }
        return channel;
    }

    /** Passes a tensor's bytes in pieces of whole elements. The buffer is used again. */
    private void eachChunk(Entry entry, Consumer<ByteBuffer> consumer) {
        if (content.isPresent()) {
            ByteBuffer all = content.get().slice((int) (dataStart + entry.offset()), (int) entry.bytes());
            consumer.accept(all.order(ByteOrder.LITTLE_ENDIAN));
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(CHUNK, entry.bytes()));
        try (FileChannel channel = openUnchanged()) {
            for (long done = 0; done < entry.bytes(); done += buffer.limit()) {
                int count = (int) Math.min(CHUNK, entry.bytes() - done);
                fill(channel, dataStart + entry.offset() + done, buffer.clear(), count, file);
                consumer.accept(buffer.flip().order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    private void requireFloats(String name, Entry entry) {
        if (!entry.type().readableAsFloats()) {
            throw new WeightsException(file + ": tensor " + name + " is stored as " + entry.type()
                    + "; F32, F16, BF16 or F64 is needed here");
        }
    }

    /** The values of a tensor as {@link #floats}, with its shape. */
    public FloatTensor tensor(String name) {
        return new FloatTensor(entry(name).shape(), floats(name));
    }

    private static ByteBuffer read(FileChannel channel, long position, int count, Path file) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, position, target, count, file);
        return target.flip();
    }

    /** Appends bytes of the file. */
    private static void fill(FileChannel channel, long position, ByteBuffer target, int count, Path file)
            throws IOException {
        int start = target.position();
        int limit = target.limit();
        while (target.position() < start + count) {
            target.limit(Math.min(start + count, target.position() + CHUNK));
            if (channel.read(target, position + target.position() - start) < 0) {
                throw new WeightsException(file + " became shorter while reading it; copy or download it again");
            }
        }
        target.limit(limit);
    }
}
