package org.vpt4j.vision.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import org.vpt4j.vision.error.ImageException;

/**
 * An image in memory: 8 bits each of red, green and blue, row by row ({@code [H, W, 3]}), upright, immutable.
 *
 * <p>Every file is converted to this: grey is repeated, 16 bits are reduced to the upper 8, an alpha channel is dropped
 * (without blending, as in most training code), CMYK is converted, the first frame of an animation is used, and the EXIF
 * orientation is applied.
 */
public final class Image {
    /** Of {@link #readReduced}. */
    public static final int MOST_REDUCTION = 8;

    private final ImageSize size;
    private final byte[] rgb;

    private Image(ImageSize size, byte[] rgb) {
        this.size = size;
        this.rgb = rgb;
    }

    /**
     * Reads an image file: JPEG, PNG, WebP, TIFF, BMP, GIF, PBM/PGM/PPM, JPEG 2000. Its size is read from its header
     * and checked before anything is allocated for its pixels.
     *
     * <p>A JPEG that lacks nothing but its end marker is read.
     *
     * @throws ImageException if the file is missing, empty, cut short or not an image, or has more than
     *     {@value EncodedImage#MAX_PIXELS} pixels (or those of the system property {@code vpt4j.max-pixels})
     * @throws org.vpt4j.vision.error.ConfigException if it does not fit into memory, or no more files can be opened
     */
    public static Image read(Path file) {
        return decode(EncodedImage.read(file).complete());
    }

    private static Image decode(EncodedImage encoded) {
        encoded.requireAcceptable(encoded.storedSize().orElseThrow(() -> unreadable(encoded)));
        try {
            Image image = encoded.tiff().isPresent() && encoded.tiff().get().needsOwnDecoder()
                    ? new TiffDecoder().decode(encoded).orElseThrow(() -> unreadable(encoded))
                    : OpenCvDecoder.load()
                            .filter(openCv -> !encoded.isJpeg2000())
                            .flatMap(openCv -> openCv.decode(encoded))
                            .or(() -> new ImageIoDecoder().decode(encoded))
                            .orElseThrow(() -> unreadable(encoded));
            encoded.requireAcceptable(image.size());
            return image;
        } catch (OutOfMemoryError e) {
            throw encoded.noMemory(e);
        }
    }

    /**
     * Reads a JPEG at a part of its size, which takes less time, and every other image whole.
     *
     * @param reduction of each side: 1, 2, 4 or {@value #MOST_REDUCTION}; sides are rounded up
     * @throws ImageException as {@link #read}
     */
    public static Image readReduced(Path file, int reduction) {
        if (reduction == 1) {
            return read(file);
        }
        EncodedImage encoded = EncodedImage.read(file).complete();
        Optional<OpenCvDecoder> openCv = OpenCvDecoder.load().filter(any -> encoded.isJpeg());
        encoded.requireAcceptable(encoded.storedSize().orElseThrow(() -> unreadable(encoded)));
        return openCv.flatMap(decoder -> decoder.decodeReduced(encoded, reduction))
                .orElseGet(() -> decode(encoded));
    }

    /**
     * Decodes an image file to find damage, and says what it is. A JPEG is decoded at an eighth of its size, which is enough
     * to find all damage.
     *
     * @throws ImageException as {@link #read}
     */
    public static Facts check(Path file) {
        EncodedImage encoded = EncodedImage.read(file).complete();
        ImageSize stored = encoded.storedSize().orElseThrow(() -> unreadable(encoded));
        encoded.requireAcceptable(stored);
        boolean fast = encoded.isJpeg()
                && OpenCvDecoder.load()
                        .map(openCv -> openCv.decodesReduced(encoded))
                        .orElse(false);
        ImageSize size =
                fast ? encoded.orientation().upright(stored) : decode(encoded).size();
        return new Facts(
                size,
                fast ? stored : encoded.orientation().stored(size),
                encoded.orientation().exif(),
                encoded.remark());
    }

    /**
     * What {@link #check} finds out about an image file.
     *
     * @param size width and height of the upright image
     * @param stored the same before the EXIF orientation is applied
     * @param exif the EXIF orientation, 1 to 8; 1 is upright
     * @param remark what is wrong with the file, though it can be used; mostly empty
     */
    public record Facts(ImageSize size, ImageSize stored, int exif, String remark) {
        /** An upright image without remark. */
        public static Facts plain(ImageSize size) {
            return new Facts(size, size, 1, "");
        }

        /** A box in the stored pixels as a box in the upright image. */
        public Box upright(Box box) {
            return ExifOrientation.of(exif).upright(box, size);
        }
    }

    private static ImageException unreadable(EncodedImage encoded) {
        return encoded.problem("is not an image in a supported format; convert it to JPEG or PNG, or remove it");
    }

    /**
     * Width and height of the upright image, as from {@link #read}. For most formats only the header is read.
     *
     * @throws ImageException as {@link #read}, but not for every file that is cut short
     */
    public static ImageSize readSize(Path file) {
        EncodedImage encoded = EncodedImage.readHeader(file);
        Optional<ImageSize> stored = encoded.storedSize();
        if (stored.isEmpty()) {
            return read(file).size();
        }
        encoded.requireAcceptable(stored.get());
        return encoded.orientation().upright(stored.get());
    }

    /**
     * An image of these pixels.
     *
     * @param rgb {@code [H, W, 3]}; owned by the image from now on, must not be changed
     * @throws IllegalArgumentException if the array has another length
     */
    public static Image of(ImageSize size, byte[] rgb) {
        if (rgb.length != 3L * size.width() * size.height()) {
            throw new IllegalArgumentException(
                    rgb.length + " bytes are not an RGB image of " + size + " pixels (3 bytes each)");
        }
        return new Image(size, rgb);
    }

    /** The same pixels; alpha is dropped. */
    public static Image from(BufferedImage buffered) {
        return ImageIoDecoder.toImage(buffered);
    }

    /**
     * A copy of a region.
     *
     * @throws IllegalArgumentException if part of it is outside
     */
    public Image crop(Region region) {
        if (!region.isInside(size)) {
            throw new IllegalArgumentException("the region " + region + " is not inside the image of " + size);
        }
        byte[] out = new byte[3 * region.width() * region.height()];
        for (int y = 0; y < region.height(); y++) {
            int from = 3 * ((region.top() + y) * width() + region.left());
            System.arraycopy(rgb, from, out, 3 * region.width() * y, 3 * region.width());
        }
        return new Image(region.size(), out);
    }

    /** A copy for Java2D, of type {@code TYPE_INT_RGB}. */
    public BufferedImage toBufferedImage() {
        BufferedImage buffered = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width()];
        for (int y = 0, i = 0; y < height(); y++) {
            for (int x = 0; x < row.length; x++, i += 3) {
                row[x] = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
            }
            buffered.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        return buffered;
    }

    public ImageSize size() {
        return size;
    }

    public int width() {
        return size.width();
    }

    public int height() {
        return size.height();
    }

    /** The pixels {@code [H, W, 3]}, values 0..255 unsigned: the image's own array, read-only. */
    public byte[] rgb() {
        return rgb;
    }

    /** A pixel as {@code 0xRRGGBB}. */
    public int rgb(int x, int y) {
        int i = (y * width() + x) * 3;
        return (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
    }

    @Override
    public String toString() {
        return "Image " + size;
    }
}
