package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Text files that a format writes, in UTF-8; missing folders are created. They need not be atomic: a dataset is written to a
 * temporary folder that gets its name when it is complete.
 */
final class TextOutput {
    private static final double THOUSANDTHS = 1000;

    private TextOutput() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Writer out) throws IOException;
    }

    /** @throws org.vpt4j.vision.error.FileException if it cannot be written */
    static void write(Path file, Content content) {
        AtomicFiles.createFolders(file.getParent());
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw AtomicFiles.failure("write", file, e);
        }
    }

    static void write(Path file, String text) {
        write(file, out -> out.write(text));
    }

    /** Each line with a line feed. */
    static void lines(Path file, Iterable<String> lines) {
        write(file, out -> {
            for (String line : lines) {
                out.write(line);
                out.write('\n');
            }
        });
    }

    /** A coordinate, to a thousandth of a pixel: {@code 12}, {@code 12.5}, {@code 0.333}. */
    static String number(double value) {
        double rounded = rounded(value);
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /** To a thousandth of a pixel. */
    static double rounded(double value) {
        return Math.round(value * THOUSANDTHS) / THOUSANDTHS;
    }

    /** A path of the dataset seen from one of its folders, both with {@code /}; the folder is empty for the dataset's own. */
    static String relative(String folder, String path) {
        return !folder.isEmpty() && path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : path;
    }

    /** {@code a/b} for the folder a and the file b; b for the dataset's own folder. */
    static String inside(String folder, String file) {
        return folder.isEmpty() ? file : folder + "/" + file;
    }

    /** A path without its extension. */
    static String withoutExtension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }

    /** The last name of a path. */
    static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
