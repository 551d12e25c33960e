package org.vpt4j.samples.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.vpt4j.samples.console.SampleData;

/** The drawn scenes with other classes: what is on them is known by colour, shape and texture. */
final class Scenes {
    private static final String ANNOTATIONS = "_annotations.coco.json";
    private static final List<String> SPLITS = List.of("train", "valid", "test");

    private Scenes() {}

    /** A copy whose objects have these classes; those without one are left out. */
    static Path labelled(Path folder, Function<JsonNode, Optional<String>> label) throws IOException {
        for (String split : SPLITS) {
            copy(split, folder.resolve(split), label);
        }
        return folder;
    }

    /** The same with so many training images that every class is on this number of them, or on all that there are. */
    static Path few(Path folder, Function<JsonNode, Optional<String>> label, int shots) throws IOException {
        labelled(folder, label);
        Path file = folder.resolve("train").resolve(ANNOTATIONS);
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
        Map<Integer, Integer> seen = new HashMap<>();
        ArrayNode images = mapper.createArrayNode();
        ArrayNode objects = mapper.createArrayNode();
        for (JsonNode image : json.get("images")) {
            Set<Integer> classes = new HashSet<>();
            List<JsonNode> own = new ArrayList<>();
            for (JsonNode object : json.get("annotations")) {
                if (object.get("image_id").equals(image.get("id"))) {
                    classes.add(object.get("category_id").intValue());
                    own.add(object);
                }
            }
            if (classes.stream().anyMatch(c -> seen.getOrDefault(c, 0) < shots)) {
                classes.forEach(c -> seen.merge(c, 1, Integer::sum));
                images.add(image);
                objects.addAll(own);
            } else {
                Files.delete(
                        folder.resolve("train").resolve(image.get("file_name").textValue()));
            }
        }
        json.set("images", images);
        json.set("annotations", objects);
        mapper.writeValue(file.toFile(), json);
        return folder;
    }

    /** The same with every scene as a test scene. */
    static Path allForTest(Path folder, Function<JsonNode, Optional<String>> label) throws IOException {
        ObjectNode all = null;
        for (String split : SPLITS) {
            ObjectNode one = copy(split, folder.resolve("test"), label);
            if (all == null) {
                all = one;
            } else {
                int shift = all.withArray("images").size();
                all.withArray("images").addAll(shifted(one.withArray("images"), "id", shift));
                all.withArray("annotations").addAll(shifted(one.withArray("annotations"), "image_id", shift));
            }
        }
        new ObjectMapper()
                .writeValue(folder.resolve("test").resolve(ANNOTATIONS).toFile(), all);
        return folder;
    }

    private static ArrayNode shifted(ArrayNode objects, String key, int by) {
        objects.forEach(object -> ((ObjectNode) object).put(key, object.get(key).intValue() + by));
        return objects;
    }

    private static ObjectNode copy(String split, Path target, Function<JsonNode, Optional<String>> label)
            throws IOException {
        Files.createDirectories(target);
        Path from = SampleData.scenes().resolve(split);
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(from.resolve(ANNOTATIONS).toFile());
        for (JsonNode image : json.get("images")) {
            String name = split + "-" + image.get("file_name").textValue();
            Files.copy(from.resolve(image.get("file_name").textValue()), target.resolve(name));
            ((ObjectNode) image).put("file_name", name);
        }
        List<String> names = List.copyOf(allNames(label));
        ArrayNode kept = mapper.createArrayNode();
        for (JsonNode object : json.get("annotations")) {
            label.apply(object.get("attributes")).ifPresent(name -> {
                ((ObjectNode) object)
                        .put("category_id", names.indexOf(name) + 1)
                        .put("id", kept.size() + 1);
                kept.add(object);
            });
        }
        ArrayNode categories = mapper.createArrayNode();
        for (String name : names) {
            categories.addObject().put("id", names.indexOf(name) + 1).put("name", name);
        }
        json.set("annotations", kept);
        json.set("categories", categories);
        mapper.writeValue(target.resolve(ANNOTATIONS).toFile(), json);
        return json;
    }

    private static SortedSet<String> allNames(Function<JsonNode, Optional<String>> label) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String split : SPLITS) {
            Path file = SampleData.scenes().resolve(split).resolve(ANNOTATIONS);
            for (JsonNode object : new ObjectMapper().readTree(file.toFile()).get("annotations")) {
                label.apply(object.get("attributes")).ifPresent(names::add);
            }
        }
        return names;
    }
}
