package org.vpt4j.datasets.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.image.ImageFiles;

/**
 * LabelMe (github.com/wkentaro/labelme): a JSON file for each image, next to it, with rectangles, outlines and circles in
 * pixels. The image embedded in it is not used.
 *
 * <p>It has no list of classes: they are those of the shapes. A shape whose flag {@code crowd} is set is a region to ignore.
 */
final class LabelMeFormat implements DatasetFormat {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public String name() {
        return "LabelMe";
    }

    @Override
    public String layout() {
        return "a *.json for each image with shapes and imagePath, next to it or in another folder, also in train/, val/,"
                + " test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".json", file -> {
            JsonValue.Look look = JsonValue.look(file);
            return look.isObjectWith("shapes")
                    && (look.isObjectWith("imagePath") || look.isObjectWith("version") || look.isObjectWith("flags"));
        });
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        FoundImages all = files(root).read(findings, (file, images) -> {
            try {
                JsonValue json = JsonValue.read(file.file(), file.name());
                List<DatasetEntries.BoxEntry> boxes = boxes(json, findings);
                FoundImages.Named image = new FoundImages.Named(
                        imagePath(json, file.file()),
                        json.get("imageWidth").size(),
                        json.get("imageHeight").size(),
                        json.position(),
                        boxes.size());
                images.add(file.part(), image, List.of(file.file().getParent()), found -> boxes);
            } catch (DatasetException e) { // one image's file: the others are read
                findings.brokenFile(file.name(), FilePosition.of(file.name()), e);
            }
        });
        return new DatasetEntries(List.of(), all.parts());
    }

    /** As written, else the name of the JSON file, whose image may have any extension. */
    private static String imagePath(JsonValue json, Path file) {
        if (json.get("imagePath").exists()) {
            return json.get("imagePath").text();
        }
        return ImageFiles.in(file.getParent()).stream()
                .filter(image -> ImageFiles.stem(image).equals(ImageFiles.stem(file)))
                .map(image -> image.getFileName().toString())
                .findFirst()
                .orElse(ImageFiles.stem(file) + ".jpg");
    }

    private static List<DatasetEntries.BoxEntry> boxes(JsonValue json, Findings.Collector findings) {
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        FileDefects defects = new FileDefects();
        for (JsonValue shape : json.get("shapes").items()) {
            defects.read(() -> box(shape, findings).ifPresent(boxes::add));
        }
        defects.throwIfAny();
        return boxes;
    }

    private static Optional<DatasetEntries.BoxEntry> box(JsonValue shape, Findings.Collector findings) {
        String type = shape.get("shape_type").exists() ? shape.get("shape_type").text() : "polygon";
        String label = shape.get("label").text();
        Outline outline = outline(shape.get("points"), type);
        if (outline.empty() || type.equals("point") || type.equals("points")) {
            findings.add(Findings.Finding.Kind.SHAPE_WITHOUT_BOX, label, shape.position(), "a " + type, "dropped");
            return Optional.empty();
        }
        if (!type.equals("rectangle")) {
            findings.add(Findings.Finding.Kind.OUTLINE, label, shape.position(), "a " + type, "used");
        }
        return Optional.of(outline.box(label, shape.get("flags").get("crowd").isTrue(), shape.position()));
    }

    private static Outline outline(JsonValue points, String type) {
        List<double[]> xy = new ArrayList<>();
        for (JsonValue point : points.items()) {
            List<JsonValue> pair = point.items();
            if (pair.size() != 2) {
                throw point.wrong("two numbers [x, y]");
            }
            xy.add(new double[] {pair.get(0).number(), pair.get(1).number()});
        }
        if (type.equals("circle") && xy.size() == 2) {
            double[] centre = xy.get(0);
            double radius = Math.hypot(xy.get(1)[0] - centre[0], xy.get(1)[1] - centre[1]);
            return Outline.ellipse(centre[0], centre[1], radius, radius);
        }
        Outline outline = Outline.NONE;
        for (double[] point : xy) {
            outline = outline.with(point[0], point[1]);
        }
        return outline;
    }

    @Override
    public String imagePath(String part, String name) {
        return part.isEmpty() ? name : part + "/" + name;
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        for (DatasetEntries.ImageEntry image : data.allImages()) {
            TextOutput.write(
                    folder.resolve(TextOutput.withoutExtension(image.name()) + ".json"),
                    json(image).toPrettyString() + "\n");
        }
        return new FormatLosses(name()).unusedClasses(data, true).areas(data).sentences();
    }

    private static ObjectNode json(DatasetEntries.ImageEntry image) {
        ObjectNode json = JSON.objectNode().put("version", "5.5.0");
        json.putObject("flags");
        ArrayNode shapes = json.putArray("shapes");
        for (DatasetEntries.BoxEntry box : image.boxes()) {
            ObjectNode shape = shapes.addObject().put("label", box.className());
            ArrayNode points = shape.putArray("points");
            points.addArray().add(TextOutput.rounded(box.x1())).add(TextOutput.rounded(box.y1()));
            points.addArray().add(TextOutput.rounded(box.x2())).add(TextOutput.rounded(box.y2()));
            shape.putNull("group_id").put("shape_type", "rectangle");
            ObjectNode flags = shape.putObject("flags");
            if (box.crowd()) {
                flags.put("crowd", true);
            }
        }
        return json.put("imagePath", TextOutput.lastName(image.name()))
                .putNull("imageData")
                .put("imageHeight", image.height())
                .put("imageWidth", image.width());
    }
}
