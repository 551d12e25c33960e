package org.vpt4j.datasets.format;

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
import org.vpt4j.vision.error.Counted;

/**
 * The label file of an image: a line {@code class x y width height} for each object, with the centre and size of its box
 * as fractions of the image's width and height.
 *
 * <p>A sixth number is a detector's score and ignored. A line with more numbers is a polygon {@code class x1 y1 x2 y2 x3
 * y3 …}, as in Ultralytics: its bounding box is used.
 */
record YoloLabels(List<Item> items) {
    /** Box xyxy as fractions of the image's size. */
    record Item(int classNumber, double x1, double y1, double x2, double y2, int line) {}

    /** Boxes may extend beyond the image; larger values are pixels, not fractions. */
    private static final double MAX_FRACTION = 2;

    private static final Pattern LABEL = Pattern.compile("\\d+(\\.0*)?(\\s+[-+.\\deE]+){4,}");

    YoloLabels {
        items = List.copyOf(items);
    }

    /** Whether the file exists and is empty or starts with an object. */
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
            return false; // not a text file
        }
    }

    /** @throws DatasetException if a line is broken; the message names it */
    static YoloLabels read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new DatasetException(file + " is not a text file; expected lines \"class x y width height\"", e);
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                items.add(item(lines.get(i).strip(), new FilePosition(file.toString(), i + 1)));
            }
        }
        return new YoloLabels(items);
    }

    private static Item item(String line, FilePosition at) {
        String[] words = line.split("\\s+", -1);
        boolean polygon = words.length >= 7 && words.length % 2 == 1;
        if (!polygon && words.length != 5 && words.length != 6) {
            String found = Counted.of(words.length, "value", "values");
            throw new DatasetException(at + ": expected \"class x y width height\", but found " + found + ": " + line);
        }
        double[] values = new double[words.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = fraction(words[i + 1], at);
        }
        int number = classNumber(words[0], at);
        if (!polygon) {
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

    private static int classNumber(String word, FilePosition at) {
        try {
            int number = Integer.parseInt(word.replaceFirst("\\.0*$", "")); // some tools write 3.0
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, as are negative numbers.
        }
        throw new DatasetException(at + ": the class must be a whole number of at least 0, but is '" + word + "'");
    }

    private static double fraction(String word, FilePosition at) {
        double value = at.number("each value", word);
        if (!(Math.abs(value) <= MAX_FRACTION)) {
            throw new DatasetException(at + ": " + word
                    + " is not a fraction of the image's size; YOLO coordinates are between 0 and 1, not pixels");
        }
        return value;
    }
}
