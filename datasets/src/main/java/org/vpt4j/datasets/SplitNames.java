package org.vpt4j.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Which image belongs to which split, by name: what a run writes down as {@code split.json} to be repeatable.
 *
 * <p>The file: {@code {"origin": "MADE", "seed": 7, "train": ["a.jpg", …], "validation": […], "test": […]}}.
 *
 * @param names for each split that exists its images' names, sorted; no name is in two splits
 * @param origin who decided it
 * @param seed the seed of what was drawn; without effect where nothing was
 */
public record SplitNames(Map<Split, List<String>> names, SplitOrigin origin, long seed) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException if a name is in two splits or twice in one */
    public SplitNames {
        Map<Split, List<String>> copy = new EnumMap<>(Split.class);
        Map<String, Split> seen = new HashMap<>();
        names.forEach((split, list) -> {
            for (String name : list) {
                Split other = seen.put(name, split);
                if (other != null) {
                    throw new IllegalArgumentException(
                            name + " is twice in the split: in " + other.key() + " and in " + split.key());
                }
            }
            copy.put(split, list.stream().sorted().toList());
        });
        names = Collections.unmodifiableMap(copy);
    }

    /** The images of a split; empty if it does not exist. */
    public List<String> of(Split split) {
        return names.getOrDefault(split, List.of());
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) {
        ObjectNode root = JSON.createObjectNode();
        root.put("origin", origin.name()).put("seed", seed);
        names.forEach((split, list) -> root.set(split.key(), JSON.valueToTree(list)));
        AtomicFiles.writeString(file, root.toPrettyString() + "\n");
    }

    /**
     * Reads such a file.
     *
     * @throws DatasetException if it cannot be read or says something else
     */
    public static SplitNames read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new DatasetException(
                    file + " line " + e.getLocation().getLineNr() + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DatasetException("cannot read the split file " + file + ": " + e.getMessage(), e);
        }
        Map<Split, List<String>> names = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            JsonNode list = root.get(split.key());
            if (list != null) {
                names.put(split, texts(list, file, split));
            }
        }
        if (names.isEmpty()) {
            throw new DatasetException(
                    file + ": no split in it; expected lists of image names under train, validation, test");
        }
        try {
            return new SplitNames(
                    names, SplitOrigin.FROM_FILE, root.path("seed").asLong());
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> texts(JsonNode list, Path file, Split split) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                throw new DatasetException(
                        file + ": " + split.key() + " must be a list of image names, but holds " + item);
            }
            texts.add(item.asText());
        }
        return texts;
    }
}
