package org.vpt4j.detect.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * Everything needed to build a detection model on an encoder, except its values.
 *
 * @param classes class names, at least one
 * @param method that tunes the encoder; fitted to the input size
 * @param head its name, the settings given for it, and the layers that it reads
 * @param preprocessing how images enter the encoder; the input is a multiple of the patch
 */
public record ModelSpec(List<String> classes, TuningMethod method, Task.Head head, Task.Preprocessing preprocessing) {
    public ModelSpec {
        classes = List.copyOf(classes);
        method = method.on(preprocessing.input());
    }

    /** The spec of a task's model. */
    public static ModelSpec of(Task task) {
        return new ModelSpec(
                task.classes(),
                TuningMethods.create(task.method().name(), task.method().settings()),
                task.head(),
                task.preprocessing());
    }

    /** Size that images are letterboxed to, in pixels. */
    public ImageSize input() {
        return preprocessing.input();
    }

    public Normalization normalization() {
        return preprocessing.normalization();
    }

    /** The maps to compute, ascending, as in {@code FeatureLayers}: those that the head reads and that the method reads. */
    public List<Integer> encoderLayers(EncoderConfig encoder) {
        SortedSet<Integer> all = new TreeSet<>(head.layers());
        all.addAll(method.readLayers(encoder));
        return List.copyOf(all);
    }

    /** The head, without parameters. */
    public DetectionHead createHead(EncoderConfig encoder) {
        return DetectionHeads.create(head.name(), Settings.of(head.settings()), classes, encoder, head.layers());
    }

    /** A model with initial values, for a method that learns no words. */
    public DetectionModel initialise(VisionEncoder encoder, Initialization initialization, long seed) {
        return build(
                encoder,
                Optional.empty(),
                (manager, created) -> initial(encoder, initialization, seed, manager, created));
    }

    /** A model with initial values; a method that learns words uses the backbone's text encoder. */
    public DetectionModel initialise(
            VisionEncoder encoder, Initialization initialization, long seed, Backbone backbone) {
        return build(
                encoder,
                Optional.of(backbone),
                (manager, created) -> initial(encoder, initialization, seed, manager, created));
    }

    private Tensors initial(
            VisionEncoder encoder, Initialization initialization, long seed, NDManager manager, DetectionHead created) {
        Tensors tuned = method.initialise(manager, encoder, initialization);
        Tensors own = created.initialise(manager, seed);
        return tuned.prefixed(DetectionModel.TUNED).with(own.prefixed(DetectionModel.HEAD));
    }

    /** A model with these values, named {@code tuned.…} and {@code head.…}; they do not require gradients. */
    public DetectionModel load(VisionEncoder encoder, Map<String, FloatTensor> values) {
        return load(encoder, values, Optional.empty());
    }

    /** The same; learned words use the backbone's text encoder if it is given, else their embeddings are the head's. */
    DetectionModel load(VisionEncoder encoder, Map<String, FloatTensor> values, Optional<Backbone> backbone) {
        return build(encoder, backbone, (manager, created) -> {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            values.forEach((name, value) -> arrays.put(name, value.toArray(manager)));
            return Tensors.of(arrays);
        });
    }

    private DetectionModel build(VisionEncoder encoder, Optional<Backbone> backbone, ParameterSource source) {
        DetectionHead created = createHead(encoder.config());
        NDManager manager = NDManager.newBaseManager(encoder.device(), "PyTorch");
        HeadNetwork network = null;
        Optional<ModelWords> words = Optional.empty();
        try {
            network = created.network(encoder.precision());
            words = backbone.flatMap(known -> ModelWords.of(this, created, known, encoder.device()));
            return new DetectionModel(manager, encoder, this, created, network, source.make(manager, created), words);
        } catch (RuntimeException e) {
            words.ifPresent(ModelWords::close);
            if (network != null) {
                network.close();
            }
            manager.close();
            throw e;
        }
    }

    @FunctionalInterface
    private interface ParameterSource {
        Tensors make(NDManager manager, DetectionHead head);
    }
}
