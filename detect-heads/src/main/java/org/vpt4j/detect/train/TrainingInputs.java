package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.detect.task.TaskHead;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * What a run is made of: settings, data, backbone, and the model that they call for. Nothing native yet.
 *
 * @param spec of the model to train
 */
record TrainingInputs(TrainingConfig config, DetectionData data, Backbone backbone, ModelSpec spec) {

    /** Opens data and backbone for a new run. */
    static TrainingInputs open(TrainingConfig config) {
        return open(config, DetectionData.Progress.NONE);
    }

    /** The same, while somebody watches. */
    static TrainingInputs open(TrainingConfig config, DetectionData.Progress progress) {
        Path folder = config.data();
        Optional<SplitNames> split = config.get(TrainingSettings.SPLIT_FILE).map(SplitNames::read);
        return of(
                config,
                () -> split.isPresent()
                        ? DetectionData.open(folder, split.get(), progress)
                        : DetectionData.open(folder, config.get(TrainingSettings.SEED), progress));
    }

    /** Opens them for a resumed run: with its original split, and only if they are still the same. */
    static TrainingInputs reopen(Checkpoint checkpoint, RunDirectory run, DetectionData.Progress progress) {
        TrainingConfig config = checkpoint.configuration();
        SplitNames split = SplitNames.read(run.split());
        TrainingInputs inputs = of(config, () -> DetectionData.open(config.data(), split, progress));
        requireSame(
                "data in " + config.data(),
                checkpoint.fingerprints().data(),
                inputs.fingerprints().data());
        requireSame(
                "backbone " + config.get(TrainingSettings.BACKBONE),
                checkpoint.fingerprints().backbone(),
                inputs.fingerprints().backbone());
        return inputs;
    }

    /** What is quick to check is checked first; the data, whose images are all read, come last. */
    private static TrainingInputs of(TrainingConfig config, Supplier<DetectionData> opening) {
        TuningMethod method = TuningMethods.create(config.get(TrainingSettings.METHOD), config.methodSettings());
        Backbone backbone = BackboneHub.standard().open(config.get(TrainingSettings.BACKBONE));
        EncoderConfig encoder = backbone.config();
        TaskHead head = new TaskHead(
                config.get(TrainingSettings.HEAD),
                config.headSettings().texts(),
                config.featureLayers(encoder.depth()));
        method.on(config.get(TrainingSettings.SIZE).provisional(encoder.patch()))
                .shapes(encoder);
        requireHead(config, encoder, head.layers().size());
        DetectionData data = opening.get();
        List<ImageSize> sizes = Stream.of(Split.TRAIN, Split.VALIDATION)
                .flatMap(split -> data.require(split).images().stream())
                .map(LabelledImage::size)
                .toList();
        ModelSpec spec = new ModelSpec(
                data.classes(),
                method,
                head,
                new Preprocessing(
                        config.get(TrainingSettings.SIZE).resolve(sizes, encoder.patch()), backbone.normalization()));
        return new TrainingInputs(config, data, backbone, spec);
    }

    /** A head with these settings can be made; a message names them, also where the head's own does not. */
    private static void requireHead(TrainingConfig config, EncoderConfig encoder, int layers) {
        String name = config.get(TrainingSettings.HEAD);
        try {
            DetectionHeads.create(name, config.headSettings(), List.of("any"), encoder, layers);
        } catch (ConfigException e) {
            boolean named = e.place().isPresent() || e.key().equals(Optional.of(TrainingSettings.HEAD.name()));
            throw named ? e : new ConfigException(TrainingSettings.HEAD_SETTINGS.name(), e.getMessage());
        }
    }

    /** The same with other settings, which data and model do not depend on. */
    TrainingInputs with(TrainingConfig changed) {
        return new TrainingInputs(changed, data, backbone, spec);
    }

    /** The cache of what lies below everything that is tuned; the precision is chosen. */
    FeatureCache cache() {
        Augmentations augmentations = config.augments() ? Augmentations.standard() : Augmentations.none();
        return new FeatureCache(
                spec,
                backbone,
                config.precision(),
                data.require(Split.TRAIN),
                data.require(Split.VALIDATION),
                new FeatureCache.Views(augmentations, config.views(), config.get(TrainingSettings.SEED)),
                new CacheSpace(config.cacheFolder(), config.get(TrainingSettings.CACHE_LIMIT)));
    }

    Checkpoint.Fingerprints fingerprints() {
        return new Checkpoint.Fingerprints(data.fingerprint(), backbone.fingerprint());
    }

    private static void requireSame(String what, String begun, String now) {
        if (!begun.equals(now)) {
            throw new ConfigException("resume: the " + what + " has changed since the run began (fingerprint " + begun
                    + ", now " + now + "); bring it back, or begin a new run with another --out");
        }
    }
}
