package org.vpt4j.vision.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.ImageException;

/** An image file: its bytes, and its size and orientation without decoding the pixels. */
final class EncodedImage {
    /** Limit of the number of pixels: 2^28, a square of 16384, 805 MB of RGB. */
    static final int MAX_PIXELS = 1 << 28;

    /** System property with another limit. */
    private static final String LIMIT = "vpt4j.max-pixels";

    private static final int HEADER_BYTES = 1 << 18;
    private static final Pattern PORTABLE_MAP =
            Pattern.compile("P[1-6](?:\\s|#[^\n]*\n)+(\\d{1,9})(?:\\s|#[^\n]*\n)+(\\d{1,9})\\s");

    private final Path file;
    private final byte[] bytes;
    private final String remark;
    private final Optional<JpegHeader> jpeg;

    private EncodedImage(Path file, byte[] bytes, String remark) {
        this.file = file;
        this.bytes = bytes;
        this.remark = remark;
        this.jpeg = JpegHeader.find(bytes);
    }

    /** @throws ImageException if the file is missing, empty, or cannot be read */
    static EncodedImage read(Path file) {
        return read(file, Integer.MAX_VALUE);
    }

    /** Reads only as much of the file as {@link #storedSize} and {@link #orientation} need. */
    static EncodedImage readHeader(Path file) {
        EncodedImage head = read(file, HEADER_BYTES);
        boolean enough = head.bytes.length < HEADER_BYTES || head.jpeg.isPresent();
        return enough ? head : read(file);
    }

    private static EncodedImage read(Path file, int limit) {
        if (Files.isDirectory(file)) {
            throw new ImageException(file + ": is a folder, but an image file is expected");
        }
        try {
            byte[] bytes;
            if (limit == Integer.MAX_VALUE) {
                bytes = Files.readAllBytes(file);
            } else {
                try (InputStream in = Files.newInputStream(file)) {
                    bytes = in.readNBytes(limit);
                }
            }
            if (bytes.length == 0) {
                throw new ImageException(file + ": is empty; copy it again, or remove it");
            }
            return new EncodedImage(file, bytes, "");
        } catch (NoSuchFileException e) {
            throw new ImageException(file + ": no such image; check the path", e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Too many open files")) {
                throw new ConfigException(
                        file + ": cannot be opened, as this process has too many files open; raise the limit"
                                + " (ulimit -n 4096) and start again",
                        e);
            }
            throw new ImageException(file + ": cannot be read (" + e.getMessage() + ")", e);
        } catch (OutOfMemoryError e) {
            throw new EncodedImage(file, new byte[0], "").noMemory(e);
        }
    }

    /** What is wrong with the file, though it can be used; mostly empty. */
    String remark() {
        return remark;
    }

    boolean isJpeg() {
        return jpeg.isPresent();
    }

    boolean isJpeg2000() {
        return startsWith(4, "jP  ");
    }

    /** The header of a TIFF file. */
    Optional<TiffHeader> tiff() {
        return TiffHeader.find(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    ExifOrientation orientation() {
        if (jpeg.isPresent()) {
            return ExifOrientation.ofTiff(bytes, jpeg.get().exif());
        }
        if (isPng()) {
            return ExifOrientation.ofTiff(bytes, pngExif());
        }
        return ExifOrientation.ofTiff(bytes, isWebp() ? webpExif() : 0);
    }

    /** Width and height before the orientation is applied, if the header has them. */
    Optional<ImageSize> storedSize() {
        return jpeg.map(JpegHeader::size).or(this::sizeInHeader).or(this::sizeByImageIo);
    }

    /** Reads the same bytes as the decoders: ImageIO's readers use others, or reject more files. */
    private Optional<ImageSize> sizeInHeader() {
        if (isPng()) {
            return size(int32(16), int32(20));
        }
        if (startsWith(0, "GIF8")) {
            return size(littleEndian(6, 2), littleEndian(8, 2)); // the logical screen, not a frame
        }
        if (startsWith(0, "BM")) {
            return size(littleEndian(18, 4), Math.abs(littleEndian(22, 4))); // negative: stored from top to bottom
        }
        if (isWebp()) {
            return webpSize();
        }
        if (isJpeg2000()) {
            int header = indexOf("ihdr", 12, 256);
            return header < 0 ? Optional.empty() : size(int32(header + 8), int32(header + 4));
        }
        return portableMapSize();
    }

    /** RFC 9649, sections 2.5 to 2.7. */
    private Optional<ImageSize> webpSize() {
        if (startsWith(12, "VP8X")) {
            return size(1 + littleEndian(24, 3), 1 + littleEndian(27, 3));
        }
        if (startsWith(12, "VP8L")) {
            int bits = littleEndian(21, 4);
            return size(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
        }
        return size(littleEndian(26, 2) & 0x3fff, littleEndian(28, 2) & 0x3fff);
    }

    /** PBM, PGM, PPM: two numbers after the magic number, with white space and comments between them. */
    private Optional<ImageSize> portableMapSize() {
        String head = new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
        Matcher sizes = PORTABLE_MAP.matcher(head);
        return sizes.lookingAt()
                ? size(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)))
                : Optional.empty();
    }

    private static Optional<ImageSize> size(int width, int height) {
        return width > 0 && height > 0 ? Optional.of(new ImageSize(width, height)) : Optional.empty();
    }

    private Optional<ImageSize> sizeByImageIo() {
        try (ImageInputStream in = stream()) {
            Optional<ImageReader> found = ImageReaders.of(in);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            ImageReader reader = found.get();
            try {
                reader.setInput(in, true, true);
                return Optional.of(new ImageSize(reader.getWidth(0), reader.getHeight(0)));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // a broken header: decoding reports it
        }
    }

    /** A stream for ImageIO, in memory without temporary files. */
    ImageInputStream stream() {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    }

    /**
     * The same image with an end marker, if a JPEG lacks nothing else.
     *
     * @throws ImageException if the end of the image is missing: decoders fill the rest with grey and report nothing
     */
    EncodedImage complete() {
        boolean complete = true;
        if (startsWith(0, "\u00ff\u00d8\u00ff")) {
            complete = jpeg.isPresent() && endsWith("\u00ff\u00d9", jpeg.get().scan());
        } else if (isPng()) {
            complete = endsWith("IEND", 8);
        } else if (isJpeg2000()) {
            complete = endsWith("\u00ff\u00d9", 12); // no data contain these two bytes
            if (complete
                    && !sizeInHeader()
                            .map(size -> Jpeg2000Header.isSound(bytes, size))
                            .orElse(false)) {
                throw problem("is damaged, or a kind of JPEG 2000 that is not supported; save it again as JPEG or PNG");
            }
        } else if (isWebp()) {
            long length = Integer.toUnsignedLong(Integer.reverseBytes(int32(4))) + 8;
            complete = bytes.length >= length;
        }
        if (complete) {
            return this;
        }
        if (jpeg.isPresent()) {
            byte[] ended = Arrays.copyOf(bytes, bytes.length + 2);
            ended[bytes.length] = (byte) 0xff;
            ended[bytes.length + 1] = (byte) 0xd9;
            EncodedImage whole = new EncodedImage(file, ended, "its last two bytes, the end marker, are missing");
            whole.requireAcceptable(jpeg.get().size());
            if (ImageIoDecoder.decodesWithoutWarning(whole)) {
                return whole;
            }
        }
        throw problem("is cut short, its end is missing; copy it again, save it again, or remove it");
    }

    /**
     * Checks the size before anything is decoded.
     *
     * @throws ImageException if there are too many pixels
     * @throws ConfigException if they do not fit into the heap
     */
    void requireAcceptable(ImageSize size) {
        long pixels = (long) size.width() * size.height();
        long most = Math.min(Integer.MAX_VALUE / 3, Long.getLong(LIMIT, MAX_PIXELS));
        if (pixels > most) {
            throw problem("has " + size + " pixels, more than the " + most
                    + " that are supported; make it smaller or cut it into tiles, or raise the limit with -D" + LIMIT);
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (3 * pixels > heap) {
            throw new ConfigException(file + ": has " + size + " pixels, which take " + ((3 * pixels) >> 20)
                    + " MB, but the heap has only " + (heap >> 20)
                    + "; start Java with a larger -Xmx (VPT4J_OPTS=-Xmx8g), or make it smaller");
        }
    }

    /** That says nothing about the image. */
    ConfigException noMemory(Throwable cause) {
        return new ConfigException(
                file + ": does not fit into memory now; start Java with a larger -Xmx (VPT4J_OPTS=-Xmx8g), or make the"
                        + " image smaller",
                cause);
    }

    ImageException problem(String what) {
        return new ImageException(file + ": " + what);
    }

    ImageException problem(String what, Throwable cause) {
        return new ImageException(file + ": " + what, cause);
    }

    private boolean isPng() {
        return startsWith(0, "\u0089PNG");
    }

    /** Start of the EXIF chunk, or -1. */
    private int pngExif() {
        long at = 8;
        while (at + 8 <= bytes.length) {
            if (startsWith((int) at + 4, "eXIf")) {
                return (int) at + 8;
            }
            at += 12 + Integer.toUnsignedLong(int32((int) at));
        }
        return -1;
    }

    private boolean isWebp() {
        return startsWith(0, "RIFF") && startsWith(8, "WEBP");
    }

    /** Start of the TIFF block in the EXIF chunk, or -1. */
    private int webpExif() {
        long at = 12;
        while (at + 8 <= bytes.length) {
            long length = Integer.toUnsignedLong(littleEndian((int) at + 4, 4));
            if (startsWith((int) at, "EXIF")) {
                return (int) at + (startsWith((int) at + 8, "Exif\0\0") ? 14 : 8);
            }
            at += 8 + length + (length & 1); // chunks start at even offsets
        }
        return -1;
    }

    private boolean endsWith(String mark, int notBefore) {
        for (int at = bytes.length - mark.length(); at >= notBefore; at--) {
            if (startsWith(at, mark)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(int at, String mark) {
        return matches(bytes, at, mark);
    }

    private int int32(int at) {
        return at + 4 > bytes.length ? 0 : int16(bytes, at) << 16 | int16(bytes, at + 2);
    }

    private int littleEndian(int at, int count) {
        int value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (at + i < bytes.length ? bytes[at + i] & 0xff : 0);
        }
        return value;
    }

    /** Position of the mark in this range, or -1. */
    private int indexOf(String mark, int from, int to) {
        for (int at = from; at < to; at++) {
            if (startsWith(at, mark)) {
                return at;
            }
        }
        return -1;
    }

    private static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static boolean matches(byte[] bytes, int at, String mark) {
        byte[] expected = mark.getBytes(StandardCharsets.ISO_8859_1);
        if (at < 0 || at + expected.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The header of a JPEG (ITU T.81, annex B).
     *
     * @param size as stored
     * @param exif start of the TIFF block in the EXIF segment, or -1
     * @param scan start of the first scan
     */
    private record JpegHeader(ImageSize size, int exif, int scan) {

        /** Empty if this is not a JPEG, or its header is incomplete. */
        static Optional<JpegHeader> find(byte[] bytes) {
            ImageSize size = null;
            int exif = -1;
            int at = matches(bytes, 0, "\u00ff\u00d8\u00ff") ? 2 : bytes.length;
            while (at + 9 <= bytes.length) {
                int marker = bytes[at + 1] & 0xff;
                if (bytes[at] != (byte) 0xff || marker == 0xff) {
                    at++; // fill bytes between segments
                } else if (marker == 0xda) {
                    return size == null ? Optional.empty() : Optional.of(new JpegHeader(size, exif, at));
                } else if ((marker >= 0xd0 && marker <= 0xd8) || marker == 0x01) {
                    at += 2; // markers without a length
                } else {
                    if (isFrame(marker)) {
                        int height = int16(bytes, at + 5);
                        int width = int16(bytes, at + 7);
                        size = width > 0 && height > 0 ? new ImageSize(width, height) : null;
                    } else if (marker == 0xe1 && exif < 0 && matches(bytes, at + 4, "Exif\0\0")) {
                        exif = at + 10;
                    }
                    at += 2 + int16(bytes, at + 2);
                }
            }
            return Optional.empty();
        }

        private static boolean isFrame(int marker) {
            return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }
    }
}
