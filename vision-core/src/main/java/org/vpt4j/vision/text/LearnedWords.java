package org.vpt4j.vision.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Vectors that a tuning method learns in place of words around the class names, and the class embeddings they result in.
 * They are {@link Shared}, differ by image ({@link OfImages}), or, with neither of the two, belong to the classes of the
 * training and serve no others.
 */
public interface LearnedWords {

    /** How many vectors there are, and where the class name is among them. */
    ClassTexts.Place place();

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

    /** The same for a method whose parameters have this prefix. */
    default LearnedWords under(String prefix) {
        return new PrefixedWords<>(this, prefix);
    }

    /** Vectors that all classes and images share, and so classes that were not trained, too. */
    interface Shared extends LearnedWords {

        /** The vectors {@code [n, W]} among the parameters of the method. */
        FloatTensor vectors(Map<String, FloatTensor> parameters);

        @Override
        default Shared under(String prefix) {
            return new PrefixedWords.OfAll(this, prefix);
        }
    }

    /** Vectors that depend on what is on the image. */
    interface OfImages extends LearnedWords {

        /**
         * The vectors of each image in ONNX.
         *
         * @param map as for {@link #embed}
         * @param parameters of the method
         * @return {@code [B, n, W]}
         */
        OnnxGraph.Value vectors(OnnxGraph graph, OnnxGraph.Value map, OnnxWeights parameters);

        @Override
        default OfImages under(String prefix) {
            return new PrefixedWords.OfEach(this, prefix);
        }
    }
}
