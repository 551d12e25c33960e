package org.vpt4j.vision.encoder;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * An encoder's configuration and its weights, under canonical names that every family's files are mapped to. Weights of a
 * switch that is off are missing ({@link #shapes}).
 *
 * <p>With D = width, M = hidden width of the MLP (fc1 of a gated one: 2M rows, the activated half first), p = patch,
 * G = grid, R = registers:
 *
 * <pre>
 * patch.weight [D, 3, p, p]      patch.bias [D]
 * class_token [1, 1, D]          register_tokens [1, R, D]      position [1, 1 + G*G, D], class token first (and registers)
 * pre_norm.weight|bias [D]
 * layer.I.norm1.weight|bias [D]  layer.I.qkv.weight [3D, D]     layer.I.qkv.bias [3D], queries, keys, values
 * layer.I.proj.weight [D, D]     layer.I.proj.bias [D]          layer.I.scale1 [D]
 * layer.I.norm2.weight|bias [D]  layer.I.fc1.weight [M, D]      layer.I.fc1.bias [M]
 * layer.I.fc2.weight [D, M]      layer.I.fc2.bias [D]           layer.I.scale2 [D]
 * norm.weight|bias [D]
 * </pre>
 *
 * <p>I counts from 0.
 */
public interface EncoderWeights {
    /** Prefix of the names of weights that belong to a layer. */
    String LAYER = "layer.";

    /** The configuration of the encoder. */
    EncoderConfig config();

    /**
     * Values of a weight in row-major order, float32.
     *
     * @throws org.vpt4j.vision.error.WeightsException if there is none of this name
     */
    float[] values(String name);

    /**
     * Passes the values of a weight in row-major order, as they are stored or as float32, in one or more pieces.
     *
     * @param target takes the type of a piece (FLOAT32, FLOAT16 or BFLOAT16) and its values in the machine's byte order, which
     *     it may read during the call only: their memory is then given back
     * @throws org.vpt4j.vision.error.WeightsException if there is none of this name
     */
    default void read(String name, BiConsumer<DataType, ByteBuffer> target) {
        float[] values = values(name);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        target.accept(DataType.FLOAT32, bytes);
    }

    /**
     * Values of a weight in row-major order, float32 in the machine's byte order, in the file that is mapped into memory. They
     * must not be changed.
     *
     * @return empty if the file does not have them like that
     * @throws org.vpt4j.vision.error.WeightsException if there is none of this name
     */
    default Optional<ByteBuffer> mapped(String name) {
        return Optional.empty();
    }

    /** Networks that a task has added to the layers; none in a published encoder. */
    default List<Branch.Learned<Map<String, FloatTensor>>> branches() {
        return List.of();
    }

    /** These weights with some replaced, by their canonical names: full fine-tuning, or a merged low-rank update. */
    default EncoderWeights with(Map<String, FloatTensor> changed) {
        return with(Adaptation.Constants.NONE.withWeights(changed));
    }

    /** The encoder as adapted by a task: changed weights and branches; the rest of the task is an input. */
    default EncoderWeights with(Adaptation.Constants constants) {
        return constants.changesEncoder() ? new ChangedWeights(this, constants.weights(), constants.branches()) : this;
    }

    /** Prefix of a layer's weights: {@code layer.0.} for layer 1, the first. */
    static String prefix(int layer) {
        return LAYER + (layer - 1) + ".";
    }

    /** The layer that a weight of this name belongs to, 1 is the first; 0 if none. */
    static int layer(String name) {
        return name.startsWith(LAYER)
                ? 1 + Integer.parseInt(name.substring(LAYER.length(), name.indexOf('.', LAYER.length())))
                : 0;
    }

    /** Names and shapes of all weights of such an encoder, in the order of the computation. */
    static Map<String, Shape> shapes(EncoderConfig config) {
        int d = config.width();
        EncoderConfig.Embedding embedding = config.embedding();
        EncoderConfig.Position position = config.position();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        linear(shapes, "patch", embedding.patchBias(), d, 3, config.patch(), config.patch());
        if (embedding.classToken()) {
            shapes.put("class_token", new Shape(1, 1, d));
        }
        if (embedding.registers() > 0) {
            shapes.put("register_tokens", new Shape(1, embedding.registers(), d));
        }
        if (position.isLearned()) {
            long positions = config.positionsBeforePatches() + (long) position.grid() * position.grid();
            shapes.put("position", new Shape(1, positions, d));
        }
        if (embedding.norm()) {
            linear(shapes, "pre_norm", true, d);
        }
        for (int i = 1; i <= config.depth(); i++) {
            String layer = prefix(i);
            linear(shapes, layer + "norm1", true, d);
            linear(shapes, layer + "qkv", config.layer().qkvBias(), 3L * d, d);
            linear(shapes, layer + "proj", true, d, d);
            linear(shapes, layer + "norm2", true, d);
            linear(shapes, layer + "fc1", true, config.mlp().projected(), d);
            linear(shapes, layer + "fc2", true, d, config.mlp().hidden());
            if (config.layer().scale()) {
                shapes.put(layer + "scale1", new Shape(d));
                shapes.put(layer + "scale2", new Shape(d));
            }
        }
        if (config.layer().finalNorm()) {
            linear(shapes, "norm", true, d);
        }
        return Collections.unmodifiableMap(shapes);
    }

    private static void linear(Map<String, Shape> shapes, String name, boolean bias, long... weight) {
        shapes.put(name + ".weight", new Shape(weight));
        if (bias) {
            shapes.put(name + ".bias", new Shape(weight[0]));
        }
    }
}
