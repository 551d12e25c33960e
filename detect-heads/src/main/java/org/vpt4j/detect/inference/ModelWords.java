package org.vpt4j.detect.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.text.ClassTexts;
import org.vpt4j.vision.text.LearnedWords;
import org.vpt4j.vision.text.VisionLanguage;

/**
 * The learned words of a model in training: they replace the head's class embeddings in every pass. Owns the text encoder:
 * close it.
 *
 * @param parameter of the head that holds the class embeddings
 * @param map which of the head's maps has the patches for words
 */
record ModelWords(LearnedWords learned, ClassTexts texts, String parameter, int map) implements AutoCloseable {

    /** Those of a model; empty if its method learns none, or its head reads none. */
    static Optional<ModelWords> of(ModelSpec spec, DetectionHead head, Backbone backbone, Device device) {
        if (spec.method().words().isEmpty() || head.classEmbeddings().isEmpty()) {
            return Optional.empty();
        }
        LearnedWords learned = spec.method().words().get();
        ClassTexts texts = VisionLanguage.of(backbone).classTexts(spec.classes(), learned.place(), device);
        return Optional.of(new ModelWords(learned, texts, head.classEmbeddings().get(), head.wordMap()));
    }

    /** The head's tensors with the embeddings that the words result in on these maps. */
    Tensors in(NDManager scope, NDList maps, Tensors tuned, Tensors head, boolean gradients) {
        NDArray embeddings = learned.embed(scope, texts, tuned, maps.get(map), gradients);
        return head.with(Tensors.of(Map.of(parameter, embeddings)));
    }

    /** The same without an image: for words that depend on images, as on an image whose patches are the mean of all. */
    Tensors fixed(NDManager scope, Tensors tuned, Tensors head) {
        long width = head.names().stream()
                .filter(name -> name.endsWith("value.weight"))
                .map(name -> head.get(name).getShape().get(1))
                .findFirst()
                .orElseThrow();
        NDArray nothing = scope.zeros(new ai.djl.ndarray.types.Shape(1, width, 1, 1));
        NDArray embeddings = learned.embed(scope, texts, tuned, nothing, false);
        NDArray flat = embeddings.getShape().dimension() == 3 ? embeddings.get(0) : embeddings;
        flat.attach(scope);
        return head.with(Tensors.of(Map.of(parameter, flat)));
    }

    @Override
    public void close() {
        texts.close();
    }
}
