package org.vpt4j.vision.image;

import java.awt.image.Raster;
import java.util.Optional;

/**
 * A JPEG with four colours, as Adobe's programs write it: inverted, so that 255 is no ink, and either CMYK itself or YCCK, in
 * which the first three are stored like the colours of other JPEGs. Converted without a colour profile, as OpenCV does.
 *
 * @param ycck whether the first three colours are stored as luminance and chrominance
 */
record CmykJpeg(boolean ycck) {
    private static final int YCCK = 2;

    /** Empty for any other image. */
    static Optional<CmykJpeg> of(EncodedImage encoded) {
        if (!encoded.isJpeg()) {
            return Optional.empty();
        }
        byte[] bytes = encoded.bytes();
        int transform = 0;
        for (int at = 2; at + 4 < bytes.length && bytes[at] == (byte) 0xff; ) {
            int marker = bytes[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
            } else if (marker == 0xee && at + 15 < bytes.length && bytes[at + 4] == 'A' && bytes[at + 5] == 'd') {
                transform = bytes[at + 15];
                at += 2 + length(bytes, at);
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                boolean four = at + 9 < bytes.length && bytes[at + 9] == 4;
                return four ? Optional.of(new CmykJpeg(transform == YCCK)) : Optional.empty();
            } else {
                at += 2 + length(bytes, at);
            }
        }
        return Optional.empty();
    }

    private static int length(byte[] bytes, int marker) {
        return (bytes[marker + 2] & 0xff) << 8 | (bytes[marker + 3] & 0xff);
    }

    /** @param stored the samples as they are in the file */
    Image toImage(Raster stored) {
        int width = stored.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, stored.getHeight()))];
        int[] row = new int[4 * width];
        int to = 0;
        for (int y = 0; y < stored.getHeight(); y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i += 4) {
                int key = row[i + 3];
                int[] inks = ycck
                        ? inks(row[i], row[i + 1] - 128, row[i + 2] - 128)
                        : new int[] {row[i], row[i + 1], row[i + 2]};
                for (int ink : inks) {
                    rgb[to++] = (byte) ((Math.max(0, Math.min(255, ink)) * key + 127) / 255);
                }
            }
        }
        return Image.of(new ImageSize(width, stored.getHeight()), rgb);
    }

    /** ITU-T T.871: the colours of luminance and chrominance, each the complement of an ink. */
    private static int[] inks(int y, int cb, int cr) {
        return new int[] {
            (int) Math.round(255 - (y + 1.402 * cr)),
            (int) Math.round(255 - (y - 0.344136 * cb - 0.714136 * cr)),
            (int) Math.round(255 - (y + 1.772 * cb))
        };
    }
}
