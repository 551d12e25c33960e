package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shapes and attributes of the VGG Image Annotator, as its JSON and CSV files both have them. */
final class ViaShapes {
    private static final List<String> CLASS_ATTRIBUTES =
            List.of("class", "label", "name", "type", "category", "object");

    private ViaShapes() {}

    /** The box of a region; empty, with a finding, if it has no box or no class. */
    static Optional<DatasetEntries.BoxEntry> box(
            JsonValue shape, JsonValue attributes, FilePosition position, Findings.Collector findings) {
        String kind = shape.get("name").exists() ? shape.get("name").text() : "region";
        List<String> labels = labels(attributes);
        Optional<String> className = labels.stream().findFirst();
        Outline outline = outline(shape, kind);
        if (outline.empty() || className.isEmpty()) {
            findings.add(
                    Findings.Finding.Kind.SHAPE_WITHOUT_BOX,
                    className.orElse("region"),
                    position,
                    className.isEmpty() ? "a " + kind + " without a class" : "a " + kind,
                    "dropped");
            return Optional.empty();
        }
        if (!kind.equals("rect")) {
            findings.add(Findings.Finding.Kind.OUTLINE, className.get(), position, "a " + kind, "used");
        }
        if (labels.size() > 1) {
            String others = String.join(", ", labels.subList(1, labels.size()));
            findings.add(
                    Findings.Finding.Kind.OTHER_LABEL,
                    className.get(),
                    position,
                    "also " + others,
                    "the first is used");
        }
        boolean crowd = attributes.isObject() && attributes.get("crowd").isTrue();
        return Optional.of(outline.box(className.get(), crowd, position));
    }

    /** The value of the only attribute, or of the one with a usual name; of a checkbox, the names that are ticked. */
    private static List<String> labels(JsonValue attributes) {
        Map<String, JsonValue> all = attributes.fields();
        List<String> names = new ArrayList<>(all.keySet());
        names.remove("crowd");
        String chosen = names.size() == 1
                ? names.get(0)
                : CLASS_ATTRIBUTES.stream()
                        .filter(usual -> names.stream().anyMatch(usual::equalsIgnoreCase))
                        .findFirst()
                        .flatMap(usual ->
                                names.stream().filter(usual::equalsIgnoreCase).findFirst())
                        .orElse("");
        JsonValue value = all.get(chosen);
        if (value == null || !value.exists()) {
            return List.of();
        }
        List<String> texts = value.isObject()
                ? value.fields().entrySet().stream()
                        .filter(option -> option.getValue().isTrue())
                        .map(Map.Entry::getKey)
                        .toList()
                : List.of(value.text());
        return texts.stream().filter(text -> !text.isEmpty()).toList();
    }

    private static Outline outline(JsonValue shape, String kind) {
        return switch (kind) {
            case "rect" -> {
                double x = shape.get("x").number();
                double y = shape.get("y").number();
                yield Outline.NONE
                        .with(x, y)
                        .with(
                                x + shape.get("width").number(),
                                y + shape.get("height").number());
            }
            case "circle" -> {
                double radius = shape.get("r").number();
                yield Outline.ellipse(shape.get("cx").number(), shape.get("cy").number(), radius, radius);
            }
            case "ellipse" ->
                Outline.turnedEllipse(
                        shape.get("cx").number(),
                        shape.get("cy").number(),
                        shape.get("rx").number(),
                        shape.get("ry").number(),
                        shape.get("theta").exists() ? shape.get("theta").number() : 0);
            case "polygon", "polyline" -> {
                List<JsonValue> xs = shape.get("all_points_x").items();
                List<JsonValue> ys = shape.get("all_points_y").items();
                if (xs.size() != ys.size()) {
                    throw shape.wrong("as many all_points_y as all_points_x");
                }
                Outline outline = Outline.NONE;
                for (int i = 0; i < xs.size(); i++) {
                    outline = outline.with(xs.get(i).number(), ys.get(i).number());
                }
                yield outline;
            }
            default -> Outline.NONE;
        };
    }

    /** A box as a region's shape. */
    static Map<String, Object> shape(DatasetEntries.BoxEntry box) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", "rect");
        shape.put("x", TextOutput.rounded(box.x1()));
        shape.put("y", TextOutput.rounded(box.y1()));
        shape.put("width", TextOutput.rounded(box.x2() - box.x1()));
        shape.put("height", TextOutput.rounded(box.y2() - box.y1()));
        return shape;
    }

    /** Its class, and whether it is a crowd. */
    static Map<String, Object> attributes(DatasetEntries.BoxEntry box) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("class", box.className());
        if (box.crowd()) {
            attributes.put("crowd", "1");
        }
        return attributes;
    }
}
