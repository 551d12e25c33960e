package org.vpt4j.datasets.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of Apple's Create ML: a list of images, each with labels and the centres and sizes of their boxes in pixels. Its
 * documentation calls the fields {@code imagefilename} and {@code annotation}, exporters {@code image} and {@code annotations}.
 */
final class CreateMlFormat implements DatasetFormat {
    private static final String FILE = "_annotations.createml.json";
    private static final String[] IMAGE = {"image", "imagefilename"};
    private static final String[] ANNOTATIONS = {"annotations", "annotation"};

    @Override
    public String name() {
        return "CreateML";
    }

    @Override
    public String layout() {
        return "_annotations.createml.json or another *.json, a list of images with annotations, also one for each of train/,"
                + " valid/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".json", file -> {
            JsonValue.Look look = JsonValue.look(file);
            return look.list() && hasAny(look, IMAGE) && hasAny(look, ANNOTATIONS);
        });
    }

    private static boolean hasAny(JsonValue.Look look, String... names) {
        return List.of(names).stream().anyMatch(look.fields()::contains);
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        FoundImages all = files(root).read(findings, (file, images) -> {
            for (JsonValue entry : JsonValue.read(file.file(), file.name()).items()) {
                findings.tryReading(entry.position(), () -> {
                    List<JsonValue> objects = entry.any(ANNOTATIONS).items();
                    FoundImages.Named image =
                            new FoundImages.Named(entry.any(IMAGE).text(), 0, 0, entry.position(), objects.size());
                    images.add(file.part(), image, file.folders(), found -> boxes(objects, found, findings));
                });
            }
        });
        return new DatasetEntries(List.of(), all.parts());
    }

    private static List<DatasetEntries.BoxEntry> boxes(
            List<JsonValue> objects, Path image, Findings.Collector findings) {
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (JsonValue annotation : objects) {
            findings.tryReading(annotation.position(), image, () -> boxes.add(box(annotation)));
        }
        return boxes;
    }

    private static DatasetEntries.BoxEntry box(JsonValue annotation) {
        JsonValue coordinates = annotation.get("coordinates");
        double x = coordinates.get("x").number();
        double y = coordinates.get("y").number();
        double width = coordinates.get("width").number();
        double height = coordinates.get("height").number();
        return new DatasetEntries.BoxEntry(
                annotation.get("label").text(),
                x - width / 2,
                y - height / 2,
                x + width / 2,
                y + height / 2,
                false,
                Double.NaN,
                annotation.position());
    }

    @Override
    public String imagePath(String part, String name) {
        return TextOutput.inside(part, name);
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        for (DatasetEntries.Part part : data.parts()) {
            ArrayNode images = JsonNodeFactory.instance.arrayNode();
            for (DatasetEntries.ImageEntry image : part.images()) {
                ObjectNode entry = images.addObject().put("image", TextOutput.relative(part.name(), image.name()));
                ArrayNode annotations = entry.putArray("annotations");
                image.boxes().stream().filter(box -> !box.crowd()).forEach(box -> write(box, annotations.addObject()));
            }
            JsonOutput.write(folder.resolve(TextOutput.inside(part.name(), FILE)), images);
        }
        return new FormatLosses(name())
                .crowds(data)
                .unusedClasses(data, false)
                .areas(data)
                .sentences();
    }

    private static void write(DatasetEntries.BoxEntry box, ObjectNode annotation) {
        annotation.put("label", box.className());
        annotation
                .putObject("coordinates")
                .put("x", TextOutput.rounded((box.x1() + box.x2()) / 2))
                .put("y", TextOutput.rounded((box.y1() + box.y2()) / 2))
                .put("width", TextOutput.rounded(box.x2() - box.x1()))
                .put("height", TextOutput.rounded(box.y2() - box.y1()));
    }
}
