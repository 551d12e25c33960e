package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.vpt4j.vision.encoder.VisionEncoder.Adapted;
import org.vpt4j.vision.encoder.VisionEncoder.Purpose;
import org.vpt4j.vision.encoder.VisionEncoder.Stretch;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/** Runs an encoder's scripts, compiled on first use: one for each set of branches. Owns them: close it. */
final class EncoderScripts implements AutoCloseable {
    private static final String SOURCE = "vision_encoder.py";

    private final EncoderConfig config;
    private final Precision precision;
    private final Map<BranchForm, Script> encoders = new ConcurrentHashMap<>();
    private final Map<Script.Source, Script> adapterScripts = new ConcurrentHashMap<>();

    EncoderScripts(EncoderConfig config, Precision precision) {
        this.config = config;
        this.precision = precision;
    }

    /** The layers that the head reads, and those that networks after the encoder read as well. */
    static List<Integer> needed(List<Integer> layers, List<FeatureAdapter.Learned<Tensors>> adapters) {
        Set<Integer> all = new LinkedHashSet<>(layers);
        adapters.forEach(learned -> all.addAll(learned.adapter().layers()));
        return adapters.isEmpty() ? layers : List.copyOf(all);
    }

    /** Runs some layers on the pixels or tokens that enter the first of them. */
    NDList run(
            NDManager scope,
            Stretch stretch,
            NDArray start,
            VisionEncoder.Input input,
            Adapted adapted,
            Purpose purpose) {
        try (NDArray plan = scope.create(plan(stretch, input, purpose))) {
            NDList inputs = new NDList();
            inputs.add(Tensors.asTensor(start));
            inputs.add(Tensors.asTensor(adapted.tokens()));
            inputs.addAll(Tensors.asList("deep", adapted.deep()));
            inputs.add(Tensors.asTensor(adapted.position()));
            inputs.add(plan);
            inputs.addAll(weights(stretch, adapted).asDictionary("w"));
            return encoders.computeIfAbsent(adapted.branches(), this::compile)
                    .call(scope, inputs, purpose == Purpose.LEARNING);
        }
    }

    /** Leaves out the weights of layers that are not run: passing a tensor takes time. */
    private static Tensors weights(Stretch stretch, Adapted adapted) {
        return adapted.weights().filter(name -> {
            int layer = EncoderWeights.layer(name);
            return layer == 0 || (stretch.first() <= layer && layer <= stretch.last());
        });
    }

    /** An argument, not an attribute: a script compiled for each plan would fragment the memory between layers. */
    private static int[] plan(Stretch stretch, VisionEncoder.Input input, Purpose purpose) {
        IntStream fixed = IntStream.of(
                input.rows(),
                input.columns(),
                stretch.first(),
                stretch.last(),
                stretch.rest() ? 1 : 0,
                stretch.inputs() ? 1 : 0,
                stretch.within() ? 1 : 0,
                purpose == Purpose.INFERENCE ? 1 : 0);
        return IntStream.concat(fixed, stretch.layers().stream().mapToInt(Integer::intValue))
                .toArray();
    }

    private Script compile(BranchForm branches) {
        EncoderConfig.Embedding embedding = config.embedding();
        EncoderConfig.Mlp mlp = config.mlp();
        Map<String, Object> attributes = Map.ofEntries(
                Map.entry("type", precision.torch()),
                Map.entry("heads", config.heads()),
                Map.entry("eps", config.epsilon()),
                Map.entry("patch", config.patch()),
                Map.entry("patch_bias", embedding.patchBias()),
                Map.entry("class_token", embedding.classToken()),
                Map.entry("registers", embedding.registers()),
                Map.entry("position", config.position().isLearned()),
                Map.entry("rotary", config.position().kind() == EncoderConfig.Position.Kind.ROTARY),
                Map.entry("register_positions", config.position().kind() == EncoderConfig.Position.Kind.LEARNED_ALL),
                Map.entry("positions_before_patches", config.positionsBeforePatches()),
                Map.entry("pre_norm", embedding.norm()),
                Map.entry("qkv_bias", config.layer().qkvBias()),
                Map.entry("layer_scale", config.layer().scale()),
                Map.entry("final_norm", config.layer().finalNorm()),
                Map.entry("gated", mlp.isGated()),
                Map.entry("silu", mlp.kind() == EncoderConfig.Mlp.Kind.SWIGLU),
                Map.entry("quick_gelu", mlp.gelu() == EncoderConfig.Gelu.QUICK),
                Map.entry("tanh_gelu", mlp.gelu() == EncoderConfig.Gelu.TANH));
        Script.Source source = new Script.Source(VisionEncoder.class, SOURCE, attributes);
        return Script.load(source, branches.modules());
    }

    /**
     * Runs the networks after the encoder, one after the other; the image passes them unchanged.
     *
     * @param layers that the head reads
     * @param maps {@code [B, D, h, w]} of the head's layers and of those that the networks read
     * @return the maps for the head, in the order of {@code layers}
     */
    NDList adapt(
            NDManager scope,
            List<FeatureAdapter.Learned<Tensors>> adapters,
            List<Integer> layers,
            Map<Integer, NDArray> maps,
            boolean gradients) {
        NDList seen = chosen(maps, FeatureLayers.encoded(layers));
        for (FeatureAdapter.Learned<Tensors> learned : adapters) {
            FeatureAdapter adapter = learned.adapter();
            // An argument's name is set on the array, and the same map may be both read and changed: a second handle.
            List<NDArray> read = new ArrayList<>();
            for (NDArray map : chosen(maps, adapter.layers())) {
                NDArray again = map.reshape(map.getShape());
                again.attach(scope);
                read.add(again);
            }
            NDList inputs = Tensors.asList("read", read);
            inputs.addAll(Tensors.asList("maps", seen));
            inputs.addAll(learned.values().asDictionary("w"));
            Script script = adapterScripts.computeIfAbsent(adapter.source(), source -> Script.load(source, Map.of()));
            seen = script.call(scope, inputs, gradients);
        }
        FeatureLayers.addImage(seen, layers, maps);
        return seen;
    }

    private static NDList chosen(Map<Integer, NDArray> maps, List<Integer> layers) {
        NDList chosen = new NDList();
        layers.forEach(layer -> chosen.add(maps.get(layer)));
        return chosen;
    }

    @Override
    public void close() {
        encoders.values().forEach(Script::close);
        adapterScripts.values().forEach(Script::close);
    }
}
