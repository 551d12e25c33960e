package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.vpt4j.vision.image.ImageFiles;

/**
 * A VOC annotation file: {@code <annotation>} with {@code <filename>}, {@code <size>} and {@code <object>}s.
 *
 * <p>{@code xmin, ymin, xmax, ymax} are used unchanged, as continuous edges. Today's tools (LabelImg, CVAT, Roboflow)
 * write them like this: a box as wide as its image extends from 0 or 1 to the width. The original PASCAL VOC files count
 * pixels from 1 and include the last one; only there, if {@code <source>} names PASCAL VOC or "The VOC2007 Database",
 * the left and upper edges are moved by -1.
 *
 * @param filename the image's name as written, or empty
 * @param width in pixels, 0 if absent
 * @param height in pixels, 0 if absent
 * @param boxes in the file's order; difficult objects are marked as crowd
 */
record VocFile(String filename, int width, int height, List<DatasetEntries.BoxEntry> boxes) {

    private static final Set<String> TURNED = Set.of("cx", "cy", "w", "h", "angle");

    private static final Pattern ORIGINAL = Pattern.compile("pascal voc|the voc\\d{4} database");

    /** @throws DatasetException if it is not a VOC file; the message names the line */
    static VocFile read(Path root, Path file) {
        Reading reading = new Reading(file, ImageFiles.nameBelow(root, file));
        try {
            return XmlText.read(file, reading::run);
        } catch (XMLStreamException e) {
            throw XmlText.broken(file, e);
        }
    }

    /** The state of one pass over the file. */
    private static final class Reading {
        private final Path file;
        private final String name;
        private final Deque<String> path = new ArrayDeque<>();
        private final List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        private final Map<String, String> ofFile = new HashMap<>();
        private Map<String, String> ofObject = new HashMap<>();
        private final FileDefects defects = new FileDefects();
        private final Map<String, Double> turned = new HashMap<>(); // roLabelImg's <robndbox>
        private boolean soundObject;
        private int objectLine;

        Reading(Path file, String name) {
            this.file = file;
            this.name = name;
        }

        VocFile run(XMLStreamReader xml) throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            while (xml.hasNext()) {
                int line = xml.getLocation().getLineNumber();
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        open(xml.getLocalName(), xml.getLocation().getLineNumber());
                        text.setLength(0);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new DatasetException(at(line) + ": broken XML: the entity &" + xml.getLocalName()
                                + "; is refused; write its text instead");
                    case XMLStreamConstants.END_ELEMENT -> {
                        boolean sound = defects.read(() -> close(text.toString().strip(), line));
                        soundObject &= sound;
                        text.setLength(0);
                    }
                    default -> {
                        // Comments, white space, processing instructions: ignored.
                    }
                }
            }
            int width = size("width");
            int height = size("height");
            defects.throwIfAny();
            String source = ofFile.getOrDefault("source", "").toLowerCase(Locale.ROOT);
            boolean original = ORIGINAL.matcher(source).find();
            return new VocFile(
                    ofFile.getOrDefault("filename", ""),
                    width,
                    height,
                    original ? boxes.stream().map(Reading::fromPixelCounts).toList() : boxes);
        }

        private void open(String element, int line) {
            if (path.isEmpty() && !element.equals("annotation")) {
                throw new DatasetException(at(line) + ": <" + element
                        + "> instead of <annotation>, with which a VOC file starts; is this another format?");
            }
            path.addLast(element);
            if (where().equals("annotation/object")) {
                ofObject = new HashMap<>();
                turned.clear();
                objectLine = line;
                soundObject = true;
            }
        }

        private void close(String text, int line) {
            String where = where();
            path.removeLast();
            switch (where) {
                case "annotation/filename" -> ofFile.put("filename", text);
                case "annotation/source/database", "annotation/source/annotation" ->
                    ofFile.merge("source", text, (a, b) -> a + " " + b);
                case "annotation/size/width" -> ofFile.put("width", text);
                case "annotation/size/height" -> ofFile.put("height", text);
                case "annotation/object/name" -> ofObject.put("name", text);
                case "annotation/object/difficult" -> ofObject.put("difficult", text);
                case "annotation/object/bndbox/xmin",
                        "annotation/object/bndbox/ymin",
                        "annotation/object/bndbox/xmax",
                        "annotation/object/bndbox/ymax" -> {
                    String field = where.substring(where.lastIndexOf('/') + 1);
                    at(line).number("<" + field + ">", text);
                    ofObject.put(field, text);
                }
                case "annotation/object/robndbox/cx",
                        "annotation/object/robndbox/cy",
                        "annotation/object/robndbox/w",
                        "annotation/object/robndbox/h",
                        "annotation/object/robndbox/angle" ->
                    turned.put(where.substring(where.lastIndexOf('/') + 1), at(line).number("<robndbox>", text));
                case "annotation/object" -> {
                    if (soundObject) {
                        addBox();
                    }
                }
                default -> {
                    // Pose, truncated, owner, parts of a person: not needed.
                }
            }
        }

        private String where() {
            return String.join("/", path);
        }

        private void addBox() {
            FilePosition position = new FilePosition(name, objectLine);
            String className = ofObject.getOrDefault("name", "");
            if (className.isEmpty()) {
                throw new DatasetException(at(objectLine) + ": <object> without <name>");
            }
            boolean crowd = ofObject.getOrDefault("difficult", "0").equals("1");
            if (!ofObject.containsKey("xmin") && turned.keySet().containsAll(TURNED)) {
                boxes.add(turned().box(className, crowd, position));
                return;
            }
            boxes.add(new DatasetEntries.BoxEntry(
                    className,
                    coordinate("xmin", position),
                    coordinate("ymin", position),
                    coordinate("xmax", position),
                    coordinate("ymax", position),
                    crowd,
                    Double.NaN,
                    position));
        }

        /** The bounding box of a rectangle around its centre, turned by an angle in radians. */
        private Outline turned() {
            double x = turned.get("cx");
            double y = turned.get("cy");
            double halfWidth = turned.get("w") / 2;
            double halfHeight = turned.get("h") / 2;
            Outline upright = Outline.NONE.with(x - halfWidth, y - halfHeight).with(x + halfWidth, y + halfHeight);
            return Outline.turned(upright, x, y, turned.get("angle"));
        }

        /** Pixels counted from 1, the last one included, as continuous edges. */
        private static DatasetEntries.BoxEntry fromPixelCounts(DatasetEntries.BoxEntry box) {
            return new DatasetEntries.BoxEntry(
                    box.className(),
                    box.x1() - 1,
                    box.y1() - 1,
                    box.x2(),
                    box.y2(),
                    box.crowd(),
                    box.area(),
                    box.position());
        }

        private double coordinate(String field, FilePosition position) {
            String text = ofObject.get(field);
            if (text == null) {
                throw new DatasetException(at(position.line()) + ": <object> without <bndbox><" + field + ">");
            }
            return at(position.line()).number("<" + field + ">", text);
        }

        /** For messages, with the full path; findings have the path below the dataset's root. */
        private FilePosition at(int line) {
            return new FilePosition(file.toString(), line);
        }

        private int size(String field) {
            String text = ofFile.get(field);
            int[] size = new int[1];
            defects.read(
                    () -> size[0] = text == null || text.isEmpty() ? 0 : (int) at(0).number("<" + field + ">", text));
            return size[0];
        }
    }
}
