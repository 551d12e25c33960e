package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.Counted;

/**
 * The label file of an image: a line {@code class x y width height} for each object, with the centre and size of its box
 * as fractions of the image's width and height.
 *
 * <p>A sixth number is a detector's score and ignored. More numbers are keypoints, which are ignored too, or else the line
 * is an outline {@code class x1 y1 x2 y2 x3 y3 …}, as in Ultralytics, whose bounding box is used.
 */
record YoloLabels(List<Item> items) {
    /** Box xyxy as fractions of the image's size. */
    record Item(int classNumber, double x1, double y1, double x2, double y2, int line) {}

    /** Boxes may extend beyond the image; larger values are pixels, not fractions. */
    private static final double MAX_FRACTION = 2;

    private static final Pattern LABEL = Pattern.compile("\\d+(\\.0*)?(\\s+[-+.\\deE]+){4,}");

    private static final Pattern VISIBILITY = Pattern.compile("[012](\\.0*)?");

    YoloLabels {
        items = List.copyOf(items);
    }

    /** Whether the file exists and is empty or starts with an object. */
    static boolean looksLikeLabels(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        return TextFile.head(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> LABEL.matcher(line).matches())
                .orElse(true);
    }

    /**
     * Reads a label file.
     *
     * @param keypoints numbers of all keypoints of a line, if the description declares them; else -1
     * @throws DatasetException if a line is broken; the message names it
     */
    static YoloLabels read(Path file, int keypoints) {
        List<String> lines = TextFile.lines(file);
        List<Item> items = new ArrayList<>();
        FileDefects defects = new FileDefects();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            FilePosition at = new FilePosition(file.toString(), i + 1);
            if (!line.isEmpty()) {
                defects.read(() -> items.add(item(line, keypoints, at)));
            }
        }
        defects.throwIfAny();
        return new YoloLabels(items);
    }

    private static Item item(String line, int keypoints, FilePosition at) {
        String[] words = line.split("\\s+", -1);
        boolean outline = isOutline(words, keypoints);
        if (words.length < 5) {
            String found = Counted.of(words.length, "value", "values");
            throw new DatasetException(at + ": expected \"class x y width height\", but found " + found + ": " + line);
        }
        double[] values = new double[outline ? words.length - 1 : 4];
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

    /**
     * Whether the numbers after the class are the corners of an outline. With keypoints, a line is longer than a box, too: its
     * number of values is even, or every third value after the box says whether a keypoint is visible (0, 1 or 2).
     */
    private static boolean isOutline(String[] words, int keypoints) {
        if (words.length < 7 || words.length % 2 == 0 || words.length == 5 + keypoints) {
            return false;
        }
        boolean threes = (words.length - 5) % 3 == 0;
        for (int i = 7; threes && i < words.length; i += 3) {
            threes = VISIBILITY.matcher(words[i]).matches();
        }
        return !threes;
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
