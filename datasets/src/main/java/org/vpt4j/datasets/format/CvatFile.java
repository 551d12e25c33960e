package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A file in CVAT's XML 1.1: {@code <annotations>} with the labels in {@code <meta>}, and {@code <image>}s with boxes, outlines
 * and other shapes in pixels; for video, {@code <track>}s with such shapes in the frames {@code frame_000000} and so on. A frame
 * of the video in which no object is seen is an image without objects.
 *
 * @param labels the declared classes
 * @param images in the file's order; the frames of a video in which there is an object
 * @param incomplete the names of the images with a shape that could not be read
 * @param frames of a video, if it is one and the file says how many it has
 */
record CvatFile(List<String> labels, List<Image> images, Set<String> incomplete, Optional<Frames> frames) {
    /**
     * An image.
     *
     * @param subset its split as CVAT calls it; empty if it has none
     */
    record Image(String name, String subset, int width, int height, int line, List<DatasetEntries.BoxEntry> boxes) {}

    /** The frames of a video. */
    record Frames(int first, int count) {
        static String name(int number) {
            return String.format(Locale.ROOT, "frame_%06d", number);
        }

        /** The number of a frame's image, named without its extension; empty if this is not its name. */
        static Optional<Integer> number(String name) {
            return name.matches("frame_\\d{6,9}")
                    ? Optional.of(Integer.valueOf(name.substring(name.indexOf('_') + 1)))
                            .filter(number -> name.equals(name(number)))
                    : Optional.empty();
        }

        /** Whether an image, named without its extension, is one of them. */
        boolean has(String name) {
            return number(name)
                    .filter(number -> number >= first && number - first < count)
                    .isPresent();
        }
    }

    /** Whether an XML file starts with {@code <annotations>}; a broken one with that element is one too. */
    static boolean looksLikeCvat(Path file) {
        try {
            return XmlText.read(file, xml -> {
                while (xml.hasNext()) {
                    if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                        return xml.getLocalName().equals("annotations");
                    }
                }
                return false;
            });
        } catch (XMLStreamException | DatasetException e) {
            return false;
        }
    }

    /**
     * Reads a file.
     *
     * @param name below the dataset's folder
     * @param frames the numbers of a video's frames that exist
     * @throws DatasetException if it is broken; the message names the line
     */
    static CvatFile read(Path file, String name, NavigableSet<Integer> frames, Findings.Collector findings) {
        try {
            return XmlText.read(file, xml -> {
                Reading reading = new Reading(name, xml, frames, findings);
                try {
                    reading.run();
                } catch (XMLStreamException e) { // the images before the break are complete, but for the last one
                    findings.broken(FilePosition.of(name), XmlText.broken(file, e));
                    reading.dropLast();
                    reading.task.clear(); // which frames have no object is unknown
                }
                reading.images.addAll(reading.frames.values());
                return new CvatFile(List.copyOf(reading.labels), reading.images, reading.incomplete, reading.video());
            });
        } catch (XMLStreamException e) {
            throw XmlText.broken(file, e);
        }
    }

    /** The state of one pass over the file. */
    private static final class Reading {
        private final String file;
        private final XMLStreamReader xml;
        private final Findings.Collector findings;
        private final Deque<String> path = new ArrayDeque<>();
        private final Set<String> labels = new LinkedHashSet<>();
        private final List<Image> images = new ArrayList<>();
        private final Map<Integer, Image> frames = new TreeMap<>();
        private final Map<String, Integer> task = new HashMap<>(); // numbers in <meta>
        private List<DatasetEntries.BoxEntry> boxes = List.of(); // of the image or frame of the last shape
        private boolean tracked; // whether it is of a video
        private CvatTrack track = new CvatTrack("");
        private final NavigableSet<Integer> existing; // frames
        private final Set<String> incomplete = new HashSet<>();
        private int frame; // of the last shape of a track
        private Outline outline = Outline.NONE; // of that shape
        private boolean key; // whether it is in a key frame
        private String current = ""; // the name of that image or frame
        private boolean named; // whether the image of the shapes has a name
        private boolean boxed; // whether the shape has become a box

        Reading(String file, XMLStreamReader xml, NavigableSet<Integer> existing, Findings.Collector findings) {
            this.existing = existing;
            this.file = file;
            this.xml = xml;
            this.findings = findings;
        }

        void dropLast() {
            if (named && isIn("image")) {
                images.remove(images.size() - 1);
            }
        }

        void run() throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            String attribute = "";
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        path.addLast(xml.getLocalName());
                        text.setLength(0);
                        if (path.size() == 2 && xml.getLocalName().equals("track")) {
                            tracked = true;
                            track = new CvatTrack(attribute("label", "").strip());
                        } else if (path.size() == 3 && isIn("track")) {
                            boxed = false;
                            reading(this::trackedShape);
                        }
                        if (path.size() == 2 && xml.getLocalName().equals("image")) {
                            named = false;
                            findings.tryReading(at(), this::image);
                        } else if (path.size() == 3 && isIn("image") && named) {
                            reading(this::shape);
                        } else if (path.size() == 4
                                && boxed
                                && xml.getLocalName().equals("attribute")) {
                            attribute = attribute("name", "");
                        }
                    }
                    case XMLStreamConstants.CHARACTERS -> text.append(xml.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (String.join("/", path).endsWith("labels/label/name")) {
                            labels.add(text.toString().strip());
                        } else if (isIn("meta") && text.toString().strip().matches("\\d{1,7}")) {
                            task.putIfAbsent(
                                    xml.getLocalName(),
                                    Integer.valueOf(text.toString().strip()));
                        } else if (boxed
                                && attribute.equals("crowd")
                                && text.toString().strip().equals("true")) {
                            markAsCrowd();
                        }
                        attribute = "";
                        text.setLength(0);
                        endOfTrack();
                        path.removeLast();
                    }
                    default -> {
                        // Comments, white space, processing instructions: ignored.
                    }
                }
            }
        }

        /** Reads a shape; an image with a broken one is incomplete. */
        private void reading(Runnable shape) {
            boolean[] read = new boolean[1];
            findings.tryReading(at(), () -> {
                shape.run();
                read[0] = true;
            });
            if (!read[0] && !current.isEmpty()) {
                incomplete.add(current);
            }
        }

        /** Of a shape of a track, or of the track. */
        private void endOfTrack() {
            if (!isIn("track")) {
                return;
            }
            if (path.size() == 3 && !outline.empty()) {
                Optional<DatasetEntries.BoxEntry> box =
                        boxed ? Optional.of(boxes.get(boxes.size() - 1)) : Optional.empty();
                track.add(frame, outline, box, key);
                outline = Outline.NONE;
            } else if (path.size() == 2) {
                Optional<Integer> last = Optional.ofNullable(task.get("stop_frame"))
                        .or(() -> video().map(frames -> frames.first() + frames.count() - 1));
                track.fill(existing, last, findings, (number, box) -> frame(
                                number, box.position().line())
                        .boxes()
                        .add(box));
            }
        }

        private boolean isIn(String element) {
            List<String> names = List.copyOf(path);
            return names.size() > 1 && names.get(1).equals(element);
        }

        private void image() {
            String name = attribute("name", "");
            if (name.isEmpty()) {
                throw new DatasetException(at() + ": <image> without name");
            }
            current = "";
            boxes = new ArrayList<>();
            images.add(new Image(name, attribute("subset", ""), size("width"), size("height"), at().line(), boxes));
            named = true;
            current = name;
        }

        /** Where an object has left the video, its shape is still there, marked as outside. */
        private void trackedShape() {
            outline = Outline.NONE;
            frame = (int) number("frame", Double.NaN);
            Image image = frame(frame, at().line());
            boxes = image.boxes();
            current = image.name();
            outline = outline(xml.getLocalName());
            key = number("keyframe", 1) != 0;
            if (number("outside", 0) == 0) {
                shape(track.label());
            }
        }

        private Image frame(int number, int line) {
            return frames.computeIfAbsent(
                    number,
                    key -> new Image(
                            Frames.name(number),
                            "",
                            task.getOrDefault("width", 0),
                            task.getOrDefault("height", 0),
                            line,
                            new ArrayList<>()));
        }

        Optional<Frames> video() {
            return tracked && task.containsKey("size")
                    ? Optional.of(new Frames(task.getOrDefault("start_frame", 0), task.get("size")))
                    : Optional.empty();
        }

        private void shape() {
            shape(attribute("label", "").strip());
        }

        private void shape(String label) {
            String kind = xml.getLocalName();
            boxed = false;
            if (kind.equals("tag") || kind.equals("attribute")) {
                return; // of the whole image
            }
            Outline outline = outline(kind);
            if (outline.empty() || label.isEmpty()) {
                findings.add(
                        Findings.Finding.Kind.SHAPE_WITHOUT_BOX,
                        label,
                        at(),
                        "<" + kind + ">" + (label.isEmpty() ? " without label" : ""),
                        "dropped");
                return;
            }
            if (!kind.equals("box") || number("rotation", 0) != 0) {
                findings.add(Findings.Finding.Kind.OUTLINE, label, at(), "<" + kind + ">", "used");
            }
            boxes.add(outline.box(label, false, at()));
            boxed = true;
        }

        private Outline outline(String kind) {
            return switch (kind) {
                case "box" -> {
                    Outline box = Outline.NONE
                            .with(number("xtl", Double.NaN), number("ytl", Double.NaN))
                            .with(number("xbr", Double.NaN), number("ybr", Double.NaN));
                    double angle = Math.toRadians(number("rotation", 0));
                    yield angle == 0
                            ? box
                            : Outline.turned(box, (box.x1() + box.x2()) / 2, (box.y1() + box.y2()) / 2, angle);
                }
                case "polygon", "polyline" -> points();
                case "ellipse" ->
                    Outline.turnedEllipse(
                            number("cx", Double.NaN),
                            number("cy", Double.NaN),
                            number("rx", Double.NaN),
                            number("ry", Double.NaN),
                            Math.toRadians(number("rotation", 0)));
                case "mask" -> {
                    double x = number("left", Double.NaN);
                    double y = number("top", Double.NaN);
                    yield Outline.NONE
                            .with(x, y)
                            .with(x + number("width", Double.NaN), y + number("height", Double.NaN));
                }
                default -> Outline.NONE;
            };
        }

        private Outline points() {
            Outline outline = Outline.NONE;
            for (String point : attribute("points", "").split(";", -1)) {
                String[] xy = point.strip().split(",", -1);
                if (xy.length != 2) {
                    throw new DatasetException(at() + ": points must be \"x,y;x,y;…\", but one is '" + point + "'");
                }
                outline = outline.with(at().number("points", xy[0]), at().number("points", xy[1]));
            }
            return outline;
        }

        private void markAsCrowd() {
            DatasetEntries.BoxEntry last = boxes.remove(boxes.size() - 1);
            boxes.add(new DatasetEntries.BoxEntry(
                    last.className(), last.x1(), last.y1(), last.x2(), last.y2(), true, last.area(), last.position()));
        }

        private int size(String field) {
            return (int) Math.max(0, number(field, 0));
        }

        private double number(String field, double otherwise) {
            String text = attribute(field, "");
            if (text.isEmpty() && !Double.isNaN(otherwise)) {
                return otherwise;
            }
            return at().number(field, text);
        }

        private String attribute(String name, String otherwise) {
            String value = xml.getAttributeValue(null, name);
            return value == null ? otherwise : value;
        }

        private FilePosition at() {
            return new FilePosition(file, xml.getLocation().getLineNumber());
        }
    }
}
