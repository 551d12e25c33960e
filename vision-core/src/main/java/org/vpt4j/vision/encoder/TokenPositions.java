package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vpt4j.vision.encoder.EncoderConfig.Position;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/** What the position of an encoder's tokens is, for each grid of patches. Owns a script: close it. */
final class TokenPositions implements AutoCloseable {
    /** Name of the weight. */
    static final String POSITION = "position";

    private record Grid(int rows, int columns) {}

    private final EncoderConfig config;
    private final Tensors weights;
    private final NDManager manager;
    private final NDArray none; // [1, 1, D]
    private final Map<Grid, NDArray> frozen = new ConcurrentHashMap<>();
    private Script resampler; // of a trained embedding: compiled when it is needed

    /**
     * @param weights of the published encoder
     * @param manager owner of everything that is kept
     */
    TokenPositions(EncoderConfig config, Tensors weights, NDManager manager) {
        this.config = config;
        this.weights = weights;
        this.manager = manager;
        this.none = manager.zeros(new Shape(1, 1, config.width()));
    }

    /**
     * What is added to the tokens, {@code [1, before + h*w, D]}, or how the patches are rotated, {@code [2, h*w, D/heads]}. A
     * frozen embedding is resampled once for each grid, a trained one in every step, with its gradient.
     */
    NDArray of(NDManager scope, Tensors used, VisionEncoder.Input input, boolean gradients) {
        Grid grid = new Grid(input.rows(), input.columns());
        Position position = config.position();
        if (position.kind() == Position.Kind.ROTARY) {
            return frozen.computeIfAbsent(grid, this::rotation);
        }
        if (!position.isLearned() || !input.isPixels()) {
            return none;
        }
        NDArray embedding = used.get(POSITION);
        int from = position.grid();
        if (grid.rows() == from && grid.columns() == from) {
            return embedding;
        }
        if (embedding == weights.get(POSITION)) {
            return frozen.computeIfAbsent(grid, this::resampled);
        }
        NDList inputs = new NDList(Tensors.asTensor(embedding), axis(scope, grid.rows()), axis(scope, grid.columns()));
        return resampler().call(scope, inputs, gradients).singletonOrThrow();
    }

    private NDArray axis(NDManager scope, int to) {
        int from = config.position().grid();
        return scope.create(PositionEmbedding.axis(from, to, config.position().resampling()), new Shape(to, from));
    }

    private NDArray resampled(Grid grid) {
        float[] values = PositionEmbedding.interpolate(
                weights.get(POSITION).toFloatArray(), config, grid.rows(), grid.columns());
        return manager.create(values, new Shape(1, values.length / config.width(), config.width()));
    }

    private NDArray rotation(Grid grid) {
        return new RotaryPosition(config).rotation(grid.rows(), grid.columns()).toArray(manager);
    }

    private synchronized Script resampler() {
        if (resampler == null) {
            resampler = Script.load(
                    VisionEncoder.class, "position_embedding.py", Map.of("before", config.positionsBeforePatches()));
        }
        return resampler;
    }

    @Override
    public synchronized void close() {
        if (resampler != null) {
            resampler.close();
        }
    }
}
