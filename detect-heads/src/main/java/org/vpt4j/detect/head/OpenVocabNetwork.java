package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * An {@link OpenVocabHead} in training: the towers and the loss of a dense head, whose class logits are made from names.
 * Owns native memory: close it.
 */
final class OpenVocabNetwork implements HeadNetwork {
    private final DenseHeadNetwork dense;
    private final WordSettings words;
    private final Script script;

    /** Takes ownership of the dense network, which has the real number of classes. */
    OpenVocabNetwork(DenseHeadNetwork dense, WordSettings words, double adapt) {
        this.dense = dense;
        this.words = words;
        script = Script.load(
                new Script.Source(
                        OpenVocabHead.class,
                        "open_vocab.py",
                        Map.of("hidden", words.hidden(), "eps", words.epsilon(), "adapt", adapt)),
                ZeroShotNetwork.words());
    }

    @Override
    public NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients) {
        NDArray patches = maps.get(words.map());
        NDArray again = patches.reshape(patches.getShape()); // an argument's name is set on the array
        again.attach(scope);
        NDList towers = dense.forward(scope, maps, parameters, gradients);
        NDList inputs = new NDList(Tensors.asTensor(towers.get(0)), Tensors.asTensor(again));
        Tensors own =
                parameters.filter(name -> !name.startsWith(DenseHead.PYRAMID) && !name.startsWith(DenseHead.TOWERS));
        inputs.addAll(own.asDictionary("w"));
        return new NDList(script.call(scope, inputs, gradients).singletonOrThrow(), towers.get(1));
    }

    @Override
    public Loss loss(NDManager scope, NDList outputs, ImageSize input, List<List<Annotation>> truth) {
        return dense.loss(scope, outputs, input, truth);
    }

    @Override
    public Proposals proposals(NDList outputs) {
        return dense.proposals(outputs);
    }

    @Override
    public void close() {
        script.close();
        dense.close();
    }
}
