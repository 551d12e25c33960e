package org.vpt4j.detect.head;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.VisionLanguage;

/**
 * What a head that compares patches with class names takes from its backbone: sizes, kept in its settings so that a task
 * needs no text encoder.
 *
 * @param joint size E of the space of images and texts; 0 before the backbone is known
 * @param hidden width of the MLP that takes patches there, 0 without one
 * @param epsilon of its layer norm
 * @param map which of the maps that the head reads has the patches, from 0
 */
record WordSettings(int joint, int hidden, double epsilon, int map) {
    private static final int MOST = 1 << 17;
    private static final String NOT_OFFERED = "";

    private static final Setting<Integer> JOINT = Setting.whole(
                    "words-joint", 0, 0, MOST, "size of the space of images and texts")
            .showing(NOT_OFFERED);
    private static final Setting<Integer> HIDDEN = Setting.whole(
                    "words-hidden", 0, 0, MOST, "width of the MLP that takes patches to texts")
            .showing(NOT_OFFERED);
    private static final Setting<Double> EPSILON = Setting.real(
                    "words-epsilon", 1e-5, 0, 1, "epsilon of the norm that takes patches to texts")
            .showing(NOT_OFFERED);
    private static final Setting<Integer> MAP = Setting.whole(
                    "words-map", 0, 0, 1000, "which of the maps has the patches for words")
            .showing(NOT_OFFERED);

    static final List<Setting<?>> ALL = List.of(JOINT, HIDDEN, EPSILON, MAP);

    /** Name of the parameter with the class embeddings {@code [C, E]}. */
    static final String TEXT = "text";
    /** Name of the parameter with those of texts for no object {@code [G, E]}. */
    static final String BACKGROUND = "background";

    static final int BACKGROUNDS = VisionLanguage.BACKGROUND.size();

    private static final String PREFIX = "words.";

    static WordSettings of(Settings given) {
        return new WordSettings(given.get(JOINT), given.get(HIDDEN), given.get(EPSILON), given.get(MAP));
    }

    /** Those of a backbone. */
    static WordSettings of(Backbone backbone, int map) {
        VisionLanguage.Patches patches = VisionLanguage.of(backbone).patches();
        return new WordSettings(patches.joint(), patches.hidden(), patches.epsilon(), map);
    }

    Settings in(Settings others) {
        return others.with(JOINT, joint)
                .with(HIDDEN, hidden)
                .with(EPSILON, epsilon)
                .with(MAP, map);
    }

    /** @throws ConfigException if the backbone's sizes are not in them yet */
    void require(String head) {
        if (joint < 1) {
            throw new ConfigException(
                    "head",
                    "the head " + head
                            + " compares patches with words; use a backbone that knows words, a CLIP or SigLIP"
                            + " model with both sides, such as tiny-clip");
        }
    }

    /** What takes patches to texts. */
    Map<String, Shape> projection(EncoderConfig encoder) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        new VisionLanguage.Patches(1, joint, hidden, epsilon)
                .shapes(encoder.width())
                .forEach((name, shape) -> shapes.put(PREFIX + name, shape));
        return shapes;
    }

    /** Its values, with the embeddings of class names and of texts for no object. */
    static Map<String, FloatTensor> values(Backbone backbone, List<String> classes) {
        VisionLanguage words = VisionLanguage.of(backbone);
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        words.patchWeights().forEach((name, value) -> values.put(PREFIX + name, value));
        values.put(TEXT, words.classes(classes, VisionLanguage.TEMPLATES));
        values.put(BACKGROUND, words.embed(VisionLanguage.BACKGROUND));
        return values;
    }
}
