package org.vpt4j.vision.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;

/** Reads the text files of a tokenizer. */
final class TokenizerText {
    private static final long MOST = 256L << 20; // the largest known ones have 40 MB

    private TokenizerText() {}

    /**
     * The text of a file.
     *
     * @throws WeightsException if it is too large for a tokenizer's, or not UTF-8
     * @throws FileException if it cannot be read
     */
    static String read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MOST) {
                throw new WeightsException(
                        file + " has " + size + " bytes: this is no tokenizer's; copy or download it again");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new WeightsException(file + " is not UTF-8; copy or download it again", e);
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }
}
