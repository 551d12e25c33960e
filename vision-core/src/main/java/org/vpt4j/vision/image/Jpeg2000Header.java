package org.vpt4j.vision.image;

import java.nio.ByteBuffer;

/**
 * The main header of a JPEG 2000 codestream (ITU-T T.800, annex A), checked before it is decoded: the decoder allocates
 * whatever a damaged header asks for.
 */
final class Jpeg2000Header {
    private static final int START = 0xff4fff51; // SOC and SIZ
    private static final int COD = 0xff52;
    private static final int QCD = 0xff5c;
    private static final int SOT = 0xff90;
    private static final int SIZES = 36; // bytes of SIZ before the components
    private static final int MOST_TILES = 4096;
    private static final int MOST_LAYERS = 256;
    private static final int MOST_LEVELS = 32;

    private final ByteBuffer bytes;

    private Jpeg2000Header(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Whether the codestream has the size that the file declares, 1 to 4 colours of 8 or 16 bits, and usual blocks. */
    static boolean isSound(byte[] file, ImageSize size) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        for (int at = 0; at + 4 + SIZES < file.length; at++) {
            if (bytes.getInt(at) == START) {
                try {
                    return new Jpeg2000Header(bytes).isSound(at + 2, size);
                } catch (IndexOutOfBoundsException e) {
                    return false; // it ends in the header
                }
            }
        }
        return false;
    }

    /** @param start of the marker SIZ */
    private boolean isSound(int start, ImageSize size) {
        int components = int16(start + 38);
        boolean sizes = bytes.getInt(start + 6) == size.width()
                && bytes.getInt(start + 10) == size.height()
                && bytes.getLong(start + 14) == 0 // offsets
                && bytes.getLong(start + 30) == 0
                && components >= 1
                && components <= 4
                && int16(start + 2) == 38 + 3 * components;
        long tileWidth = Integer.toUnsignedLong(bytes.getInt(start + 22));
        long tileHeight = Integer.toUnsignedLong(bytes.getInt(start + 26));
        if (!sizes || tileWidth == 0 || tileHeight == 0) {
            return false;
        }
        long tiles = ((size.width() + tileWidth - 1) / tileWidth) * ((size.height() + tileHeight - 1) / tileHeight);
        boolean colours = tiles <= MOST_TILES;
        for (int i = 0; i < components; i++) {
            int at = start + 4 + SIZES + 3 * i;
            colours &= (bytes.get(at) == 7 || bytes.get(at) == 15) && int16(at + 1) == 0x0101; // not subsampled
        }
        return colours && areBlocksUsual(start + 2 + int16(start + 2));
    }

    /** @param first position of the marker after SIZ */
    private boolean areBlocksUsual(int first) {
        boolean usual = true;
        boolean coded = false;
        boolean quantised = false;
        for (int at = first; int16(at) != SOT; at += 2 + int16(at + 2)) {
            usual &= bytes.get(at) == (byte) 0xff && int16(at + 2) >= 2;
            if (!usual) {
                return false;
            }
            quantised |= int16(at) == QCD;
            if (int16(at) == COD) {
                coded = true;
                int wide = bytes.get(at + 10) & 0xff;
                int high = bytes.get(at + 11) & 0xff;
                usual = int16(at + 6) >= 1
                        && int16(at + 6) <= MOST_LAYERS
                        && (bytes.get(at + 9) & 0xff) <= MOST_LEVELS
                        && wide <= 8
                        && high <= 8
                        && wide + high <= 8;
            }
        }
        return coded && quantised && usual;
    }

    private int int16(int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }
}
