package org.vpt4j.detect.train;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * The features of all images of one {@link View} in a memory-mapped file.
 *
 * <p>Little-endian: for each image {@link FeatureForm#bytes()} bytes of 16-bit floats; then a {@link ViewIndex}; then
 * its offset (8 bytes), length (4) and CRC-32C (4), and 8 magic bytes for the file format. As the footer is written last,
 * and the file renamed after that, an incomplete file is never mistaken for a valid one.
 */
final class ViewFile {
    private static final long MAGIC = 0x31_54_45_46_54_50_56_6aL; // jVPTFET1
    private static final int FOOTER = 24;
    private static final long SEGMENT = 1L << 30; // a mapping is limited to 2 GB

    private final Path file;
    private final ViewIndex index;
    private final List<MappedByteBuffer> segments;
    private final int perSegment;

    private ViewFile(Path file, ViewIndex index, List<MappedByteBuffer> segments, int perSegment) {
        this.file = file;
        this.index = index;
        this.segments = segments;
        this.perSegment = perSegment;
    }

    /** Writes the values and index entries of the images one by one. */
    @FunctionalInterface
    interface Content {
        void writeTo(Sink sink) throws IOException;
    }

    /** Receives the images of a view in dataset order. */
    static final class Sink {
        private final OutputStream out;
        private final int bytes;
        private final List<ViewIndex.Entry> entries = new ArrayList<>();

        private Sink(OutputStream out, int bytes) {
            this.out = out;
            this.bytes = bytes;
        }

        /** @param values of one image, {@link FeatureForm#bytes()} long */
        void add(byte[] values, ViewIndex.Entry entry) throws IOException {
            if (values.length != bytes) {
                throw new IllegalArgumentException(values.length + " bytes instead of " + bytes);
            }
            out.write(values);
            entries.add(new ViewIndex.Entry(checksum(ByteBuffer.wrap(values)), entry.transform(), entry.annotations()));
        }
    }

    /** Writes a file atomically. */
    static void write(Path file, String key, int bytes, Content content) {
        AtomicFiles.write(file, out -> {
            Sink sink = new Sink(out, bytes);
            content.writeTo(sink);
            byte[] index = new ViewIndex(key, bytes, sink.entries).toBytes();
            out.write(index);
            ByteBuffer footer = ByteBuffer.allocate(FOOTER).order(ByteOrder.LITTLE_ENDIAN);
            footer.putLong((long) sink.entries.size() * bytes).putInt(index.length);
            footer.putInt((int) checksum(ByteBuffer.wrap(index))).putLong(MAGIC);
            out.write(footer.array());
        });
    }

    /**
     * Opens a file and reads all of it once, which also brings it into the page cache.
     *
     * @return empty if the file must be written: it is missing, damaged, or has a different key or size
     */
    static Optional<ViewFile> open(Path file, String key, int bytes, int images) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ViewIndex index = index(channel);
            if (index == null
                    || !index.key().equals(key)
                    || index.bytes() != bytes
                    || index.images().size() != images) {
                return Optional.empty();
            }
            int perSegment = (int) Math.max(1, SEGMENT / bytes);
            List<MappedByteBuffer> segments = new ArrayList<>();
            for (int from = 0; from < images; from += perSegment) {
                long length = (long) Math.min(perSegment, images - from) * bytes;
                segments.add(channel.map(FileChannel.MapMode.READ_ONLY, (long) from * bytes, length));
            }
            ViewFile opened = new ViewFile(file, index, segments, perSegment);
            return opened.isSound() ? Optional.of(opened) : Optional.empty();
        } catch (IOException e) {
            throw AtomicFiles.failure("read", file, e);
        }
    }

    private static ViewIndex index(FileChannel channel) throws IOException {
        long end = channel.size() - FOOTER;
        if (end < 0) {
            return null;
        }
        ByteBuffer footer = read(channel, end, FOOTER);
        long begin = footer.getLong();
        int length = footer.getInt();
        int checksum = footer.getInt();
        if (footer.getLong() != MAGIC || length < 0 || begin < 0 || begin + length != end) {
            return null;
        }
        byte[] json = new byte[length];
        read(channel, begin, length).get(json);
        if ((int) checksum(ByteBuffer.wrap(json)) != checksum) {
            return null;
        }
        ViewIndex index = ViewIndex.of(json);
        return (long) index.images().size() * index.bytes() == begin ? index : null;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // keep reading
        }
        return bytes.flip();
    }

    private boolean isSound() {
        for (int image = 0; image < index.images().size(); image++) {
            if (checksum(raw(image)) != index.images().get(image).checksum()) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer raw(int image) {
        int at = image % perSegment * index.bytes();
        return segments.get(image / perSegment).slice(at, index.bytes());
    }

    /**
     * The values of an image, little-endian.
     *
     * @throws FileException if they have changed since they were written
     */
    ByteBuffer values(int image) {
        ByteBuffer values = raw(image);
        if (checksum(values.duplicate()) != index.images().get(image).checksum()) {
            throw new FileException("the cached features in " + file + " have been damaged while they were used (image "
                    + image + "); delete the file and resume with --resume, which computes it again");
        }
        return values.order(ByteOrder.LITTLE_ENDIAN);
    }

    ViewIndex.Entry entry(int image) {
        return index.images().get(image);
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}
