package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

class IJepaVisionTest {
    private static final int WIDTH = 8;
    private static final int HIDDEN = 16;
    private static final List<Integer> LAYERS = List.of(1, 2);

    private final Map<String, FloatTensor> stored = new TreeMap<>();
    private final Random random = new Random(1);

    @TempDir
    private Path folder;

    @Test
    void aFamilyOnTheClassPathOpensItsFoldersAndRunsInBothForms() throws IOException {
        write();

        Backbone backbone = BackboneHub.standard().open(folder.toString());

        assertThat(backbone.weight("patch.bias").values())
                .isEqualTo(stored.get("ijepa.embeddings.patch_embeddings.projection.bias")
                        .values());
        assertThat(backbone.weight("position").shape()).containsExactly(1, 9, WIDTH);
        assertThat(backbone.ignored()).containsExactly("classifier.weight", "ijepa.embeddings.mask_token");
        float[] pixels = numbers(3 * 16 * 20);
        try (VisionEncoder training = VisionEncoder.load(backbone, Precision.FLOAT32);
                OnnxEncoder inference = OnnxEncoder.load(backbone, WeightFormat.FP32, RuntimeOptions.DEFAULT);
                NDManager scope = NDManager.newBaseManager("PyTorch");
                OnnxEncoder.Features features = inference.encode(
                        direct(pixels), 1, 16, 20, List.of(inference.prompt(Adaptation.Constants.NONE)), LAYERS)) {
            FloatTensor image = new FloatTensor(new long[] {1, 3, 16, 20}, pixels);
            List<FloatTensor> expected =
                    training
                            .features(scope, image.toArray(scope), LAYERS, Adaptation.NONE, Tensors.empty(), false)
                            .stream()
                            .map(FloatTensor::from)
                            .toList();
            for (int i = 0; i < LAYERS.size(); i++) {
                assertThat(features.copy(LAYERS.get(i)).values())
                        .containsExactly(expected.get(i).values(), within(1e-5f));
            }
        }
    }

    /** A tiny model as Hugging Face saves it: patches of 4 px, a grid of 3, two layers, and a classifier. */
    private void write() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"model_type": "ijepa", "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2,
                 "num_attention_heads": 2, "image_size": 12, "patch_size": 4}
                """);
        affine("embeddings.patch_embeddings.projection", WIDTH, 3, 4, 4);
        tensor("embeddings.position_embeddings", 1, 9, WIDTH);
        tensor("embeddings.mask_token", 1, 1, WIDTH);
        affine("layernorm", WIDTH);
        for (int i = 0; i < LAYERS.size(); i++) {
            String layer = "encoder.layer." + i + ".";
            for (String part : List.of("query", "key", "value")) {
                affine(layer + "attention.attention." + part, WIDTH, WIDTH);
            }
            affine(layer + "attention.output.dense", WIDTH, WIDTH);
            affine(layer + "layernorm_before", WIDTH);
            affine(layer + "layernorm_after", WIDTH);
            affine(layer + "intermediate.dense", HIDDEN, WIDTH);
            affine(layer + "output.dense", WIDTH, HIDDEN);
        }
        stored.put("classifier.weight", new FloatTensor(new long[] {4, WIDTH}, numbers(4 * WIDTH)));
        new SafetensorsWriter().addAll(stored, DataType.F32).write(folder.resolve("model.safetensors"));
    }

    private void affine(String name, long... weight) {
        tensor(name + ".weight", weight);
        tensor(name + ".bias", weight[0]);
    }

    private void tensor(String name, long... shape) {
        int size = 1;
        for (long axis : shape) {
            size *= (int) axis;
        }
        stored.put("ijepa." + name, new FloatTensor(shape, numbers(size)));
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian() / 2;
        }
        return numbers;
    }

    private static FloatBuffer direct(float[] values) {
        return ByteBuffer.allocateDirect(4 * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .flip();
    }
}
