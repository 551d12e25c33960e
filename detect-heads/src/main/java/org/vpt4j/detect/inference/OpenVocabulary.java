package org.vpt4j.detect.inference;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeadProvider;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.LearnedWords;
import org.vpt4j.vision.text.VisionLanguage;
import org.vpt4j.vision.tuning.TuningMethods;

/** Tasks whose classes are names: without any training, or with other names than they were trained on. */
public final class OpenVocabulary {
    /** Name of the head that needs no training. */
    public static final String ZERO_SHOT = "zero-shot";
    /** Name of the head that is trained once, and then knows other classes by their names too. */
    public static final String OPEN_VOCAB = "open-vocab";

    private static final double THRESHOLD = 0.3;
    private static final int FINER = 2; // times the size that the backbone was trained on: more patches, finer boxes

    private OpenVocabulary() {}

    /** The backbone that the options name. */
    static Backbone backbone(String named) {
        if (named.isEmpty()) {
            throw new ConfigException(
                    "backbone",
                    "zero-shot detection needs a backbone that knows words; name one with --backbone, a CLIP or SigLIP model"
                            + " or its folder, or tiny-clip for a first try: it is a toy that knows coloured shapes");
        }
        return BackboneHub.standard().open(named);
    }

    /**
     * A task that finds objects by their names alone.
     *
     * @throws ConfigException if the backbone knows no words, or a name is missing or given twice
     */
    public static Task zeroShot(Backbone backbone, List<String> classes) {
        return zeroShot(backbone, classes, List.of());
    }

    /**
     * The same with sentences around the names.
     *
     * @param templates with {@code {}} for the name; empty: {@link VisionLanguage#TEMPLATES}
     */
    public static Task zeroShot(Backbone backbone, List<String> classes, List<String> templates) {
        List<String> names = checked(classes);
        EncoderConfig encoder = backbone.config();
        DetectionHeadProvider.Fitted fitted =
                DetectionHeads.fitted(ZERO_SHOT, Settings.NONE, List.of(encoder.depth()), backbone);
        DetectionHead head = DetectionHeads.create(ZERO_SHOT, fitted.settings(), names, encoder, fitted.layers());
        int side = FINER * encoder.position().grid() * encoder.patch();
        return new Task(
                names,
                new Task.Method(TuningMethods.headOnly().name(), Map.of()),
                new Task.Head(ZERO_SHOT, head.settings().texts(), fitted.layers()),
                new Task.Preprocessing(new ImageSize(side, side), backbone.normalization()),
                new Task.Backbone(backbone.name(), backbone.fingerprint()),
                THRESHOLD,
                new Task.Provenance(
                        "none",
                        0,
                        Map.of("backbone", backbone.folder().toString()),
                        Map.of(),
                        "without training",
                        Instant.EPOCH),
                Map.of(),
                withText(head.given(backbone), head, names, backbone, templates));
    }

    private static Map<String, FloatTensor> withText(
            Map<String, FloatTensor> given,
            DetectionHead head,
            List<String> names,
            Backbone backbone,
            List<String> templates) {
        Map<String, FloatTensor> values = new LinkedHashMap<>(given);
        if (!templates.isEmpty()) {
            values.put(
                    head.classEmbeddings().orElseThrow(),
                    VisionLanguage.of(backbone).classes(names, templates));
        }
        return values;
    }

    /** A task that looks for other classes than those it was trained on, as {@link #withClasses(Task, Backbone, List, List)}. */
    public static Task withClasses(Task task, Backbone backbone, List<String> classes) {
        return withClasses(task, backbone, classes, List.of());
    }

    /**
     * A task that looks for other classes than those it was trained on.
     *
     * @param classes names; empty: the task as it is
     * @param templates sentences around the names, with {@code {}} for the name; empty: {@link VisionLanguage#TEMPLATES}
     * @throws ConfigException if its head does not know classes by their names, or a name is missing or given twice
     */
    public static Task withClasses(Task task, Backbone backbone, List<String> classes, List<String> templates) {
        if (classes.isEmpty()) {
            if (!templates.isEmpty()) {
                throw new ConfigException(
                        "template", "is for names that are given with --classes or --zero-shot; give them too");
            }
            return task;
        }
        List<String> names = checked(classes);
        DetectionHead head = DetectionHeads.create(
                task.head().name(),
                Settings.of(task.head().settings()),
                names,
                backbone.config(),
                task.head().layers());
        String text = head.classEmbeddings()
                .orElseThrow(() -> new ConfigException(
                        "classes",
                        "the head " + head.name() + " of this task has learned its classes "
                                + String.join(", ", task.classes())
                                + " and no others; train with --head open-vocab to find classes by their names"));
        Map<String, FloatTensor> tensors = new LinkedHashMap<>(task.headTensors());
        tensors.put(text, embeddings(task, head, backbone, names, templates));
        return new Task(
                names,
                task.method(),
                task.head(),
                task.preprocessing(),
                task.backbone(),
                task.threshold(),
                task.provenance(),
                task.tuned(),
                tensors);
    }

    /** With the words that the task has learned, as far as they serve other classes. */
    private static FloatTensor embeddings(
            Task task, DetectionHead head, Backbone backbone, List<String> names, List<String> templates) {
        Optional<LearnedWords> words = ModelSpec.of(task).method().words();
        if (words.isPresent() && !templates.isEmpty()) {
            throw new ConfigException(
                    "template",
                    "the words around the names were learned by "
                            + task.method().name() + "; leave the option out");
        }
        if (words.isEmpty() || words.get() instanceof LearnedWords.OfImages) {
            return templates.isEmpty()
                    ? head.given(backbone).get(head.classEmbeddings().orElseThrow())
                    : VisionLanguage.of(backbone).classes(names, templates);
        }
        if (!(words.get() instanceof LearnedWords.Shared shared)) {
            throw new ConfigException(
                    "classes",
                    "this task has learned words of their own for " + String.join(", ", task.classes())
                            + ", which other classes lack; train with --class-context false to find others");
        }
        return VisionLanguage.of(backbone).classes(names, shared.vectors(task.tuned()), shared.place());
    }

    /** @throws ConfigException if classes are given for an exported file, whose classes are fixed */
    static void requireNoClasses(List<String> classes, Path file) {
        if (!classes.isEmpty()) {
            throw new ConfigException(
                    "classes", file + " is exported, and its classes are fixed; name the task.safetensors instead");
        }
    }

    /**
     * Class names without spaces around them.
     *
     * @throws ConfigException if one is missing or given twice
     */
    public static List<String> checked(List<String> classes) {
        List<String> names = classes.stream().map(String::strip).toList();
        if (names.isEmpty() || names.stream().anyMatch(String::isEmpty)) {
            throw new ConfigException("classes", "a name is missing; write them as in --classes \"red circle,star\"");
        }
        for (String name : names) {
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw new ConfigException("classes", "\"" + name + "\" is given twice; name each class once");
            }
        }
        return names;
    }
}
