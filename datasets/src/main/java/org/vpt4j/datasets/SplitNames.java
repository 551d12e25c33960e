package org.vpt4j.datasets;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * The images of each split, by name. A run writes it as {@code split.json} so that it can be repeated:
 * {@code {"origin": "MADE", "seed": 7, "train": ["a.jpg", …], "validation": […], "test": […]}}.
 *
 * @param names the image names of each existing split, sorted; no name is in two splits, unless validation has exactly the
 *     images of another one
 * @param origin where the split comes from
 * @param seed of a drawn split; unused for a given one
 */
public record SplitNames(Map<Split, List<String>> names, Origin origin, long seed) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .withCoercionConfigDefaults(config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /** Where a split comes from. */
    public enum Origin {
        GIVEN("as given by the data"),
        VALIDATION_HELD_OUT("validation images held out from the given training part"),
        MADE("drawn at random, as the data has no split"),
        NONE("all images together, as the data has no split"),
        FROM_FILE("from a split file");

        private final String words;

        Origin(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** The JSON file; splits that do not exist are null. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Content(String origin, long seed, List<String> train, List<String> validation, List<String> test) {}

    /** @throws IllegalArgumentException if a name is in two splits or twice in one */
    public SplitNames {
        Map<Split, List<String>> copy = new EnumMap<>(Split.class);
        names.forEach((split, list) -> copy.put(split, list.stream().sorted().toList()));
        Set<Split> same = likeValidation(copy);
        Map<String, Split> seen = new HashMap<>();
        names.forEach((split, list) -> {
            for (String name : list) {
                Split other = seen.put(name, split);
                boolean repeats = same.contains(split) && (split == Split.VALIDATION || other == Split.VALIDATION);
                if (other != null && (other == split || !repeats || !same.contains(other))) {
                    throw new IllegalArgumentException(
                            name + " is listed twice: in " + other.key() + " and in " + split.key());
                }
            }
        });
        names = Collections.unmodifiableMap(copy);
    }

    /** The splits with the images of the validation, itself included: as in COCO128, where they are those of the training. */
    private static Set<Split> likeValidation(Map<Split, List<String>> sorted) {
        Set<Split> same = EnumSet.noneOf(Split.class);
        sorted.forEach((split, list) -> {
            if (list.equals(sorted.get(Split.VALIDATION))) {
                same.add(split);
            }
        });
        return same;
    }

    /** The images of a split; empty if it does not exist. */
    public List<String> of(Split split) {
        return names.getOrDefault(split, List.of());
    }

    /** Writes the file atomically. */
    public void write(Path file) {
        Content content = new Content(
                origin.name(), seed, names.get(Split.TRAIN), names.get(Split.VALIDATION), names.get(Split.TEST));
        AtomicFiles.writeString(file, JSON.valueToTree(content).toPrettyString() + "\n");
    }

    /**
     * Reads such a file.
     *
     * @throws DatasetException if it cannot be read or is not a split file
     */
    public static SplitNames read(Path file) {
        Content content;
        try {
            content = JSON.readValue(Files.readString(file), Content.class);
        } catch (JsonMappingException e) {
            throw new DatasetException(
                    at(file, e) + ": train, validation and test must be lists of image names; "
                            + e.getOriginalMessage(),
                    e);
        } catch (JsonProcessingException e) {
            throw new DatasetException(at(file, e) + ": broken JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DatasetException("cannot read the split file " + file + ": " + e.getMessage(), e);
        }
        Map<Split, List<String>> names = new EnumMap<>(Split.class);
        names.put(Split.TRAIN, content.train);
        names.put(Split.VALIDATION, content.validation);
        names.put(Split.TEST, content.test);
        names.values().removeIf(list -> list == null);
        if (names.isEmpty()) {
            throw new DatasetException(
                    file + ": no split in it; expected lists of image names under train, validation, test");
        }
        try {
            return new SplitNames(names, Origin.FROM_FILE, content.seed);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file + ": " + e.getMessage(), e);
        }
    }

    private static FilePosition at(Path file, JsonProcessingException e) {
        return new FilePosition(
                file.toString(), e.getLocation() == null ? 0 : e.getLocation().getLineNr());
    }
}
