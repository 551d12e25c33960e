package org.vpt4j.detect.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.LearnedWords;
import org.vpt4j.vision.text.VisionLanguage;

/**
 * A task whose method and head are built and whose tensors are checked against these and the encoder. Needs no engine:
 * detectors, exported graphs and the training graph are all built from it.
 *
 * @param task as it was read
 * @param spec of its model
 * @param head its head
 * @param words the backbone, where detecting needs its text encoder: for words that depend on the image
 */
public record CheckedTask(Task task, ModelSpec spec, DetectionHead head, Optional<Backbone> words) {
    /** A task whose detecting needs no text encoder. */
    public CheckedTask(Task task, ModelSpec spec, DetectionHead head) {
        this(task, spec, head, Optional.empty());
    }

    /**
     * The backbone to run a task on: the given one, else the folder used in training if that still exists, else the
     * known backbone of the name in the task. {@link #of} checks that it is the right one.
     *
     * @param named name or folder; may be empty
     * @throws ConfigException if none is found
     */
    public static Backbone backbone(Task task, String named) {
        BackboneHub hub = BackboneHub.standard();
        if (!named.isEmpty()) {
            return hub.open(named);
        }
        String trainedOn = task.provenance().settings().getOrDefault("backbone", "");
        if (!trainedOn.isEmpty() && Files.isDirectory(Path.of(trainedOn))) {
            return hub.open(trainedOn);
        }
        try {
            return hub.open(task.backbone().name());
        } catch (ConfigException e) {
            throw new ConfigException(
                    "backbone: the task was trained on \"" + task.backbone().name()
                            + "\", which is not found; name its folder with --backbone DIR",
                    e);
        }
    }

    /**
     * Builds and checks a task's parts for the backbone that it belongs to.
     *
     * @throws WeightsException if the task belongs to another backbone, or a tensor is missing, unexpected or of the
     *     wrong shape
     * @throws ConfigException if its method or head is unknown, or a setting is invalid
     */
    public static CheckedTask of(Task task, Backbone backbone) {
        CheckedTask checked = of(task, backbone.name(), backbone.fingerprint(), backbone.config());
        return checked.imageWords().isPresent()
                ? new CheckedTask(checked.task, checked.spec, checked.head, Optional.of(backbone))
                : checked;
    }

    /** Learned words that depend on the image. */
    private Optional<LearnedWords.OfImages> imageWords() {
        return spec.method()
                .words()
                .filter(LearnedWords.OfImages.class::isInstance)
                .map(LearnedWords.OfImages.class::cast);
    }

    /** The same for a backbone given by these values only; throws as {@link #of(Task, Backbone)}. */
    public static CheckedTask of(Task task, String backbone, String fingerprint, EncoderConfig encoder) {
        task.backbone().require(backbone, fingerprint);
        ModelSpec spec = ModelSpec.of(task);
        spec.method().check(shapes(task.tuned()), encoder);
        DetectionHead head = spec.createHead(encoder);
        requireTensors(task, head);
        requireInput(spec, encoder);
        return new CheckedTask(task, spec, head);
    }

    private static void requireTensors(Task task, DetectionHead head) {
        Map<String, long[]> found = shapes(task.headTensors());
        for (Map.Entry<String, Shape> expected : head.shapes().entrySet()) {
            long[] actual = found.remove(expected.getKey());
            if (actual == null || !expected.getValue().equals(new Shape(actual))) {
                throw new WeightsException("the task's head tensor \"" + expected.getKey() + "\" "
                        + (actual == null ? "is missing" : "has the shape " + new Shape(actual)) + "; the head "
                        + head.name() + " expects " + expected.getValue() + ": the file is damaged, train again");
            }
        }
        if (!found.isEmpty()) {
            throw new WeightsException("the head " + head.name() + " has no tensors " + found.keySet()
                    + ": the task file is damaged, or of another version");
        }
    }

    private static void requireInput(ModelSpec spec, EncoderConfig encoder) {
        int last = spec.head().layers().get(spec.head().layers().size() - 1);
        if (last > encoder.depth()) {
            throw new WeightsException("the task's head reads layer " + last + ", but its backbone has "
                    + encoder.depth() + " layers: the file is damaged, train again");
        }
        if (spec.input().width() % encoder.patch() != 0 || spec.input().height() % encoder.patch() != 0) {
            throw new WeightsException(
                    "the task's input " + spec.input() + " is not a multiple of its backbone's patch " + encoder.patch()
                            + ": the file is damaged, train again");
        }
    }

    private static Map<String, long[]> shapes(Map<String, FloatTensor> tensors) {
        Map<String, long[]> shapes = new HashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** The constants that its method adds to the encoder and after it. */
    public Adaptation.Constants constants(EncoderWeights frozen) {
        return spec.method().constants(frozen, task.tuned());
    }

    /** Decodes its outputs. */
    public DetectionDecoder decoder() {
        return new DetectionDecoder(task.classes(), head.needsSuppression(), spec.input());
    }

    /**
     * Its training graph, on the PyTorch engine.
     *
     * @param encoder of the task's backbone; stays the caller's
     */
    public DetectionModel model(VisionEncoder encoder) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        task.tuned().forEach((name, tensor) -> values.put(DetectionModel.TUNED + name, tensor));
        task.headTensors().forEach((name, tensor) -> values.put(DetectionModel.HEAD + name, tensor));
        return spec.load(encoder, values, words);
    }

    /**
     * Adds everything after the encoder to a graph: what the method adds there, and the head.
     *
     * @param constants of this task
     * @param maps {@code [B, D, h, w]} for each of its {@linkplain ModelSpec#encoderLayers layers}
     */
    public DetectionHead.Candidates writeHead(
            OnnxGraph graph, Adaptation.Constants constants, Map<Integer, OnnxGraph.Value> maps) {
        List<OnnxGraph.Value> seen = FeatureAdapter.writeAll(
                graph, constants.features(), maps, spec.head().layers());
        OnnxWeights weights = graph.weights(task.headTensors());
        Optional<LearnedWords.OfImages> learned = imageWords();
        return head.write(graph, seen, learned.isEmpty() ? weights : withWords(graph, learned.get(), seen, weights));
    }

    /** The head's weights with class embeddings that are computed from the image. */
    private OnnxWeights withWords(
            OnnxGraph graph, LearnedWords.OfImages learned, List<OnnxGraph.Value> maps, OnnxWeights weights) {
        Backbone backbone = words.orElseThrow(() -> new ConfigException(
                "method",
                spec.method().name() + " needs the backbone's text encoder; name its folder with --backbone"));
        OnnxGraph.Value vectors =
                learned.vectors(graph, maps.get(head.wordMap()), graph.weights("tuned.", task.tuned()));
        VisionLanguage language = VisionLanguage.of(backbone);
        OnnxGraph.Value texts = language.write(graph, vectors, task.classes(), learned.place());
        String name = head.classEmbeddings().orElseThrow();
        return weights.with(name, texts, -1, task.classes().size(), language.joint());
    }
}
