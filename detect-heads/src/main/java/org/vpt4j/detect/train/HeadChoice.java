package org.vpt4j.detect.train;

import java.util.List;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeadProvider;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.inference.OpenVocabulary;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethod;

/** What a head's settings and layers are on the backbone of a run, and whether a method fits it. */
final class HeadChoice {
    private HeadChoice() {}

    /** The run's settings with those of the head that follow from the backbone and the method; the same object if none do. */
    static TrainingConfig on(Backbone backbone, TrainingConfig asked, TuningMethod method) {
        boolean chosen =
                asked.given().has(TrainingSettings.HEAD) || method.words().isEmpty();
        TrainingConfig config = chosen ? asked : asked.with(TrainingSettings.HEAD, OpenVocabulary.OPEN_VOCAB);
        Settings given = config.headSettings();
        List<Integer> layers = config.featureLayers(backbone.config());
        String name = config.get(TrainingSettings.HEAD);
        DetectionHeadProvider.Fitted fitted = DetectionHeads.fitted(name, given, layers, backbone);
        TrainingConfig same = fitted.settings().texts().equals(given.texts())
                ? config
                : config.with(TrainingSettings.HEAD_SETTINGS, fitted.settings());
        return fitted.layers().equals(layers) ? same : same.with(TrainingSettings.FEATURE_LAYERS, fitted.layers());
    }

    /** @throws ConfigException if the method learns words, which the head does not read */
    static void requireFit(TuningMethod method, TrainingConfig config, EncoderConfig encoder, List<Integer> layers) {
        String name = config.get(TrainingSettings.HEAD);
        DetectionHead head = DetectionHeads.create(name, config.headSettings(), List.of("any"), encoder, layers);
        if (method.words().isPresent() && head.classEmbeddings().isEmpty()) {
            throw new ConfigException(
                    TrainingSettings.HEAD.name(),
                    "the method " + method.name() + " learns words for the classes, which the head " + name
                            + " does not read; use --head open-vocab, or zero-shot");
        }
    }
}
