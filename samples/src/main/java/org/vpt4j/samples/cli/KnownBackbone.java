package org.vpt4j.samples.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vpt4j.vision.error.FileException;

/**
 * A published backbone that can be downloaded.
 *
 * @param name on the Hugging Face hub
 * @param millions of parameters that its image encoder has
 * @param patch in pixels
 * @param layers of the encoder
 * @param width of a token
 * @param licence of its weights
 * @param hasText whether it comes with a text encoder
 */
record KnownBackbone(String name, double millions, int patch, int layers, int width, String licence, boolean hasText) {
    private static final String TABLE = "known-backbones.txt";

    static List<KnownBackbone> all() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(KnownBackbone.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> of(line.split(" \\| ?", -1)))
                    .toList();
        } catch (IOException e) {
            throw new FileException("the embedded " + TABLE + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static KnownBackbone of(String[] words) {
        return new KnownBackbone(
                words[0],
                Double.parseDouble(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                words[5],
                words.length > 6 && words[6].strip().equals("text"));
    }
}
