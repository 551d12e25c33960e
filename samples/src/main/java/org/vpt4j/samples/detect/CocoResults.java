package org.vpt4j.samples.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Box;

/**
 * {@code detections.json}: COCO results, a list of <code>{image_id, category_id, bbox [x, y, width, height], score}
 * </code> with the names added; and {@code images.json}: a COCO file of these images and categories, so that
 * {@code COCO("images.json").loadRes("detections.json")} opens both.
 *
 * <p>Images and categories are numbered from 1, the images in processing order.
 */
final class CocoResults implements DetectionSink {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Categories categories;
    private final JsonList results;
    private final JsonList images;

    CocoResults(Path out, Categories categories) {
        this.categories = categories;
        this.results = new JsonList(out.resolve("detections.json"), "%s");
        this.images = new JsonList(
                out.resolve("images.json"),
                "{\"info\": {\"description\": \"the images of detections.json\"},\n\"categories\": "
                        + JsonList.json(categories(categories)) + ",\n\"annotations\": [],\n\"images\": %s}");
    }

    private static ArrayNode categories(Categories categories) {
        ArrayNode list = JSON.arrayNode();
        for (Categories.Category category : categories.all()) {
            list.addObject()
                    .put("id", category.id())
                    .put("name", category.name())
                    .put("supercategory", category.task());
        }
        return list;
    }

    @Override
    public void write(ImageResult result) {
        Frame image = result.image();
        ObjectNode entry = JSON.objectNode()
                .put("id", result.id())
                .put("file_name", image.source())
                .put("width", image.image().width())
                .put("height", image.image().height())
                .put("result", image.name());
        images.add(withMoment(entry, image));
        for (Detection one : result.detections()) {
            results.add(withMoment(result(result, one), image));
        }
    }

    private ObjectNode result(ImageResult result, Detection one) {
        Categories.Category category = categories.get(one.classIndex());
        Box box = one.box();
        ObjectNode entry = JSON.objectNode().put("image_id", result.id()).put("category_id", category.id());
        entry.putArray("bbox")
                .add(rounded(box.x1(), 2))
                .add(rounded(box.y1(), 2))
                .add(rounded(box.width(), 2))
                .add(rounded(box.height(), 2));
        entry.put("score", rounded(one.score(), 4))
                .put("file_name", result.image().source())
                .put("category_name", category.name());
        return categories.manyTasks() ? entry.put("task", category.task()) : entry;
    }

    private static ObjectNode withMoment(ObjectNode entry, Frame image) {
        image.moment()
                .ifPresent(moment -> entry.put("frame", moment.frame()).put("seconds", rounded(moment.seconds(), 3)));
        return entry;
    }

    private static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }

    @Override
    public void finish() {
        images.finish();
        results.finish();
    }

    @Override
    public void close() {
        images.close();
        results.close();
    }

    /** A JSON file that is or contains one long list, written entry by entry, one per line. */
    private static final class JsonList implements AutoCloseable {
        private static final ObjectMapper MAPPER = new ObjectMapper();

        private final AtomicFiles.Writer file;
        private final String after;
        private boolean empty = true;

        /** @param around the text around the list, with {@code %s} in its place */
        JsonList(Path path, String around) {
            int list = around.indexOf("%s");
            this.file = AtomicFiles.open(path);
            this.after = around.substring(list + 2);
            text(around.substring(0, list) + "[");
        }

        void add(JsonNode entry) {
            text((empty ? "\n" : ",\n") + json(entry));
            empty = false;
        }

        static String json(JsonNode entry) {
            try {
                return MAPPER.writeValueAsString(entry);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an entry that JSON cannot hold: " + entry, e);
            }
        }

        void finish() {
            text("\n]" + after + "\n");
            file.commit();
        }

        private void text(String text) {
            file.write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
