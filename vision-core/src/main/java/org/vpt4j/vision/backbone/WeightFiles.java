package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.weights.Safetensors;

/**
 * The weights of a model folder, in one safetensors file or in several files that an index lists.
 *
 * @param tensors the file that holds each stored tensor, by the tensor's name
 */
public record WeightFiles(Map<String, Safetensors> tensors) {
    static final String SINGLE = "model.safetensors";
    private static final String INDEX = ".index.json";
    private static final String SUFFIX = ".safetensors";

    /** The first that is there counts. */
    private static final List<String> NAMES =
            List.of(SINGLE, "open_clip_model.safetensors", "open_clip_pytorch_model.safetensors");

    public WeightFiles {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /** Whether a file name is that of weights, or of a pickle that could be taken for them. */
    static boolean isOne(Path file) {
        return file.toString().endsWith(SUFFIX) || file.toString().endsWith(INDEX) || isPickle(file);
    }

    private static boolean isPickle(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".ckpt");
    }

    /** The file with a folder's weights or their index; empty if there is none. */
    static Optional<Path> in(Path folder) {
        for (String name : NAMES) {
            for (String file : List.of(name, name + INDEX)) {
                if (Files.exists(folder.resolve(file))) {
                    return Optional.of(folder.resolve(file));
                }
            }
        }
        List<Path> others = files(folder).stream()
                .filter(file -> file.toString().endsWith(SUFFIX))
                .toList();
        return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw FileException.unreadable(folder, e);
        }
    }

    /** @throws WeightsException if there are none, or they are damaged, or do not hold what the index says */
    public static WeightFiles openIn(Path folder) {
        Optional<Path> file = in(folder);
        if (file.isPresent()) {
            return open(file.get());
        }
        Optional<Path> pickle =
                files(folder).stream().filter(WeightFiles::isPickle).findFirst();
        if (pickle.isPresent()) {
            throw pickle(
                    "backbone folder " + folder + " has no " + SINGLE + "; "
                            + pickle.get().getFileName(),
                    pickle.get());
        }
        throw new WeightsException(
                "backbone folder " + folder + " has no " + SINGLE + "; put the model's weights there");
    }

    /**
     * Opens weights, or their index.
     *
     * @throws WeightsException if they are damaged, a pickle, or do not hold what the index says
     */
    static WeightFiles open(Path file) {
        if (isPickle(file)) {
            throw pickle(file.toString(), file);
        }
        if (file.toString().endsWith(INDEX)) {
            return sharded(file);
        }
        Safetensors opened = Safetensors.open(file);
        Map<String, Safetensors> tensors = new HashMap<>();
        opened.names().forEach(name -> tensors.put(name, opened));
        return new WeightFiles(tensors);
    }

    /** A pickle can run code when it is read, so that Python converts it, in a mode that refuses to. */
    private static WeightsException pickle(String subject, Path file) {
        Path target = file.resolveSibling(SINGLE);
        return new WeightsException(subject + " is not read because a pickle can run code; convert it with Python:\n"
                + "  python -c \"import torch, safetensors.torch as s; t = torch.load('" + file
                + "', map_location='cpu', weights_only=True); t = t.get('state_dict', t);"
                + " s.save_file({k: v.clone().contiguous() for k, v in t.items() if torch.is_tensor(v)}, '" + target
                + "')\"");
    }

    private static WeightFiles sharded(Path index) {
        Path folder = index.toAbsolutePath().getParent();
        JsonNode map = JsonFile.read(index).path("weight_map");
        if (!map.isObject()) {
            throw new WeightsException(index + ": weight_map is missing or not an object; copy or download it again");
        }
        if (map.isEmpty()) {
            throw new WeightsException(index + ": weight_map lists no tensors; copy or download it again");
        }
        Map<String, Safetensors> shards = new HashMap<>();
        Map<String, Safetensors> tensors = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String tensor = entry.getKey();
            String shardName = entry.getValue().asText("");
            if (!shardName.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
                throw new WeightsException(index + ": tensor " + Excerpt.of(tensor) + " is in "
                        + Excerpt.of(entry.getValue()) + ", which is not a safetensors file of the same folder");
            }
            Safetensors shard = shards.computeIfAbsent(shardName, name -> {
                if (!Files.exists(folder.resolve(name))) {
                    throw new WeightsException(
                            index + " lists " + name + ", which is missing from the folder; put it there");
                }
                return Safetensors.open(folder.resolve(name));
            });
            tensors.put(tensor, shard);
            shard.entry(tensor);
        }
        return new WeightFiles(tensors);
    }

    boolean has(String stored) {
        return tensors.containsKey(stored);
    }

    /** The file that holds a tensor which {@linkplain #has is there}. */
    Safetensors of(String stored) {
        return tensors.get(stored);
    }
}
