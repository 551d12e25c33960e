package org.vpt4j.vision.backbone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** A tiny model with random weights as Hugging Face saves it: two layers of width 8, patches of 4 px, a grid of 3. */
final class ModelFolder {
    static final int WIDTH = 8;
    static final int HIDDEN = 16;

    final Map<String, String> config = new LinkedHashMap<>();
    final Map<String, FloatTensor> tensors = new TreeMap<>();
    private final Random random = new Random(7);
    private final String prefix;

    private ModelFolder(String prefix, String type) {
        this.prefix = prefix;
        config.put("model_type", '"' + type + '"');
        config.put("hidden_size", "8");
        config.put("num_hidden_layers", "2");
        config.put("num_attention_heads", "2");
        config.put("hidden_act", "\"gelu\"");
        config.put("image_size", "12");
        config.put("patch_size", "4");
        affine("embeddings.patch_embeddings.projection", WIDTH, 3, 4, 4);
        tensor("embeddings.cls_token", 1, 1, WIDTH);
        tensor("embeddings.position_embeddings", 1, 10, WIDTH);
        for (int i = 0; i < 2; i++) {
            String layer = "encoder.layer." + i + ".";
            for (String part : new String[] {"attention.query", "attention.key", "attention.value", "output.dense"}) {
                affine(layer + "attention." + part, WIDTH, WIDTH);
            }
        }
        affine("layernorm", WIDTH);
    }

    static ModelFolder vit(String prefix) {
        ModelFolder model = new ModelFolder(prefix, "vit");
        model.config.put("intermediate_size", "16");
        model.layers("layernorm_before", "layernorm_after", "intermediate.dense", "output.dense");
        return model;
    }

    static ModelFolder dinov2(int registers) {
        ModelFolder model = new ModelFolder("", registers > 0 ? "dinov2_with_registers" : "dinov2");
        model.config.put("mlp_ratio", "2");
        model.layers("norm1", "norm2", "mlp.fc1", "mlp.fc2");
        for (int i = 0; i < 2; i++) {
            model.tensor("encoder.layer." + i + ".layer_scale1.lambda1", WIDTH);
            model.tensor("encoder.layer." + i + ".layer_scale2.lambda1", WIDTH);
        }
        model.tensor("embeddings.mask_token", 1, WIDTH);
        if (registers > 0) {
            model.config.put("num_register_tokens", String.valueOf(registers));
            model.tensor("embeddings.register_tokens", 1, registers, WIDTH);
        }
        return model;
    }

    private void layers(String norm1, String norm2, String fc1, String fc2) {
        for (int i = 0; i < 2; i++) {
            String layer = "encoder.layer." + i + ".";
            affine(layer + norm1, WIDTH);
            affine(layer + norm2, WIDTH);
            affine(layer + fc1, HIDDEN, WIDTH);
            affine(layer + fc2, WIDTH, HIDDEN);
        }
    }

    private void affine(String name, long... weight) {
        tensor(name + ".weight", weight);
        tensor(name + ".bias", weight[0]);
    }

    void tensor(String name, long... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = random.nextFloat() - 0.5f;
        }
        tensors.put(prefix + name, tensor);
    }

    Path write(Path folder) {
        writeConfig(folder);
        new SafetensorsWriter().addAll(tensors, DataType.F32).write(folder.resolve("model.safetensors"));
        return folder;
    }

    void writeConfig(Path folder) {
        StringBuilder json = new StringBuilder();
        config.forEach((key, value) -> json.append(json.isEmpty() ? "" : ", ")
                .append('"')
                .append(key)
                .append("\": ")
                .append(value));
        AtomicFiles.writeString(folder.resolve("config.json"), "{" + json + "}");
    }
}
