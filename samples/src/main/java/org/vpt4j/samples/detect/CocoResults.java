package org.vpt4j.samples.detect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/**
 * {@code detections.json}: COCO's results, a list of <code>{image_id, category_id, bbox [x, y, width, height], score}
 * </code> with names beside the numbers; and {@code images.json}: a COCO file of the images and categories that the
 * numbers stand for, so that {@code COCO("images.json").loadRes("detections.json")} opens both.
 *
 * <p>Images and categories are numbered from 1, the images in the order in which they were looked at.
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
        for (Category category : categories.all()) {
            list.addObject()
                    .put("id", category.id())
                    .put("name", category.name())
                    .put("supercategory", category.task());
        }
        return list;
    }

    @Override
    public void write(Found found) {
        Frame image = found.image();
        ObjectNode entry = JSON.objectNode()
                .put("id", found.id())
                .put("file_name", image.source())
                .put("width", image.image().width())
                .put("height", image.image().height())
                .put("result", image.name());
        images.add(withMoment(entry, image));
        for (Detection one : found.detections()) {
            results.add(withMoment(result(found, one), image));
        }
    }

    private ObjectNode result(Found found, Detection one) {
        Category category = categories.get(one.classIndex());
        Box box = one.box();
        ObjectNode result = JSON.objectNode().put("image_id", found.id()).put("category_id", category.id());
        result.putArray("bbox")
                .add(rounded(box.x1(), 2))
                .add(rounded(box.y1(), 2))
                .add(rounded(box.width(), 2))
                .add(rounded(box.height(), 2));
        result.put("score", rounded(one.score(), 4))
                .put("file_name", found.image().source())
                .put("category_name", category.name());
        return categories.manyTasks() ? result.put("task", category.task()) : result;
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
}
