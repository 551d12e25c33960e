package org.vpt4j.vision.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.vpt4j.vision.script.Tensors;

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
            public NDArray embed(
                    NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients) {
                return inner.embed(scope, texts, parameters.under(prefix), map, gradients);
            }
        };
    }
}
