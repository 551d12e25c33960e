package org.vpt4j.datasets.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vpt4j.vision.image.ImageSize;

/**
 * Label Studio's JSON and JSON-MIN: a list of tasks with an image's address and the regions of its annotations, in per cent of
 * the upright image. Of several annotations of a task, the first that is not cancelled is used; an image without any, also one
 * with predictions alone, is not labelled yet and not used.
 */
final class LabelStudioFormat implements DatasetFormat {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String FILE = "label_studio.json";
    private static final String LOCAL = "/data/local-files/?d=";
    private static final double PERCENT = 100;

    @Override
    public String name() {
        return "Label Studio";
    }

    @Override
    public String layout() {
        return "an export in JSON or JSON-MIN, *.json, also one for each of train/, val/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".json", file -> {
            JsonValue.Look look = JsonValue.look(file);
            boolean full = look.fields().contains("data")
                    && (look.fields().contains("annotations") || look.fields().contains("completions"));
            boolean least = look.fields().contains("annotator") || look.fields().contains("annotation_id");
            return look.list() && (full || least);
        });
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        FoundImages all = files(root).read(findings, (file, images) -> {
            for (JsonValue task : JsonValue.read(file.file(), file.name()).items()) {
                findings.tryReading(task.position(), () -> {
                    JsonValue data = task.get("data").exists() ? task.get("data") : task;
                    Optional<List<JsonValue>> labelled = regions(task);
                    List<JsonValue> regions = labelled.orElse(List.of());
                    FoundImages.Named image =
                            new FoundImages.Named(image(data).text(), 0, 0, task.position(), regions.size());
                    if (labelled.isEmpty()) {
                        images.notLabelled(file.part(), image, file.folders(), "the task has no annotation");
                        return;
                    }
                    images.add(file.part(), image, file.folders(), found -> boxes(regions, found, findings));
                });
            }
        });
        return new DatasetEntries(List.of(), all.parts());
    }

    /** The usual name of the field, else the first that ends like an image. */
    private static JsonValue image(JsonValue data) {
        JsonValue usual = data.any("image", "img", "image_url", "url", "ocr");
        if (usual.exists()) {
            return usual;
        }
        return data.fields().values().stream()
                .filter(value -> value.isText() && value.text().matches("(?i).*\\.(jpe?g|png|bmp|webp|tiff?|gif)"))
                .findFirst()
                .orElseThrow(() -> data.wrong("an image"));
    }

    /** Empty if nobody has annotated the task. */
    private static Optional<List<JsonValue>> regions(JsonValue task) {
        JsonValue annotations = task.any("annotations", "completions");
        if (!annotations.exists()) { // JSON-MIN: the regions are in fields of the task
            return Optional.of(task.fields().values().stream()
                    .filter(value ->
                            value.node().isArray() && value.node().path(0).has("original_width"))
                    .flatMap(value -> value.items().stream())
                    .toList());
        }
        return annotations.items().stream()
                .filter(one -> !one.get("was_cancelled").isTrue())
                .findFirst()
                .map(one -> one.get("result").items());
    }

    private static List<DatasetEntries.BoxEntry> boxes(
            List<JsonValue> regions, Path image, Findings.Collector findings) {
        ImageSize size = FoundImages.size(image);
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (JsonValue region : regions) {
            findings.tryReading(
                    region.position(), image, () -> box(region, size, findings).ifPresent(boxes::add));
        }
        return boxes;
    }

    private static Optional<DatasetEntries.BoxEntry> box(
            JsonValue region, ImageSize size, Findings.Collector findings) {
        JsonValue value = region.get("value").exists() ? region.get("value") : region;
        List<JsonValue> labels = value.any("rectanglelabels", "polygonlabels", "ellipselabels", "brushlabels", "labels")
                .items();
        if (labels.isEmpty()) {
            return Optional.empty(); // a choice or a text of the whole image, or a region without label
        }
        String label = labels.get(0).text();
        if (labels.size() > 1) {
            findings.add(
                    Findings.Finding.Kind.OTHER_LABEL,
                    label,
                    region.position(),
                    "also " + labels.stream().skip(1).map(JsonValue::text).collect(Collectors.joining(", ")),
                    "the first is used");
        }
        Outline outline = outline(value, size);
        if (outline.empty()) {
            findings.add(
                    Findings.Finding.Kind.SHAPE_WITHOUT_BOX,
                    label,
                    region.position(),
                    region.get("type").exists() ? region.get("type").text() : "region",
                    "dropped");
            return Optional.empty();
        }
        boolean rectangle = value.get("width").exists() && rotation(value) == 0;
        if (!rectangle) {
            findings.add(Findings.Finding.Kind.OUTLINE, label, region.position(), "", "used");
        }
        return Optional.of(outline.box(label, region.get("meta").get("crowd").isTrue(), region.position()));
    }

    private static double rotation(JsonValue value) {
        return value.get("rotation").exists()
                ? Math.toRadians(value.get("rotation").number())
                : 0;
    }

    /** In pixels, as angles are angles only there. */
    private static Outline outline(JsonValue value, ImageSize size) {
        double scaleX = size.width() / PERCENT;
        double scaleY = size.height() / PERCENT;
        if (value.get("points").exists()) {
            Outline outline = Outline.NONE;
            for (JsonValue point : value.get("points").items()) {
                List<JsonValue> xy = point.items();
                if (xy.size() != 2) {
                    throw point.wrong("two numbers [x, y]");
                }
                outline = outline.with(xy.get(0).number() * scaleX, xy.get(1).number() * scaleY);
            }
            return outline;
        }
        if (value.get("radiusX").exists()) {
            return Outline.turnedEllipse(
                    value.get("x").number() * scaleX,
                    value.get("y").number() * scaleY,
                    value.get("radiusX").number() * scaleX,
                    value.get("radiusY").number() * scaleY,
                    rotation(value));
        }
        if (!value.get("width").exists()) {
            return Outline.NONE; // a mask drawn with a brush
        }
        double x = value.get("x").number() * scaleX;
        double y = value.get("y").number() * scaleY;
        Outline box = Outline.NONE
                .with(x, y)
                .with(
                        x + value.get("width").number() * scaleX,
                        y + value.get("height").number() * scaleY);
        return rotation(value) == 0 ? box : Outline.turned(box, x, y, rotation(value));
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        int id = 0;
        for (DatasetEntries.Part part : data.parts()) {
            ArrayNode tasks = JSON.arrayNode();
            for (DatasetEntries.ImageEntry image : part.images()) {
                ObjectNode task = tasks.addObject().put("id", ++id);
                task.putObject("data").put("image", LOCAL + image.name());
                ObjectNode annotation = task.putArray("annotations").addObject();
                annotation.put("was_cancelled", false);
                ArrayNode result = annotation.putArray("result");
                image.boxes().forEach(box -> region(result.addObject(), box, image));
            }
            JsonOutput.write(folder.resolve(TextOutput.inside(part.name(), FILE)), tasks);
        }
        return new FormatLosses(name()).unusedClasses(data, true).areas(data).sentences();
    }

    private static void region(ObjectNode region, DatasetEntries.BoxEntry box, DatasetEntries.ImageEntry image) {
        region.put("type", "rectanglelabels")
                .put("from_name", "label")
                .put("to_name", "image")
                .put("original_width", image.width())
                .put("original_height", image.height())
                .put("image_rotation", 0);
        ObjectNode value = region.putObject("value");
        value.put("x", PERCENT * box.x1() / image.width())
                .put("y", PERCENT * box.y1() / image.height())
                .put("width", PERCENT * (box.x2() - box.x1()) / image.width())
                .put("height", PERCENT * (box.y2() - box.y1()) / image.height())
                .put("rotation", 0);
        value.putArray("rectanglelabels").add(box.className());
        if (box.crowd()) {
            region.putObject("meta").put("crowd", true);
        }
    }
}
