package org.vpt4j.vision.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.WeightsException;

/** SHA-256 digests as 64 lower-case hexadecimal digits. */
public final class Sha256 {
    /** The file that lists the digests of a folder's files, as written by {@code sha256sum}. */
    static final String SUMS = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    private Sha256() {}

    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** The digest of a text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The digest of a file's content.
     *
     * @throws org.vpt4j.vision.error.FileException if it cannot be read
     */
    public static String of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return copying(in, OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw AtomicFiles.failure("read", file, e);
        }
    }

    /**
     * Checks a file against the {@code SHA256SUMS} of its folder; does nothing if there is none, or it does not list the
     * file.
     *
     * @throws WeightsException if the file's digest is another one
     * @throws org.vpt4j.vision.error.FileException if one of the two cannot be read
     */
    public static void verify(Path file) {
        Path sums = file.resolveSibling(SUMS);
        if (!Files.isRegularFile(sums)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(sums)) {
                Matcher parts = LINE.matcher(line);
                if (parts.matches() && file.endsWith(parts.group(2).strip())) {
                    requireDigest(file, parts.group(1), sums);
                }
            }
        } catch (IOException e) {
            throw AtomicFiles.failure("read", sums, e);
        }
    }

    private static void requireDigest(Path file, String recorded, Path sums) {
        String found = of(file);
        if (!found.equals(recorded)) {
            throw new WeightsException(file + " is damaged or was replaced: its SHA-256 is " + found + ", but " + sums
                    + " lists " + recorded + "; copy it again, or correct the list if the file is meant to be another");
        }
    }

    /** Copies everything and returns its digest. */
    static String copying(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = digest();
        new DigestInputStream(in, digest).transferTo(out);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A new digest, for incremental use. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
