package org.vpt4j.detect.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/** One numbered fixture of {@code golden/coco-metrics}: truth, detections, and the numbers of pycocotools. */
record CocoFixture(
        int classes, Map<Long, List<Annotation>> truth, Map<Long, List<Detection>> found, JsonNode expected) {

    static CocoFixture read(int number) throws IOException {
        JsonNode file = json("truth_" + number);
        Map<Long, List<Annotation>> truth = new LinkedHashMap<>();
        Map<Long, List<Detection>> found = new LinkedHashMap<>();
        for (JsonNode image : file.get("images")) {
            truth.put(image.get("id").asLong(), new ArrayList<>());
            found.put(image.get("id").asLong(), new ArrayList<>());
        }
        for (JsonNode one : file.get("annotations")) {
            boolean crowd = one.get("iscrowd").asInt() == 1;
            truth.get(one.get("image_id").asLong())
                    .add(new Annotation(
                            classIndex(one), box(one), crowd, one.get("area").asDouble()));
        }
        for (JsonNode one : json("found_" + number)) {
            found.get(one.get("image_id").asLong())
                    .add(new Detection(
                            classIndex(one), box(one), one.get("score").asDouble()));
        }
        return new CocoFixture(file.get("categories").size(), truth, found, json("expected_" + number));
    }

    CocoEvaluator evaluator() {
        CocoEvaluator evaluator = new CocoEvaluator(classes);
        truth.forEach((id, annotations) -> evaluator.addImage(id, annotations, found.get(id)));
        return evaluator;
    }

    private static int classIndex(JsonNode node) {
        return node.get("category_id").asInt() - 1;
    }

    private static Box box(JsonNode node) {
        JsonNode xywh = node.get("bbox");
        return Box.ofXywh(
                xywh.get(0).asDouble(),
                xywh.get(1).asDouble(),
                xywh.get(2).asDouble(),
                xywh.get(3).asDouble());
    }

    private static JsonNode json(String name) throws IOException {
        String path = "/golden/coco-metrics/" + name + ".json";
        try (InputStream in = CocoFixture.class.getResourceAsStream(path)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, path));
        }
    }
}
