package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The text of a dataset's file: UTF-8, or UTF-16 with a byte order mark. The mark, which some programs write at the start,
 * is no part of the text. Other encodings cannot be told apart and are refused.
 */
final class TextFile {
    private static final byte[] MARK_8 = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] MARK_16_BIG = {(byte) 0xfe, (byte) 0xff};
    private static final byte[] MARK_16_LITTLE = {(byte) 0xff, (byte) 0xfe};
    private static final int NUL = 0;
    private static final int HEAD_BYTES = 1 << 16;

    private TextFile() {}

    /** @throws DatasetException if it cannot be read, or is not text; the message names file and line */
    static String read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
        Optional<Charset> wide = wide(bytes);
        int skipped = wide.isPresent() ? 2 : startsWith(bytes, MARK_8) ? 3 : 0;
        try {
            return wide.orElse(StandardCharsets.UTF_8)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, skipped, bytes.length - skipped))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DatasetException(problem(file, bytes), e);
        }
    }

    /** Whether a file has this extension, which has its dot, in lower or upper case. */
    static boolean hasExtension(Path file, String extension) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    /** The lines, without their ends. */
    static List<String> lines(Path file) {
        return read(file).lines().toList();
    }

    /** The first lines, whatever the encoding, to recognise a format; empty if the file cannot be read. */
    static String head(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            return "";
        }
        int skipped = startsWith(bytes, MARK_8) ? 3 : 0;
        return wide(bytes)
                .map(charset -> new String(bytes, 2, bytes.length - 2, charset))
                .orElseGet(() -> new String(bytes, skipped, bytes.length - skipped, StandardCharsets.ISO_8859_1));
    }

    private static Optional<Charset> wide(byte[] bytes) {
        if (startsWith(bytes, MARK_16_BIG)) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return startsWith(bytes, MARK_16_LITTLE) ? Optional.of(StandardCharsets.UTF_16LE) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        boolean starts = bytes.length >= mark.length;
        for (int i = 0; starts && i < mark.length; i++) {
            starts = bytes[i] == mark[i];
        }
        return starts;
    }

    /** Names the first line that is not UTF-8. */
    private static String problem(Path file, byte[] bytes) {
        int start = 0;
        for (int line = 1; start < bytes.length; line++) {
            int end = start;
            boolean binary = false;
            while (end < bytes.length && bytes[end] != '\n') {
                binary |= bytes[end++] == NUL;
            }
            if (!isUtf8(bytes, start, end)) {
                FilePosition at = new FilePosition(file.toString(), line);
                return binary
                        ? at + ": is not a text file"
                        : at + ": is not text in UTF-8; save the file in this encoding";
            }
            start = end + 1;
        }
        return file + ": is not text in UTF-8; save the file in this encoding";
    }

    private static boolean isUtf8(byte[] bytes, int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
