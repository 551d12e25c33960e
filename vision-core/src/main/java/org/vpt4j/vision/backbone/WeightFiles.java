package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.weights.Safetensors;

/**
 * The weights of a model folder, in one {@code model.safetensors} or in several files that
 * {@code model.safetensors.index.json} lists.
 *
 * @param tensors the file that holds each stored tensor, by the tensor's name
 */
record WeightFiles(Map<String, Safetensors> tensors) {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = SINGLE + ".index.json";
    private static final String PICKLE = "pytorch_model.bin";

    WeightFiles {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /** @throws WeightsException if there are none, or they are damaged, or do not hold what the index says */
    static WeightFiles open(Path folder) {
        if (Files.exists(folder.resolve(SINGLE))) {
            Safetensors file = Safetensors.open(folder.resolve(SINGLE));
            Map<String, Safetensors> tensors = new HashMap<>();
            file.names().forEach(name -> tensors.put(name, file));
            return new WeightFiles(tensors);
        }
        if (Files.exists(folder.resolve(INDEX))) {
            return sharded(folder);
        }
        String hint = Files.exists(folder.resolve(PICKLE))
                ? "; " + PICKLE + " is not read because a pickle can run code: save the model as safetensors"
                : "; put the model's weights there";
        throw new WeightsException("backbone folder " + folder + " has no " + SINGLE + hint);
    }

    private static WeightFiles sharded(Path folder) {
        Path index = folder.resolve(INDEX);
        JsonNode map = JsonFile.read(index).path("weight_map");
        if (!map.isObject()) {
            throw new WeightsException(index + ": weight_map is missing or not an object; copy or download it again");
        }
        Map<String, Safetensors> shards = new HashMap<>();
        Map<String, Safetensors> tensors = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String tensor = entry.getKey();
            String shardName = entry.getValue().asText("");
            if (!shardName.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
                throw new WeightsException(index + ": tensor " + tensor + " is in " + entry.getValue()
                        + ", which is not a safetensors file of the same folder");
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
