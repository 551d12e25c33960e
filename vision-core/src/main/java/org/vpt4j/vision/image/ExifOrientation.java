package org.vpt4j.vision.image;

import java.util.List;

/**
 * The EXIF orientation (EXIF 2.32, tag 0x0112): the operation that turns the stored pixels upright.
 *
 * <p>The constants are in the order of the tag's values 1 to 8.
 */
enum ExifOrientation {
    UPRIGHT(false, false, false),
    MIRROR(false, true, false),
    ROTATE_180(false, true, true),
    FLIP(false, false, true),
    TRANSPOSE(true, false, false),
    ROTATE_RIGHT(true, true, false),
    TRANSVERSE(true, true, true),
    ROTATE_LEFT(true, false, true);

    private static final int TAG = 0x0112;

    private final boolean transposed;
    private final boolean mirroredX;
    private final boolean mirroredY;

    /** Transposed first, if at all, then mirrored. */
    ExifOrientation(boolean transposed, boolean mirroredX, boolean mirroredY) {
        this.transposed = transposed;
        this.mirroredX = mirroredX;
        this.mirroredY = mirroredY;
    }

    /**
     * Reads the tag in the first directory of a TIFF block.
     *
     * @param start of the block; negative if there is none
     * @return {@link #UPRIGHT} if there is no block or tag, or its value is invalid
     */
    static ExifOrientation ofTiff(byte[] bytes, int start) {
        if (start < 0 || start + 8 > bytes.length) {
            return UPRIGHT;
        }
        boolean little = bytes[start] == 'I' && bytes[start + 1] == 'I';
        boolean big = bytes[start] == 'M' && bytes[start + 1] == 'M';
        if ((!little && !big) || int16(bytes, start + 2, little) != 42) {
            return UPRIGHT;
        }
        long directory = start + int32(bytes, start + 4, little);
        if (directory + 2 > bytes.length) {
            return UPRIGHT;
        }
        int entries = int16(bytes, (int) directory, little);
        for (long entry = directory + 2; entries > 0 && entry + 12 <= bytes.length; entries--, entry += 12) {
            if (int16(bytes, (int) entry, little) == TAG) {
                int value = int16(bytes, (int) entry + 8, little);
                return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static int int16(byte[] bytes, int at, boolean little) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return little ? second << 8 | first : first << 8 | second;
    }

    private static long int32(byte[] bytes, int at, boolean little) {
        long first = int16(bytes, at, little);
        long second = int16(bytes, at + 2, little);
        return little ? second << 16 | first : first << 16 | second;
    }

    /** The orientation with this value of the tag, 1 to 8. */
    static ExifOrientation of(int exif) {
        return values()[exif - 1];
    }

    /** The value of the tag. */
    int exif() {
        return List.of(values()).indexOf(this) + 1;
    }

    /** The size before an upright image of this size was turned. */
    ImageSize stored(ImageSize upright) {
        return upright(upright); // turning swaps the sides, either way
    }

    /**
     * A box of the stored pixels in the upright image.
     *
     * @param size of the upright image
     */
    Box upright(Box stored, ImageSize size) {
        Box box = transposed ? new Box(stored.y1(), stored.x1(), stored.y2(), stored.x2()) : stored;
        return new Box(
                mirroredX ? size.width() - box.x2() : box.x1(),
                mirroredY ? size.height() - box.y2() : box.y1(),
                mirroredX ? size.width() - box.x1() : box.x2(),
                mirroredY ? size.height() - box.y1() : box.y2());
    }

    /** The size of the upright image. */
    ImageSize upright(ImageSize stored) {
        return transposed ? new ImageSize(/* width= */ stored.height(), /* height= */ stored.width()) : stored;
    }

    /** The upright image; the same object if it is upright already. */
    Image upright(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        ImageSize size = upright(stored.size());
        byte[] from = stored.rgb();
        byte[] to = new byte[from.length];
        int i = 0;
        for (int y = 0; y < size.height(); y++) {
            int v = mirroredY ? size.height() - 1 - y : y;
            for (int x = 0; x < size.width(); x++) {
                int u = mirroredX ? size.width() - 1 - x : x;
                int source = 3 * (transposed ? u * stored.width() + v : v * stored.width() + u);
                to[i++] = from[source];
                to[i++] = from[source + 1];
                to[i++] = from[source + 2];
            }
        }
        return Image.of(size, to);
    }
}
