package org.vpt4j.vision.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the first directory of a TIFF file says about its samples (TIFF 6.0).
 *
 * @param bits of each sample
 * @param format of the samples: 1 unsigned, 2 signed, 3 floating point, others are rare
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr, 8 L*a*b*
 * @param samples for each pixel
 */
record TiffHeader(int bits, int format, int photometric, int samples) {
    private static final int BITS = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES = 277;
    private static final int FORMAT = 339;

    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING = 3;
    private static final int RGB = 2;
    private static final int PALETTE = 3;

    /** Empty if this is not a TIFF, or its directory is not in it. */
    static Optional<TiffHeader> find(byte[] bytes) {
        if (bytes.length < 8 || !((bytes[0] == 'I' && bytes[1] == 'I') || (bytes[0] == 'M' && bytes[1] == 'M'))) {
            return Optional.empty();
        }
        ByteBuffer tiff =
                ByteBuffer.wrap(bytes).order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (tiff.getShort(2) != 42 || directory + 2 > bytes.length) {
            return Optional.empty();
        }
        Map<Integer, Integer> values = new HashMap<>();
        int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
        for (long entry = directory + 2; entries > 0 && entry + 12 <= bytes.length; entries--, entry += 12) {
            values.putIfAbsent(Short.toUnsignedInt(tiff.getShort((int) entry)), value(tiff, (int) entry));
        }
        int samples = values.getOrDefault(SAMPLES, 1);
        return Optional.of(new TiffHeader(
                values.getOrDefault(BITS, 1),
                values.getOrDefault(FORMAT, UNSIGNED),
                values.getOrDefault(PHOTOMETRIC, 1),
                samples));
    }

    /** The first value of an entry: in the entry itself, or where it points if there are several. */
    private static int value(ByteBuffer tiff, int entry) {
        boolean isShort = tiff.getShort(entry + 2) == 3;
        long count = Integer.toUnsignedLong(tiff.getInt(entry + 4));
        if (!isShort) {
            return tiff.getInt(entry + 8);
        }
        long at = count > 2 ? Integer.toUnsignedLong(tiff.getInt(entry + 8)) : entry + 8;
        return at + 2 > tiff.limit() ? 0 : Short.toUnsignedInt(tiff.getShort((int) at));
    }

    /** Whether the samples are more than 8 bits, or have an alpha channel, which OpenCV multiplies in. */
    boolean needsOwnDecoder() {
        return bits > 8 || format != UNSIGNED || hasAlpha();
    }

    private boolean hasAlpha() {
        return (photometric == RGB && samples > 3)
                || (photometric < RGB && samples > 1)
                || (photometric == PALETTE && samples > 1);
    }

    /** What the samples are, if they cannot be reduced to 8 bits without guessing; else empty. */
    String unsupported() {
        if (format == SIGNED) {
            return "signed samples";
        }
        if (format != UNSIGNED && format != FLOATING) {
            return "samples of format " + format;
        }
        if (photometric > PALETTE) {
            return bits + "-bit samples in another colour space than RGB";
        }
        return "";
    }

    boolean isWhiteZero() {
        return photometric == 0;
    }
}
