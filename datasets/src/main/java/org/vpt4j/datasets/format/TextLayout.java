package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;

/**
 * A description of text files with a line for each box: the words of a line, and where the files are.
 *
 * <pre>
 * x1 y1 x2 y2 class
 * class cx cy w h; unit fraction
 * x1 y1 x2 y2 class; images PCBData/{a}/{b}/{n}_test.jpg; labels PCBData/{a}/{b}_not/{n}.txt; lists PCBData/{split}.txt
 * image x y w h class; labels boxes.txt; names 1=open 2=short
 * </pre>
 *
 * <p>Words: {@code x1 y1 x2 y2}, or {@code x y w h} from the upper left corner, or {@code cx cy w h} from the centre; {@code
 * class}; the word for an image's name, with which a file is about many images; {@code -} for what is ignored. Separators are
 * blanks, commas and semicolons; a class at the end may contain blanks.
 *
 * <p>In a path pattern, {@code {name}} stands for a part of a name, the same one in the paths of an image and its label file,
 * and {@code *} for any.
 *
 * @param words of a line
 * @param images pattern of the images' paths; empty for all
 * @param labels pattern of the label files; empty for {@code a.txt} next to {@code a.jpg}, or in labels/ for images/
 * @param lists pattern of text files that list the images of a part each; empty for none
 * @param names of classes by what is in the files
 * @param fractions whether coordinates are fractions of the image's size, not pixels
 */
record TextLayout(
        List<String> words,
        Optional<PathPattern> images,
        Optional<PathPattern> labels,
        Optional<PathPattern> lists,
        Map<String, String> names,
        boolean fractions) {
    private static final Set<Set<String>> BOXES =
            Set.of(Set.of("x1", "y1", "x2", "y2"), Set.of("x", "y", "w", "h"), Set.of("cx", "cy", "w", "h"));
    private static final Set<String> OTHERS = Set.of("class", "image", "-");
    private static final String EXPECTED =
            "; expected words such as \"x1 y1 x2 y2 class\", and behind semicolons images, labels or lists with a path"
                    + " pattern, names with 1=a 2=b, or unit fraction";

    /**
     * A line of a label file.
     *
     * @param named the name of its image; empty if the layout has none
     */
    record Line(String named, String className, Outline box) {}

    /** @throws ConfigException if it is malformed */
    static TextLayout parse(String text) {
        String[] clauses = text.split(";", -1);
        List<String> words = List.of(clauses[0].strip().split("[\\s,]+", -1));
        requireWords(words, text);
        Map<String, PathPattern> patterns = new HashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        boolean fractions = false;
        for (int i = 1; i < clauses.length; i++) {
            String clause = clauses[i].strip();
            if (clause.isEmpty()) {
                continue;
            }
            String[] parts = clause.split("\\s+", 2);
            String value = parts.length > 1 ? parts[1].strip() : "";
            switch (parts[0]) {
                case "images", "labels", "lists" -> patterns.put(parts[0], PathPattern.of(value));
                case "names" -> names(value, names);
                case "unit" -> {
                    if (!List.of("pixel", "pixels", "fraction", "fractions").contains(value)) {
                        throw new ConfigException("layout: the unit is pixel or fraction, not \"" + value + "\"");
                    }
                    fractions = value.startsWith("fraction");
                }
                default -> throw new ConfigException("layout: \"" + clause + "\" is not understood" + EXPECTED);
            }
        }
        return new TextLayout(
                words,
                Optional.ofNullable(patterns.get("images")),
                Optional.ofNullable(patterns.get("labels")),
                Optional.ofNullable(patterns.get("lists")),
                names,
                fractions);
    }

    private static void requireWords(List<String> words, String text) {
        Set<String> box = words.stream().filter(word -> !OTHERS.contains(word)).collect(Collectors.toSet());
        boolean complete =
                BOXES.contains(box) && words.stream().filter(box::contains).count() == box.size();
        if (!complete || words.stream().filter("class"::equals).count() != 1) {
            throw new ConfigException("layout: \"" + text + "\" names no box and class of a line" + EXPECTED);
        }
    }

    private static void names(String value, Map<String, String> names) {
        for (String pair : value.split("[\\s,]+", -1)) {
            String[] sides = pair.split("=", 2);
            if (sides.length != 2 || sides[0].isEmpty() || sides[1].isEmpty()) {
                throw new ConfigException(
                        "layout: names are written as \"names 1=open 2=short\", not \"" + pair + "\"");
            }
            names.put(sides[0], sides[1]);
        }
    }

    boolean namesImages() {
        return words.contains("image");
    }

    /**
     * Reads a line.
     *
     * @throws DatasetException if it has other words
     */
    Line read(String line, FilePosition at) {
        String[] cells =
                line.strip().split("[\\s,;]+", words.get(words.size() - 1).equals("class") ? words.size() : 0);
        if (cells.length != words.size()) {
            throw new DatasetException(
                    at + ": expected \"" + String.join(" ", words) + "\", but found: " + line.strip());
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            values.put(words.get(i), cells[i].strip());
        }
        Outline box;
        if (values.containsKey("x1")) {
            box = new Outline(
                    at.number("x1", values.get("x1")),
                    at.number("y1", values.get("y1")),
                    at.number("x2", values.get("x2")),
                    at.number("y2", values.get("y2")),
                    false);
        } else {
            double width = at.number("w", values.get("w"));
            double height = at.number("h", values.get("h"));
            boolean corner = values.containsKey("x");
            double x = corner ? at.number("x", values.get("x")) : at.number("cx", values.get("cx")) - width / 2;
            double y = corner ? at.number("y", values.get("y")) : at.number("cy", values.get("cy")) - height / 2;
            box = new Outline(x, y, x + width, y + height, false);
        }
        String written = values.get("class");
        return new Line(values.getOrDefault("image", ""), names.getOrDefault(written, written), box);
    }

    /** A line for a box, the opposite of {@link #read}. */
    String write(DatasetEntries.BoxEntry box, ImageSize size, String image) {
        double scaleX = fractions ? size.width() : 1;
        double scaleY = fractions ? size.height() : 1;
        double width = (box.x2() - box.x1()) / scaleX;
        double height = (box.y2() - box.y1()) / scaleY;
        List<String> cells = new ArrayList<>();
        for (String word : words) {
            cells.add(
                    switch (word) {
                        case "x1", "x" -> number(box.x1() / scaleX);
                        case "y1", "y" -> number(box.y1() / scaleY);
                        case "x2" -> number(box.x2() / scaleX);
                        case "y2" -> number(box.y2() / scaleY);
                        case "cx" -> number(box.x1() / scaleX + width / 2);
                        case "cy" -> number(box.y1() / scaleY + height / 2);
                        case "w" -> number(width);
                        case "h" -> number(height);
                        case "class" -> box.className();
                        case "image" -> image;
                        default -> "0";
                    });
        }
        return String.join(" ", cells);
    }

    private String number(double value) {
        return fractions ? String.format(Locale.ROOT, "%.6f", value) : TextOutput.number(value);
    }
}
