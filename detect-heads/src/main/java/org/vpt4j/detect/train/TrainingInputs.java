package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * The inputs of a run: settings, data, backbone, and the resulting model spec. Holds nothing native yet.
 *
 * @param spec of the model to train
 * @param start the task whose values the model starts from, if any
 */
record TrainingInputs(TrainingConfig config, DetectionData data, Backbone backbone, ModelSpec spec, WarmStart start) {

    /** Opens data and backbone for a new run. */
    static TrainingInputs open(TrainingConfig config) {
        return open(config, DetectionData.Progress.NONE);
    }

    /** The same with progress reports. */
    static TrainingInputs open(TrainingConfig config, DetectionData.Progress progress) {
        Path folder = config.data();
        DatasetReading reading = config.reading();
        Optional<SplitNames> split = config.get(TrainingSettings.SPLIT_FILE).map(SplitNames::read);
        return of(
                config,
                backbone -> WarmStart.of(config, backbone),
                () -> split.isPresent()
                        ? DetectionData.open(folder, reading, split.get(), progress)
                        : DetectionData.open(folder, reading, config.get(TrainingSettings.SEED), progress));
    }

    /** Opens them for a resumed run: with its original split, and only if they are unchanged. */
    static TrainingInputs reopen(
            Checkpoint checkpoint, RunDirectory run, Optional<Path> moved, DetectionData.Progress progress) {
        TrainingConfig begun = checkpoint.configuration();
        TrainingConfig config = moved.isEmpty()
                ? begun
                : begun.with(TrainingSettings.DATA, moved).withAbsolutePaths();
        SplitNames split = SplitNames.read(run.split());
        WarmStart start = WarmStart.recorded(config, checkpoint.fingerprints().start());
        TrainingInputs inputs = of(
                config, backbone -> start, () -> DetectionData.open(config.data(), config.reading(), split, progress));
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

    /** Quick checks come first; the data, whose images must all be read, come last. */
    private static TrainingInputs of(
            TrainingConfig asked, Function<Backbone, WarmStart> starting, Supplier<DetectionData> opening) {
        TuningMethod method = TuningMethods.create(asked.get(TrainingSettings.METHOD), asked.methodSettings());
        Backbone backbone = BackboneHub.standard().open(asked.get(TrainingSettings.BACKBONE));
        EncoderConfig encoder = backbone.config();
        TrainingConfig given = HeadChoice.on(backbone, asked, method);
        requireHead(given, encoder, given.featureLayers(encoder));
        WarmStart start = starting.apply(backbone);
        TrainingConfig config = start.fitted(given, encoder);
        Task.Head head = new Task.Head(
                config.get(TrainingSettings.HEAD), config.headSettings().texts(), config.featureLayers(encoder));
        HeadChoice.requireFit(method, config, encoder, head.layers());
        method.on(backbone, List.of("any"))
                .on(config.get(TrainingSettings.SIZE).provisional(encoder.patch()))
                .shapes(encoder);
        DetectionData opened = opening.get();
        requireObjects(opened);
        DetectionData whole = config.isClassAgnostic() ? opened.asOneClass(Task.ANY_OBJECT) : opened;
        DetectionData data = TileChoice.cut(config.tiling(), whole, encoder.patch());
        TuningMethod fitted = method.on(backbone, data.classes());
        ModelSpec spec = new ModelSpec(data.classes(), fitted, head, preprocessing(config, data, backbone));
        return new TrainingInputs(config, data, backbone, spec, start);
    }

    /** Without any there is nothing to learn, and no step would show it. */
    private static void requireObjects(DetectionData data) {
        DetectionDataset train = data.require(Split.TRAIN);
        if (train.images().stream().noneMatch(LabelledImage::hasObject)) {
            throw new DatasetException("the " + train.images().size() + " training images of " + data.root()
                    + " have no box to learn from: only images without objects, crowds or difficult objects; label some,"
                    + " or use other images for training");
        }
    }

    private static Task.Preprocessing preprocessing(TrainingConfig config, DetectionData data, Backbone backbone) {
        Tiling tiling = config.tiling().isAuto() ? Tiling.OFF : config.tiling();
        return new Task.Preprocessing(input(config, data, backbone.config()), backbone.normalization(), tiling);
    }

    private static ImageSize input(TrainingConfig config, DetectionData data, EncoderConfig encoder) {
        return config.get(TrainingSettings.SIZE).resolve(imageSizes(data), encoder.patch());
    }

    /** Sizes of all training and validation images, or of their tiles. */
    List<ImageSize> imageSizes() {
        return imageSizes(data);
    }

    static List<ImageSize> imageSizes(DetectionData data) {
        return Stream.of(Split.TRAIN, Split.VALIDATION)
                .flatMap(split -> data.require(split).finest().stream())
                .map(LabelledImage::size)
                .toList();
    }

    /** What the model takes over from the task that the run starts from; empty in a resumed run. */
    Optional<Transfer> transfer() {
        return start.task()
                .map(task -> new Transfer(config.get(TrainingSettings.START_FROM), task, spec, backbone.config()));
    }

    /** What the run starts from, in lines for the log. */
    List<String> startNotes() {
        return transfer()
                .map(Transfer::notes)
                .orElseGet(() -> start.note().isEmpty() ? List.of() : List.of(start.note()));
    }

    /** Checks that a head with these settings can be created; messages name the settings even if the head's do not. */
    private static void requireHead(TrainingConfig config, EncoderConfig encoder, List<Integer> layers) {
        String name = config.get(TrainingSettings.HEAD);
        try {
            DetectionHeads.create(name, config.headSettings(), List.of("any"), encoder, layers);
        } catch (ConfigException e) {
            boolean named = e.place().isPresent() || e.key().equals(Optional.of(TrainingSettings.HEAD.name()));
            throw named ? e : new ConfigException(TrainingSettings.HEAD_SETTINGS.name(), e.getMessage());
        }
    }

    /** A copy with other settings that do not affect data or model. */
    TrainingInputs with(TrainingConfig changed) {
        return new TrainingInputs(changed, data, backbone, spec, start);
    }

    /** A copy with this input size. */
    TrainingInputs with(InputSize size) {
        return resized(config.with(TrainingSettings.SIZE, size), data);
    }

    /** A copy with these tiles instead of automatic ones. */
    TrainingInputs with(Tiling tiling) {
        return resized(
                config.with(TrainingSettings.TILES, tiling),
                TileChoice.cut(tiling, data, backbone.config().patch()));
    }

    private TrainingInputs resized(TrainingConfig changed, DetectionData shown) {
        ModelSpec resized =
                new ModelSpec(spec.classes(), spec.method(), spec.head(), preprocessing(changed, shown, backbone));
        return new TrainingInputs(changed, shown, backbone, resized, start);
    }

    /** A copy with at most this many evenly spaced images in each split, for a trial; the model is the same. */
    TrainingInputs sample(int training, int others) {
        return new TrainingInputs(config, data.sample(training, others), backbone, spec, start);
    }

    /** The cache for the layers below everything tuned; requires that the precision is chosen. */
    FeatureCache cache() {
        return new FeatureCache(
                spec,
                backbone,
                config.precision(),
                data.require(Split.TRAIN),
                data.require(Split.VALIDATION),
                new FeatureCache.Views(
                        config.augmentations(), config.views(), config.isBalanced(), config.get(TrainingSettings.SEED)),
                new CacheSpace(config.cacheFolder(), config.get(TrainingSettings.CACHE_LIMIT)));
    }

    Checkpoint.Fingerprints fingerprints() {
        return new Checkpoint.Fingerprints(data.fingerprint(), backbone.fingerprint(), start.fingerprint());
    }

    private static void requireSame(String what, String begun, String now) {
        if (!begun.equals(now)) {
            throw new ConfigException("resume: the " + what + " has changed since the run began (fingerprint " + begun
                    + ", now " + now + "); bring it back, or begin a new run with another --out");
        }
    }
}
