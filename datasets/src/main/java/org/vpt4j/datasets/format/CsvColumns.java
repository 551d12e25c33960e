package org.vpt4j.datasets.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/**
 * Which columns of a table mean what: {@code image=path,class=kind,xmin=left,ymin=top,xmax=right,ymax=bottom}. A column is
 * given by its name in the header, or by its number from 1; {@code delimiter=tab} (or {@code ;}, {@code |}, {@code comma})
 * separates cells.
 *
 * <p>Boxes are {@code xmin ymin xmax ymax}, or {@code x y w h} from the upper left corner, or {@code cx cy w h} from the
 * centre, or {@code bbox} with the four numbers of {@code x y w h} in one cell; {@code width} and {@code height} are those of
 * the image, and {@code split} says the part that it belongs to.
 *
 * @param columns by meaning
 * @param delimiter if it is not to be recognised
 */
record CsvColumns(Map<String, String> columns, Optional<Character> delimiter) {
    static final CsvColumns USUAL = new CsvColumns(Map.of(), Optional.empty());

    private static final List<String> MEANINGS = List.of(
            "image", "class", "xmin", "ymin", "xmax", "ymax", "x", "y", "cx", "cy", "w", "h", "bbox", "width", "height",
            "split");
    private static final Set<Set<String>> BOXES = Set.of(
            Set.of("xmin", "ymin", "xmax", "ymax"),
            Set.of("x", "y", "w", "h"),
            Set.of("cx", "cy", "w", "h"),
            Set.of("bbox"));

    /** @throws ConfigException if it is malformed */
    static CsvColumns parse(String text) {
        Map<String, String> columns = new LinkedHashMap<>();
        Optional<Character> delimiter = Optional.empty();
        for (String pair : text.split(",(?=\\s*[a-z]+\\s*=)", -1)) {
            String[] sides = pair.split("=", 2);
            String meaning = sides[0].strip().toLowerCase(Locale.ROOT);
            if (sides.length != 2 || sides[1].isBlank()) {
                throw new ConfigException("columns: \"" + pair.strip() + "\" is not MEANING=COLUMN; expected"
                        + " image=path,class=kind,xmin=left,ymin=top,xmax=right,ymax=bottom");
            }
            if (meaning.equals("delimiter")) {
                delimiter = Optional.of(delimiter(sides[1].strip()));
            } else if (!MEANINGS.contains(meaning)) {
                throw new ConfigException("columns: \"" + meaning + "\" is none of " + String.join(", ", MEANINGS)
                        + ", delimiter" + NearestName.hint(meaning, MEANINGS));
            } else {
                columns.put(meaning, sides[1].strip());
            }
        }
        boolean box = BOXES.stream().anyMatch(columns.keySet()::containsAll);
        if (!columns.isEmpty() && !(box && columns.containsKey("image") && columns.containsKey("class"))) {
            throw new ConfigException(
                    "columns: image, class and a box (xmin,ymin,xmax,ymax or x,y,w,h or cx,cy,w,h or bbox) are needed, but only "
                            + String.join(", ", columns.keySet()) + " are given");
        }
        return new CsvColumns(columns, delimiter);
    }

    private static char delimiter(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "tab", "\\t" -> '\t';
            case "comma" -> ',';
            case "semicolon" -> ';';
            case "space" -> ' ';
            default -> {
                if (text.length() != 1) {
                    throw new ConfigException("columns: the delimiter is one character, tab, comma, semicolon or space,"
                            + " not \"" + text + "\"");
                }
                yield text.charAt(0);
            }
        };
    }
}
