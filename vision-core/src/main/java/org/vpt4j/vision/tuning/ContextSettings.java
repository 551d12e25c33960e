package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.SplittableRandom;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.ClassTexts;
import org.vpt4j.vision.text.VisionLanguage;

/**
 * The vectors of a method that learns words.
 *
 * @param place how many, and where
 * @param words that the first of them start from; the others start from small random values
 * @param width W of a token of the text encoder, 0 before the backbone is known
 * @param classes number of classes if each has vectors of its own, else 0
 */
record ContextSettings(ClassTexts.Place place, String words, int width, int classes) {
    static final Setting<Integer> VECTORS =
            Setting.whole("context", 4, 1, 64, "learned vectors around the class names");
    static final Setting<ClassTexts.Place.Name> PLACE = Setting.choice(
            "context-place", ClassTexts.Place.Name.END, "where the class name is among the learned vectors");
    static final Setting<String> WORDS = Setting.text(
            "context-words", "a photo of a", "TEXT", "words that the learned vectors start from; - for random ones");
    private static final Setting<Integer> WIDTH = Setting.whole(
                    "text-width", 0, 0, 1 << 17, "size of a token of the text encoder")
            .showing("");
    private static final Setting<Integer> CLASSES = Setting.whole(
                    "context-classes", 0, 0, 1 << 20, "classes with learned vectors of their own")
            .showing("");

    static final List<Setting<?>> ALL = List.of(VECTORS, PLACE, WORDS, WIDTH, CLASSES);

    private static final double DEVIATION = 0.02; // CoOp's

    static ContextSettings of(Settings given) {
        return new ContextSettings(
                new ClassTexts.Place(given.get(VECTORS), given.get(PLACE)),
                given.get(WORDS),
                given.get(WIDTH),
                given.get(CLASSES));
    }

    Settings toSettings() {
        return Settings.NONE
                .with(VECTORS, place.vectors())
                .with(PLACE, place.name())
                .with(WORDS, words)
                .with(WIDTH, width)
                .with(CLASSES, classes);
    }

    /** With the sizes of a backbone. */
    ContextSettings on(Backbone backbone, int ownClasses) {
        return new ContextSettings(place, words, VisionLanguage.of(backbone).tokenWidth(), ownClasses);
    }

    /** @throws ConfigException if the backbone is not known yet */
    void require(String method) {
        if (width < 1) {
            throw new ConfigException(
                    "method",
                    "the method " + method
                            + " learns words; use a backbone that knows words, a CLIP or SigLIP model with"
                            + " both sides, such as tiny-clip");
        }
    }

    /** Small random values for this many vectors. */
    float[] random(SplittableRandom random, int vectors) {
        float[] values = new float[vectors * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * DEVIATION);
        }
        return values;
    }

    /** Drawn values in which the first vectors, of each class if they have their own, are those of the words. */
    FloatTensor started(FloatTensor drawn, Backbone backbone) {
        if (words.equals("-") || words.isBlank()) {
            return drawn;
        }
        float[] known = VisionLanguage.of(backbone).tokens(words).values();
        FloatTensor values = new FloatTensor(drawn.shape(), drawn.values().clone());
        int block = place.vectors() * width;
        for (int at = 0; at < values.size(); at += block) {
            System.arraycopy(known, 0, values.values(), at, Math.min(known.length, block));
        }
        return values;
    }
}
