package org.vpt4j.samples.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.ImageDetections;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Box;

/**
 * All that a run has found on the measured images, as a file: {@code {"IMAGE": [[class, score, x1, y1, x2, y2], …], …}},
 * boxes in pixels of the image.
 */
final class FoundObjects {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FoundObjects() {}

    static void write(Path file, List<ImageDetections> images) {
        ObjectNode root = JSON.createObjectNode();
        for (ImageDetections image : images) {
            ArrayNode list = root.putArray(image.image().name());
            for (Detection found : image.found()) {
                list.addArray()
                        .add(found.classIndex())
                        .add(rounded(found.score(), 1e6))
                        .add(rounded(found.box().x1(), 1e3))
                        .add(rounded(found.box().y1(), 1e3))
                        .add(rounded(found.box().x2(), 1e3))
                        .add(rounded(found.box().y2(), 1e3));
            }
        }
        AtomicFiles.writeString(file, root.toString() + "\n");
    }

    private static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }

    /**
     * Detections by image name.
     *
     * @throws FileException if the file cannot be read
     */
    public static Map<String, List<Detection>> read(Path file) {
        try {
            Map<String, List<Detection>> all = new LinkedHashMap<>();
            JsonNode root = JSON.readTree(Files.readString(file));
            root.properties().forEach(entry -> {
                List<Detection> found = new ArrayList<>();
                for (JsonNode one : entry.getValue()) {
                    Box box = new Box(
                            one.get(2).asDouble(),
                            one.get(3).asDouble(),
                            one.get(4).asDouble(),
                            one.get(5).asDouble());
                    found.add(new Detection(one.get(0).asInt(), box, one.get(1).asDouble()));
                }
                all.put(entry.getKey(), found);
            });
            return all;
        } catch (IOException e) {
            throw new FileException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
