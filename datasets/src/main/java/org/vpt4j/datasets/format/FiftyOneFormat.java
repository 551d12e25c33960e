package org.vpt4j.datasets.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;

/**
 * FiftyOne's own image detection dataset: images in {@code data/}, and {@code labels.json} with the classes and, by an
 * image's name without extension, its boxes as {@code [x, y, width, height]} in fractions of the image's size. (The {@code
 * labels.json} of FiftyOne's COCO export is COCO.)
 */
final class FiftyOneFormat implements DatasetFormat {
    @Override
    public String name() {
        return "FiftyOne";
    }

    @Override
    public String layout() {
        return "labels.json with classes and labels, and the images in data/, also in train/, val/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".json", file -> {
            JsonValue.Look look = JsonValue.look(file);
            return look.isObjectWith("classes", "labels") && !look.isObjectWith("images");
        });
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Set<String> classes = new LinkedHashSet<>();
        FoundImages all = files(root).read(findings, (file, images) -> {
            JsonValue json = JsonValue.read(file.file(), file.name());
            List<String> names =
                    json.get("classes").items().stream().map(JsonValue::text).toList();
            classes.addAll(names);
            Map<String, String> byStem = imagesNextTo(file.file());
            List<Path> folders =
                    List.of(file.file().resolveSibling("data"), file.file().getParent());
            json.get("labels")
                    .fields()
                    .forEach((stem, image) -> findings.tryReading(image.position(), () -> {
                        List<JsonValue> labels = known(image.items(), names, classes, findings);
                        images.add(
                                file.part(),
                                new FoundImages.Named(
                                        byStem.getOrDefault(stem, stem), 0, 0, image.position(), labels.size()),
                                folders,
                                found -> boxes(labels, names, found, findings));
                    }));
        });
        return new DatasetEntries(List.copyOf(classes), all.parts());
    }

    /** The labels with a class, which is added; the others are broken. */
    private static List<JsonValue> known(
            List<JsonValue> labels, List<String> names, Set<String> classes, Findings.Collector findings) {
        List<JsonValue> known = new ArrayList<>();
        for (JsonValue label : labels) {
            findings.tryReading(label.position(), () -> {
                classes.add(className(label, names));
                known.add(label);
            });
        }
        return known;
    }

    private static Map<String, String> imagesNextTo(Path file) {
        Path folder = file.resolveSibling("data");
        Map<String, String> byStem = new LinkedHashMap<>();
        for (Path image : Files.isDirectory(folder) ? ImageFiles.below(folder) : List.<Path>of()) {
            String name = ImageFiles.nameBelow(folder, image);
            byStem.put(TextOutput.withoutExtension(name), name);
        }
        return byStem;
    }

    private static String className(JsonValue label, List<String> names) {
        JsonValue value = label.get("label");
        if (value.isText()) {
            return value.text();
        }
        double number = value.number();
        if (number != Math.rint(number) || number < 0 || number >= names.size()) {
            throw value.wrong("the name of a class or its number, 0 to " + (names.size() - 1));
        }
        return names.get((int) number);
    }

    private static List<DatasetEntries.BoxEntry> boxes(
            List<JsonValue> labels, List<String> names, Path image, Findings.Collector findings) {
        ImageSize size = FoundImages.size(image);
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (JsonValue label : labels) {
            findings.tryReading(label.position(), image, () -> boxes.add(box(label, className(label, names), size)));
        }
        return boxes;
    }

    private static DatasetEntries.BoxEntry box(JsonValue label, String className, ImageSize size) {
        List<JsonValue> xywh = label.get("bounding_box").items();
        if (xywh.size() != 4) {
            throw label.get("bounding_box").wrong("four numbers [x, y, width, height]");
        }
        double x = xywh.get(0).number();
        double y = xywh.get(1).number();
        Outline box = Outline.NONE
                .with(x, y)
                .with(x + xywh.get(2).number(), y + xywh.get(3).number())
                .scaled(size.width(), size.height());
        boolean crowd = label.get("attributes").get("iscrowd").isTrue()
                || label.get("iscrowd").isTrue();
        return box.box(className, crowd, label.position());
    }

    @Override
    public String imagePath(String part, String name) {
        return TextOutput.inside(part, "data/" + name);
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        for (DatasetEntries.Part part : data.parts()) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ArrayNode classes = json.putArray("classes");
            data.classes().forEach(classes::add);
            ObjectNode labels = json.putObject("labels");
            for (DatasetEntries.ImageEntry image : part.images()) {
                String name = TextOutput.relative(TextOutput.inside(part.name(), "data"), image.name());
                ArrayNode boxes = labels.putArray(TextOutput.withoutExtension(name));
                for (DatasetEntries.BoxEntry box : image.boxes()) {
                    ObjectNode entry =
                            boxes.addObject().put("label", data.classes().indexOf(box.className()));
                    entry.putArray("bounding_box")
                            .add(box.x1() / image.width())
                            .add(box.y1() / image.height())
                            .add((box.x2() - box.x1()) / image.width())
                            .add((box.y2() - box.y1()) / image.height());
                    if (box.crowd()) {
                        entry.putObject("attributes").put("iscrowd", true);
                    }
                }
            }
            JsonOutput.write(folder.resolve(TextOutput.inside(part.name(), "labels.json")), json);
        }
        return new FormatLosses(name()).areas(data).sentences();
    }
}
