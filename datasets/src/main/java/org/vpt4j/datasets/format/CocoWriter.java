package org.vpt4j.datasets.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a COCO file for each part: {@code train/_annotations.coco.json} next to its images. An entry is a line, so that
 * changes of a dataset can be compared.
 */
final class CocoWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<String> classes;
    private final DatasetEntries.Part part;

    CocoWriter(List<String> classes, DatasetEntries.Part part) {
        this.classes = classes;
        this.part = part;
    }

    void write(Path folder) {
        String file = TextOutput.inside(part.name(), "_annotations.coco.json");
        TextOutput.write(folder.resolve(file), this::writeTo);
    }

    private void writeTo(Writer out) throws IOException {
        out.write("{\"info\": {\"description\": \"written by vpt4j\"},\n\"categories\": [");
        String separator = "\n";
        for (int i = 0; i < classes.size(); i++) {
            String name = classes.get(i);
            out.write(separator
                    + json(JSON.objectNode().put("id", i + 1).put("name", name).put("supercategory", name)));
            separator = ",\n";
        }
        out.write("\n],\n\"images\": [");
        separator = "\n";
        int id = 0;
        for (DatasetEntries.ImageEntry image : part.images()) {
            out.write(separator + json(image(++id, image)));
            separator = ",\n";
        }
        out.write("\n],\n\"annotations\": [");
        separator = "\n";
        id = 0;
        int number = 0;
        for (DatasetEntries.ImageEntry image : part.images()) {
            id++;
            for (DatasetEntries.BoxEntry box : image.boxes()) {
                out.write(separator + json(annotation(++number, id, box)));
                separator = ",\n";
            }
        }
        out.write("\n]}\n");
    }

    private ObjectNode image(int id, DatasetEntries.ImageEntry image) {
        return JSON.objectNode()
                .put("id", id)
                .put("file_name", TextOutput.relative(part.name(), image.name()))
                .put("width", image.width())
                .put("height", image.height());
    }

    private ObjectNode annotation(int id, int imageId, DatasetEntries.BoxEntry box) {
        double width = box.x2() - box.x1();
        double height = box.y2() - box.y1();
        ObjectNode entry = JSON.objectNode()
                .put("id", id)
                .put("image_id", imageId)
                .put("category_id", classes.indexOf(box.className()) + 1);
        entry.putArray("bbox")
                .add(TextOutput.rounded(box.x1()))
                .add(TextOutput.rounded(box.y1()))
                .add(TextOutput.rounded(width))
                .add(TextOutput.rounded(height));
        return entry.put("area", TextOutput.rounded(Double.isNaN(box.area()) ? width * height : box.area()))
                .put("iscrowd", box.crowd() ? 1 : 0);
    }

    private static String json(JsonNode entry) {
        try {
            return MAPPER.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry that JSON cannot hold: " + entry, e);
        }
    }
}
