package org.vpt4j.datasets.yolo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.vision.error.Counted;

/**
 * The label file of one image: a line {@code class x y width height} for each object, x and y of the box's centre, all
 * as fractions of the image's width and height.
 *
 * <p>A sixth number is a detector's score, and not needed. More are the outline of an object, {@code class x1 y1 x2 y2
 * x3 y3 …}, as in Ultralytics: the box is the smallest around it.
 */
record YoloLabels(List<Item> items) {
    /** @param x1 and the others: xyxy in fractions of the image's size */
    record Item(int classNumber, double x1, double y1, double x2, double y2, int line) {}

    /** Fractions may lie somewhat outside of the image; what is further away is no fraction. */
    private static final double FURTHEST = 2;

    private static final Pattern LABEL = Pattern.compile("\\d+(\\.0*)?(\\s+[-+.\\deE]+){4,}");

    YoloLabels {
        items = List.copyOf(items);
    }

    /** Whether the file is there and empty, or begins with an object. */
    static boolean looksLikeLabels(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .map(line -> LABEL.matcher(line).matches())
                    .orElse(true);
        } catch (IOException | UncheckedIOException e) {
            return false; // no text: somebody else's
        }
    }

    /** @throws DatasetException if a line is broken; the message names it */
    static YoloLabels read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new DatasetException(file + " is no text; expected lines \"class x y width height\"", e);
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                items.add(item(lines.get(i).strip(), new Place(file.toString(), i + 1)));
            }
        }
        return new YoloLabels(items);
    }

    private static Item item(String line, Place at) {
        String[] words = line.split("\\s+", -1);
        boolean outline = words.length >= 7 && words.length % 2 == 1;
        if (!outline && words.length != 5 && words.length != 6) {
            String found = Counted.of(words.length, "value", "values");
            throw new DatasetException(at + ": expected \"class x y width height\", but it has " + found + ": " + line);
        }
        double[] values = new double[words.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = fraction(words[i + 1], at);
        }
        int number = classNumber(words[0], at);
        if (!outline) {
            double halfWidth = values[2] / 2;
            double halfHeight = values[3] / 2;
            return new Item(
                    number,
                    values[0] - halfWidth,
                    values[1] - halfHeight,
                    values[0] + halfWidth,
                    values[1] + halfHeight,
                    at.line());
        }
        double x1 = Double.POSITIVE_INFINITY;
        double y1 = Double.POSITIVE_INFINITY;
        double x2 = Double.NEGATIVE_INFINITY;
        double y2 = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i += 2) {
            x1 = Math.min(x1, values[i]);
            y1 = Math.min(y1, values[i + 1]);
            x2 = Math.max(x2, values[i]);
            y2 = Math.max(y2, values[i + 1]);
        }
        return new Item(number, x1, y1, x2, y2, at.line());
    }

    private static int classNumber(String word, Place at) {
        try {
            int number = Integer.parseInt(word.replaceFirst("\\.0*$", "")); // some tools write 3.0
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, together with negative ones.
        }
        throw new DatasetException(at + ": the class must be a number from 0, but is '" + word + "'");
    }

    private static double fraction(String word, Place at) {
        double value;
        try {
            value = Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new DatasetException(at + ": '" + word + "' is not a number", e);
        }
        if (!(Math.abs(value) <= FURTHEST)) {
            throw new DatasetException(at + ": " + word
                    + " is no fraction of the image's size; YOLO's numbers are from 0 to 1, not pixels");
        }
        return value;
    }
}
