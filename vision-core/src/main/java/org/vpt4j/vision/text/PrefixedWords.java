package org.vpt4j.vision.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/** Learned words whose parameters have a prefix, as those of a method in a combination have. */
class PrefixedWords<W extends LearnedWords> implements LearnedWords {
    final W inner;
    final String prefix;

    PrefixedWords(W inner, String prefix) {
        this.inner = inner;
        this.prefix = prefix;
    }

    @Override
    public ClassTexts.Place place() {
        return inner.place();
    }

    @Override
    public NDArray embed(NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients) {
        return inner.embed(scope, texts, parameters.under(prefix), map, gradients);
    }

    static final class OfAll extends PrefixedWords<LearnedWords.Shared> implements LearnedWords.Shared {
        OfAll(LearnedWords.Shared inner, String prefix) {
            super(inner, prefix);
        }

        @Override
        public FloatTensor vectors(Map<String, FloatTensor> parameters) {
            Map<String, FloatTensor> own = new HashMap<>();
            parameters.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    own.put(name.substring(prefix.length()), value);
                }
            });
            return inner.vectors(own);
        }
    }

    static final class OfEach extends PrefixedWords<LearnedWords.OfImages> implements LearnedWords.OfImages {
        OfEach(LearnedWords.OfImages inner, String prefix) {
            super(inner, prefix);
        }

        @Override
        public OnnxGraph.Value vectors(OnnxGraph graph, OnnxGraph.Value map, OnnxWeights parameters) {
            return inner.vectors(graph, map, parameters.under(prefix));
        }
    }
}
