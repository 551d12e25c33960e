package org.vpt4j.vision.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/** Vectors that a tuning method learns in place of words around the class names, and the class embeddings they result in. */
public interface LearnedWords {

    /** How many vectors there are, and where the class name is among them. */
    ClassTexts.Place place();

    /** Whether the vectors serve class names that they were not trained with: not if each class has its own. */
    boolean serveOtherClasses();

    /**
     * The embeddings of the classes.
     *
     * @param scope owner of the result
     * @param texts of the class names
     * @param parameters of the method
     * @param map {@code [B, D, h, w]}, the patches that the head compares with words
     * @param gradients whether autograd records
     * @return {@code [C, E]}, or {@code [B, C, E]} if they depend on the images; of unit length
     */
    NDArray embed(NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients);

    /** Whether the vectors depend on what is on the image; not by default. */
    default boolean dependOnImages() {
        return false;
    }

    /**
     * The vectors {@code [n, W]} that all classes and images share.
     *
     * @throws UnsupportedOperationException if they do not
     */
    default FloatTensor vectors(Map<String, FloatTensor> parameters) {
        throw new UnsupportedOperationException("these vectors differ by class or image");
    }

    /**
     * The vectors of each image in ONNX.
     *
     * @param map as for {@link #embed}
     * @param parameters of the method
     * @return {@code [B, n, W]}
     * @throws UnsupportedOperationException if they do not {@linkplain #dependOnImages depend on images}
     */
    default OnnxGraph.Value vectors(OnnxGraph graph, OnnxGraph.Value map, OnnxWeights parameters) {
        throw new UnsupportedOperationException("these vectors are the same for all images");
    }

    /** The same for a method whose parameters have this prefix. */
    default LearnedWords under(String prefix) {
        LearnedWords inner = this;
        return new LearnedWords() {
            @Override
            public ClassTexts.Place place() {
                return inner.place();
            }

            @Override
            public boolean serveOtherClasses() {
                return inner.serveOtherClasses();
            }

            @Override
            public boolean dependOnImages() {
                return inner.dependOnImages();
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

            @Override
            public OnnxGraph.Value vectors(OnnxGraph graph, OnnxGraph.Value map, OnnxWeights parameters) {
                return inner.vectors(graph, map, parameters.under(prefix));
            }

            @Override
            public NDArray embed(
                    NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients) {
                return inner.embed(scope, texts, parameters.under(prefix), map, gradients);
            }
        };
    }
}
