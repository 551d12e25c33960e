package org.vpt4j.samples.detect;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;

/**
 * Motion JPEG in AVI, read frame by frame from its start. OpenCV needs the index at the end, which is missing in a video that
 * was cut off; here its frames are read as far as they go.
 */
final class MotionJpegAvi implements VideoDecoder {
    private static final int CHUNK = 8; // name and size
    private static final int LIST = 12; // name, size and kind
    private static final int LARGEST_FRAME = 1 << 28;
    private static final double MICRO = 1e6;

    private final RandomAccessFile file;
    private final long length;
    private final double rate;
    private final long declared;
    private final boolean cut;
    private long at;

    private MotionJpegAvi(RandomAccessFile file) throws IOException {
        this.file = file;
        this.length = file.length();
        if (length < LIST || !name(0).equals("RIFF") || !name(8).equals("AVI ")) {
            throw new IOException("not an AVI file");
        }
        this.cut = size(4) + CHUNK > length;
        long header = find("avih", LIST);
        long interval = size(header + CHUNK);
        this.rate = interval > 0 ? MICRO / interval : 0;
        this.declared = size(header + CHUNK + 16);
        this.at = find("movi", LIST);
    }

    /** Empty if it is another kind of file, or has other frames. */
    static Optional<VideoDecoder> ofFile(String path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path, "r");
            try {
                MotionJpegAvi avi = new MotionJpegAvi(file);
                long first = avi.at;
                boolean jpeg = avi.next()
                        .filter(frame -> frame.length > 2 && frame[0] == (byte) 0xff && frame[1] == (byte) 0xd8)
                        .isPresent();
                avi.at = first;
                if (jpeg) {
                    return Optional.of(avi);
                }
                file.close();
            } catch (IOException e) {
                file.close();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Position of a chunk in the lists from here on; of a list's content, by its kind. */
    private long find(String name, long from) throws IOException {
        long position = from;
        while (position + LIST <= length) {
            if (name(position).equals("LIST")) {
                if (name(position + CHUNK).equals(name)) {
                    return position + LIST;
                }
                position += name(position + CHUNK).equals("hdrl") ? LIST : CHUNK + even(size(position + 4));
            } else if (name(position).equals(name)) {
                return position;
            } else {
                position += CHUNK + even(size(position + 4));
            }
        }
        throw new IOException("no " + name);
    }

    private static long even(long size) {
        return size + (size & 1);
    }

    private String name(long position) throws IOException {
        byte[] name = new byte[4];
        file.seek(position);
        file.readFully(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private long size(long position) throws IOException {
        file.seek(position);
        return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
    }

    /** The data of the next frame; empty at the end. */
    private Optional<byte[]> next() throws IOException {
        while (at + CHUNK <= length) {
            String name = name(at);
            long size = size(at + 4);
            if (name.equals("LIST")) {
                at += LIST; // frames can be grouped
            } else if (name.equals("idx1")) {
                return Optional.empty();
            } else if (name.endsWith("dc") || name.endsWith("db")) {
                if (size > LARGEST_FRAME || at + CHUNK + size > length) {
                    return Optional.empty();
                }
                byte[] frame = new byte[(int) size];
                file.seek(at + CHUNK);
                file.readFully(frame);
                at += CHUNK + even(size);
                return Optional.of(frame);
            } else {
                at += CHUNK + even(size);
            }
        }
        return Optional.empty();
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public long declared() {
        return declared > 0 ? declared : -1;
    }

    @Override
    public boolean skip() {
        return frame().isPresent();
    }

    private Optional<byte[]> frame() {
        try {
            Optional<byte[]> frame = next();
            if (frame.isEmpty() && cut) {
                throw new ImageException("is cut short, its end is missing");
            }
            return frame;
        } catch (IOException e) {
            throw new ImageException("cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public Optional<Image> read() {
        Optional<byte[]> frame = frame();
        if (frame.isEmpty()) {
            return Optional.empty();
        }
        try {
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(frame.get()));
            if (decoded == null) {
                throw new ImageException("has a frame that is not a JPEG");
            }
            return Optional.of(Image.from(decoded));
        } catch (IOException e) {
            throw new ImageException("has a damaged frame (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // Nothing more is read from it.
        }
    }
}
