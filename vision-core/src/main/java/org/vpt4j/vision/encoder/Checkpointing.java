package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.vpt4j.vision.encoder.VisionEncoder.Adapted;
import org.vpt4j.vision.encoder.VisionEncoder.Purpose;
import org.vpt4j.vision.encoder.VisionEncoder.Stretch;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Gradient checkpointing by layer (Chen et al. 2016): the forward pass keeps only each layer's input, and the backward
 * pass recomputes every layer before backpropagating through it. Needs the memory of one layer instead of all, and the
 * time of one more forward pass; the gradients are the same. On a CPU the backward pass takes a few images at a time, and
 * needs one layer's memory for these only. Owns scripts and native memory: close it.
 *
 * <p>All this happens while the caller's gradient collector is open:
 *
 * <pre>{@code
 * Checkpointing.Purpose purpose = checkpointing.forward(scope, input, layers, method, lowest, parameters);
 * collector.backward(loss(pass.maps()));
 * pass.backward(collector);
 * }</pre>
 */
public final class Checkpointing implements AutoCloseable {
    private static final List<String> SECOND_HALF = List.of("fc2.weight", "fc2.bias", "scale2"); // of an MLP

    private static final int PART = 2; // images; fewer take longer

    private final VisionEncoder encoder;
    private final Script upstream;
    private final Script hidden;
    private final LastingBlock inputs; // of the layers above the lowest
    private final LastingBlock maps;

    /** @param encoder remains owned by the caller */
    public Checkpointing(VisionEncoder encoder) {
        this.encoder = encoder;
        this.upstream = Script.load(Checkpointing.class, "upstream.py", Map.of());
        this.hidden = Script.load(Checkpointing.class, "hidden_gradient.py", Map.of());
        NDManager manager = encoder.weights().get("patch.weight").getManager();
        this.inputs = new LastingBlock(manager);
        this.maps = new LastingBlock(manager);
    }

    /**
     * Runs the encoder as {@link VisionEncoder#features} does.
     *
     * @param scope owner of everything that the pass keeps; close it after the pass
     * @param lowest the lowest layer whose output depends on the parameters; some chosen layer is at or above it
     */
    public Pass forward(
            NDManager scope,
            VisionEncoder.Input input,
            List<Integer> layers,
            Adaptation adaptation,
            int lowest,
            Tensors parameters) {
        return new Pass(scope, input, layers, adaptation, lowest, parameters);
    }

    /** Images {@code from} (inclusive) to {@code to} (exclusive). */
    private record Images(int from, int to) {
        NDArray of(NDManager scope, NDArray all) {
            NDArray own = all.get("{}:{}", from, to);
            own.attach(scope);
            return own;
        }
    }

    /** A forward pass, to be followed by its backward pass. */
    public final class Pass {
        private final NDManager scope;
        private final VisionEncoder.Input input;
        private final List<Integer> wanted; // of the caller
        private final List<Integer> layers; // wanted ones, and those that feature adapters read
        private final List<FeatureAdapter.Learned<Tensors>> adapters;
        private final int lowest;
        private final Leaves leaves;
        private final Adapted adapted;
        private final int images;
        private final Map<Integer, NDArray> entering =
                new LinkedHashMap<>(); // [B, C+R+P+N, D] by layer, from the lowest
        private final Map<Integer, NDArray> features = new LinkedHashMap<>();

        private Pass(
                NDManager scope,
                VisionEncoder.Input input,
                List<Integer> layers,
                Adaptation adaptation,
                int lowest,
                Tensors parameters) {
            this.scope = scope;
            this.input = input;
            this.wanted = List.copyOf(layers);
            this.adapters = adaptation.features(encoder.config(), parameters);
            this.layers = FeatureLayers.encoded(EncoderScripts.needed(wanted, adapters));
            this.lowest = Math.max(lowest, input.layer());
            NDArray given = input.values().orElseThrow();
            this.leaves = new Leaves(scope, parameters, encoder.frozen(scope, input), given);
            NDArray start = input.isPixels() ? adaptation.pixels(scope, given, parameters) : given;
            this.adapted = leaves.of(encoder.adapted(scope, input, adaptation, parameters, true));
            this.images = (int) start.getShape().get(0);
            forward(leaves.of(start));
        }

        private int top() {
            return Collections.max(layers);
        }

        private void forward(NDArray start) {
            features.putAll(input.below());
            NDArray x = start;
            if (lowest > input.layer()) {
                x = keep(Stretch.between(input.layer(), lowest - 1, layers), x);
            }
            for (int layer = lowest; layer < top(); layer++) {
                entering.put(layer, x);
                x = keep(Stretch.between(layer, layer, layers), x);
            }
            entering.put(top(), x);
            try (NDManager own = scope.newSubManager()) {
                run(own, Stretch.features(top(), List.of(top())), x);
            }
            features.forEach((layer, map) -> {
                if (layer >= lowest) {
                    map.setRequiresGradient(true);
                }
            });
        }

        /** Runs layers without gradient and keeps their output. */
        private NDArray keep(Stretch stretch, NDArray x) {
            try (NDManager own = scope.newSubManager()) {
                NDList found = run(own, stretch, x);
                int first = lowest > input.layer() ? lowest : lowest + 1; // whose input is kept here
                int place = stretch.last() + 1 - first;
                int places = top() + 1 - first;
                return inputs.put(scope, places * images, place * images, found.get(found.size() - 1));
            }
        }

        /** Runs layers without gradient and keeps their chosen features. */
        private NDList run(NDManager own, Stretch stretch, NDArray x) {
            NDList found = encoder.scripts().run(own, stretch, x, input, adapted, Purpose.CHECKPOINTS);
            for (int i = 0; i < stretch.layers().size(); i++) {
                int layer = stretch.layers().get(i);
                int place = layers.indexOf(layer);
                features.put(layer, maps.put(scope, layers.size() * images, place * images, found.get(i)));
            }
            return found;
        }

        /** Not on a GPU, which is faster with all images at once, nor for prompts that differ between images. */
        private boolean isInParts() {
            boolean shared = Stream.concat(Stream.of(adapted.tokens()), adapted.deep().stream())
                    .allMatch(tokens -> tokens.getShape().dimension() == 2);
            return shared && !encoder.device().isGpu();
        }

        /**
         * Feature maps {@code [B, D, h, w]} of the chosen layers: leaves that collect gradients, or the results of the
         * feature adapters on them. Call it once.
         */
        public NDList maps() {
            return encoder.scripts().adapt(scope, adapters, wanted, features, true);
        }

        /** Backpropagates the gradients of {@link #maps} to the parameters, where they accumulate. */
        public void backward(GradientCollector collector) {
            Map<Integer, NDArray> gradients = new LinkedHashMap<>();
            features.forEach((layer, map) -> {
                if (layer >= lowest) {
                    gradients.put(layer, gradient(map));
                }
            });
            int together = isInParts() ? Math.min(images, PART) : images;
            for (int from = 0; from < images; from += together) {
                Images some = new Images(from, Math.min(images, from + together));
                backward(collector, some, gradients);
            }
            leaves.backward(collector);
        }

        private void backward(GradientCollector collector, Images some, Map<Integer, NDArray> gradients) {
            NDArray above = null;
            for (int layer = top(); layer >= lowest; layer--) {
                try (NDManager own = scope.newSubManager()) {
                    NDArray x = some.of(own, entering.get(layer));
                    boolean more = layer > lowest; // the lowest layer's input is the caller's, or needs no gradient
                    if (more) {
                        x.setRequiresGradient(true);
                    }
                    backward(own, collector, layer, some, x, above, gradients);
                    if (above != null) {
                        above.close();
                    }
                    if (more) {
                        above = gradient(x);
                    }
                }
            }
        }

        private void backward(
                NDManager own,
                GradientCollector collector,
                int layer,
                Images some,
                NDArray x,
                NDArray above,
                Map<Integer, NDArray> gradientsOfMaps) {
            List<Integer> chosen = Stretch.between(layer, layer, layers).layers();
            NDList results;
            NDList gradients = new NDList();
            if (above != null && chosen.isEmpty() && isFrozenAtItsEnd(layer)) {
                results = encoder.scripts().run(own, Stretch.within(layer), x, input, adapted, Purpose.LEARNING);
                gradients.add(above);
                gradients.add(hiddenGradient(own, layer, above));
            } else {
                Stretch stretch = new Stretch(layer, layer, chosen, false, above != null);
                results = encoder.scripts().run(own, stretch, x, input, adapted, Purpose.LEARNING);
                chosen.forEach(i -> gradients.add(some.of(own, gradientsOfMaps.get(i))));
                if (above != null) {
                    gradients.add(above);
                }
            }
            continueBackward(own, collector, results, gradients);
        }

        /** Whether the second half of a layer's MLP is frozen, so that it need not be recomputed. */
        private boolean isFrozenAtItsEnd(int layer) {
            Tensors published = encoder.weights();
            return adapted.branches().placed().isEmpty()
                    && SECOND_HALF.stream()
                            .map(EncoderWeights.prefix(layer)::concat)
                            .filter(published::contains)
                            .allMatch(name ->
                                    published.get(name) == adapted.weights().get(name));
        }

        private NDArray hiddenGradient(NDManager own, int layer, NDArray above) {
            List<NDArray> half = Stream.of("fc2.weight", "scale2")
                    .map(EncoderWeights.prefix(layer)::concat)
                    .filter(adapted.weights()::contains)
                    .map(adapted.weights()::get)
                    .toList();
            NDList inputs = new NDList(Tensors.asTensor(above));
            inputs.addAll(Tensors.asList("half", half));
            return hidden.call(own, inputs, true).singletonOrThrow();
        }

        private NDArray gradient(NDArray leaf) {
            NDArray gradient = leaf.getGradient();
            gradient.attach(scope);
            return gradient;
        }
    }

    private void continueBackward(NDManager scope, GradientCollector collector, NDList results, NDList gradients) {
        NDList inputs = Tensors.asList("results", results);
        inputs.addAll(Tensors.asList("gradients", gradients));
        collector.backward(upstream.call(scope, inputs, true).singletonOrThrow());
    }

    /** The detached arrays that an adaptation computes from its parameters; backpropagated once, at the end. */
    private final class Leaves {
        private final NDManager scope;
        private final Set<NDArray> given = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<NDArray> computed = new ArrayList<>();
        private final List<NDArray> leaves = new ArrayList<>();

        /** All arrays but the given ones count as computed: the engine does not tell whether one depends on another. */
        Leaves(NDManager scope, Tensors parameters, Adapted frozen, NDArray start) {
            this.scope = scope;
            given.addAll(parameters.values());
            given.addAll(frozen.weights().values());
            given.addAll(frozen.deep());
            given.addAll(List.of(frozen.tokens(), frozen.position(), start));
        }

        Adapted of(Adapted adapted) {
            Map<String, NDArray> weights = new LinkedHashMap<>();
            adapted.weights().asMap().forEach((name, weight) -> weights.put(name, of(weight)));
            List<NDArray> deep = adapted.deep().stream().map(this::of).toList();
            return new Adapted(
                    of(adapted.tokens()), deep, of(adapted.position()), Tensors.of(weights), adapted.branches());
        }

        NDArray of(NDArray array) {
            if (given.contains(array)) {
                return array;
            }
            NDArray leaf = array.stopGradient();
            leaf.attach(scope);
            leaf.setRequiresGradient(true);
            computed.add(array);
            leaves.add(leaf);
            return leaf;
        }

        void backward(GradientCollector collector) {
            if (computed.isEmpty()) {
                return;
            }
            try (NDManager own = scope.newSubManager()) {
                NDList gradients = new NDList();
                for (NDArray leaf : leaves) {
                    NDArray gradient = leaf.getGradient();
                    gradient.attach(own);
                    gradients.add(gradient);
                }
                continueBackward(own, collector, new NDList(computed), gradients);
            }
        }
    }

    /** Frees scripts and memory. */
    @Override
    public void close() {
        upstream.close();
        hidden.close();
        inputs.close();
        maps.close();
    }
}
