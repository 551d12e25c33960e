package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Plain constants put into the places of an encoder as their javadoc says, whichever method they come from.
 *
 * @param manager owner of what has no scope of its own
 */
record Constants(NDManager manager, Adaptation.Constants values) implements Adaptation {
    @Override
    public NDArray pixels(NDManager scope, NDArray pixels, Tensors parameters) {
        return values.pixels().map(added -> pixels.add(added.toArray(scope))).orElse(pixels);
    }

    @Override
    public Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
        return values.tokens().map(tokens -> tokens.toArray(scope));
    }

    @Override
    public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
        Map<Integer, NDArray> byLayer = new LinkedHashMap<>();
        values.deepTokens().forEach((layer, tokens) -> byLayer.put(layer, tokens.toArray(scope)));
        return byLayer;
    }

    @Override
    public Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        Map<String, NDArray> changed = new LinkedHashMap<>();
        values.weights().forEach((name, weight) -> changed.put(name, weight.toArray(scope)));
        return frozen.with(Tensors.of(changed));
    }

    @Override
    public List<Branch.Learned<Tensors>> branches(EncoderConfig config, Tensors parameters) {
        return values.branches().stream()
                .map(learned -> {
                    Map<Integer, Tensors> byLayer = new LinkedHashMap<>();
                    learned.byLayer().forEach((layer, own) -> byLayer.put(layer, arrays(own)));
                    return new Branch.Learned<>(learned.branch(), byLayer);
                })
                .toList();
    }

    @Override
    public List<FeatureAdapter.Learned<Tensors>> features(EncoderConfig config, Tensors parameters) {
        return values.features().stream()
                .map(learned -> new FeatureAdapter.Learned<>(learned.adapter(), arrays(learned.values())))
                .toList();
    }

    private Tensors arrays(Map<String, FloatTensor> tensors) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, tensor.toArray(manager)));
        return Tensors.of(arrays);
    }
}
