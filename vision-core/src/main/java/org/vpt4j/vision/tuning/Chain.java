package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.script.Tensors;

/**
 * Adaptations applied in sequence: each sees the pixels, weights and feature maps produced by the one before; their
 * tokens are concatenated and their branches summed.
 *
 * @param links the adaptations in order, by the prefix of their parameters
 */
record Chain(Map<String, Adaptation> links) implements Adaptation {
    Chain {
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    }

    @Override
    public NDArray pixels(NDManager scope, NDArray pixels, Tensors parameters) {
        NDArray seen = pixels;
        for (Map.Entry<String, Adaptation> link : links.entrySet()) {
            seen = link.getValue().pixels(scope, seen, parameters.under(link.getKey()));
        }
        return seen;
    }

    @Override
    public Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
        Optional<NDArray> all = Optional.empty();
        for (Map.Entry<String, Adaptation> link : links.entrySet()) {
            Optional<NDArray> own = link.getValue().tokens(scope, parameters.under(link.getKey()));
            Optional<NDArray> before = all;
            all = own.map(tokens ->
                            before.map(others -> beside(scope, others, tokens)).orElse(tokens))
                    .or(() -> before);
        }
        return all;
    }

    @Override
    public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
        Map<Integer, NDArray> all = new LinkedHashMap<>();
        links.forEach((prefix, link) -> link.deepTokens(scope, config, parameters.under(prefix))
                .forEach((layer, tokens) -> all.merge(layer, tokens, (a, b) -> beside(scope, a, b))));
        return all;
    }

    private static NDArray beside(NDManager scope, NDArray a, NDArray b) {
        NDArray both = NDArrays.concat(new NDList(a, b), a.getShape().dimension() - 2);
        both.attach(scope);
        return both;
    }

    @Override
    public Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        Tensors used = frozen;
        for (Map.Entry<String, Adaptation> link : links.entrySet()) {
            used = link.getValue().weights(scope, used, parameters.under(link.getKey()));
        }
        return used;
    }

    @Override
    public List<Branch.Learned<Tensors>> branches(EncoderConfig config, Tensors parameters) {
        List<Branch.Learned<Tensors>> all = new ArrayList<>();
        links.forEach((prefix, link) -> all.addAll(link.branches(config, parameters.under(prefix))));
        return all;
    }

    @Override
    public List<FeatureAdapter.Learned<Tensors>> features(EncoderConfig config, Tensors parameters) {
        List<FeatureAdapter.Learned<Tensors>> all = new ArrayList<>();
        links.forEach((prefix, link) -> all.addAll(link.features(config, parameters.under(prefix))));
        return all;
    }
}
