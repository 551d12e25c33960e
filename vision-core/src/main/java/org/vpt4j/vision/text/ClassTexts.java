package org.vpt4j.vision.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Class names in which learned vectors take the place of words, with the frozen text encoder that turns them into embeddings,
 * on the PyTorch engine (CoOp, Zhou et al. 2022). Owns native memory: close it.
 */
public final class ClassTexts implements AutoCloseable {
    private final NDManager manager;
    private final Script script;
    private final Tensors weights;
    private final NDArray known; // [K, W], the vectors of the tokens in use
    private final long[][] ids; // [C][T], from K on: learned vectors
    private final long[] ends;
    private final int vectors;

    /**
     * Where learned vectors go.
     *
     * @param vectors number n of them, at least 1
     * @param name where the class name is among them
     */
    public record Place(int vectors, Name name) {
        /** Where the class name is. */
        public enum Name {
            /** After all vectors, CoOp's default. */
            END,
            /** Between the first half and the second. */
            MIDDLE,
            /** Before all vectors. */
            FRONT
        }
    }

    private ClassTexts(
            NDManager manager, Script script, Tensors weights, NDArray known, long[][] ids, long[] ends, int vectors) {
        this.manager = manager;
        this.script = script;
        this.weights = weights;
        this.known = known;
        this.ids = ids;
        this.ends = ends;
        this.vectors = vectors;
    }

    static ClassTexts of(TextFolder text, TextTokenizer tokenizer, List<String> names, Place place, Device device) {
        ContextTokens tokens = ContextTokens.of(text, tokenizer, names, place);
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        try {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            text.config().shapes().forEach((name, shape) -> {
                if (!name.equals("token")) {
                    arrays.put(name, text.tensors().weight(name, shape).toArray(manager));
                }
            });
            NDArray known = tokens.known().toArray(manager);
            return new ClassTexts(
                    manager,
                    script(text.config()),
                    Tensors.of(arrays),
                    known,
                    tokens.ids(),
                    tokens.ends(),
                    place.vectors());
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** The script of a text encoder; the caller closes it. */
    static Script script(TextConfig config) {
        return Script.load(
                ClassTexts.class,
                "text_encoder.py",
                Map.of(
                        "depth", config.depth(),
                        "heads", config.heads(),
                        "eps", config.epsilon(),
                        "causal", config.causal(),
                        "quick_gelu", config.gelu() == Gelu.QUICK,
                        "tanh_gelu", config.gelu() == Gelu.TANH,
                        "projection_bias", config.projectionBias()));
    }

    /** Number C of classes. */
    public int classes() {
        return ids.length;
    }

    /**
     * The classes' embeddings with vectors that all share, {@code [n, W]}, or with each class's own, {@code [C, n, W]}.
     *
     * @param gradients whether autograd records
     * @return {@code [C, E]}, of unit length
     */
    public NDArray embed(NDManager scope, NDArray learned, boolean gradients) {
        long[][] own = ids;
        if (learned.getShape().dimension() == 3) {
            long first = known.getShape().get(0);
            own = new long[ids.length][];
            for (int c = 0; c < ids.length; c++) {
                long shift = (long) c * vectors;
                own[c] = Arrays.stream(ids[c])
                        .map(id -> id < first ? id : id + shift)
                        .toArray();
            }
        }
        return run(scope, learned, own, ends, gradients);
    }

    /**
     * The classes' embeddings with vectors of each image (CoCoOp, Zhou et al. 2022).
     *
     * @param learned {@code [B, n, W]}
     * @return {@code [B, C, E]}, of unit length
     */
    public NDArray embedEach(NDManager scope, NDArray learned, boolean gradients) {
        int images = Math.toIntExact(learned.getShape().get(0));
        long first = known.getShape().get(0);
        long[][] all = new long[images * ids.length][];
        long[] allEnds = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            long shift = (long) (i / ids.length) * vectors;
            all[i] = Arrays.stream(ids[i % ids.length])
                    .map(id -> id < first ? id : id + shift)
                    .toArray();
            allEnds[i] = ends[i % ids.length];
        }
        NDArray flat = run(scope, learned, all, allEnds, gradients);
        NDArray byImage = flat.reshape(images, ids.length, flat.getShape().get(1));
        byImage.attach(scope);
        return byImage;
    }

    private NDArray run(NDManager scope, NDArray learned, long[][] tokens, long[] last, boolean gradients) {
        long[] flat = Arrays.stream(tokens).flatMapToLong(Arrays::stream).toArray();
        NDArray table = known.reshape(known.getShape());
        table.attach(scope);
        NDList inputs = new NDList(
                Tensors.asTensor(table),
                Tensors.asTensor(learned),
                scope.create(flat, new Shape(tokens.length, tokens[0].length)),
                scope.create(last, new Shape(last.length)));
        inputs.addAll(weights.asDictionary("w"));
        return script.call(scope, inputs, gradients).singletonOrThrow();
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }
}
