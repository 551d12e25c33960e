package org.vpt4j.vision.encoder;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Reproducible values in [-1, 1): the formula of {@code make_encoder_golden.py}, so that no file has to hold them. */
public final class Numbers {
    private Numbers() {}

    public static float[] of(String name, long count) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            int h = i * 0x9E3779B9 ^ (int) crc.getValue();
            h = (h ^ (h >>> 16)) * 0x85EBCA6B;
            h = (h ^ (h >>> 13)) * 0xC2B2AE35;
            h ^= h >>> 16;
            values[i] = (float) (Integer.toUnsignedLong(h) / 2147483648.0 - 1);
        }
        return values;
    }
}
