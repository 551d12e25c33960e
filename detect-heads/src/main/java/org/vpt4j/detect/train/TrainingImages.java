package org.vpt4j.detect.train;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.vision.encoder.VisionEncoder;

/**
 * The batches of a run: images decoded and augmented in every epoch, or features from a cache. Close it.
 *
 * @param training shuffled, in batches of the configured size
 * @param validation in order, unaugmented
 * @param cachingSeconds seconds spent computing features for the cache; 0 if all existed or there is no cache
 */
record TrainingImages(ImageBatch.Source training, ImageBatch.Source validation, double cachingSeconds)
        implements AutoCloseable {

    static TrainingImages of(TrainingInputs inputs, VisionEncoder encoder, TrainingListener listener, StopSignal stop) {
        compositions(inputs).ifPresent(listener::note);
        return inputs.config().isCached()
                ? cached(inputs, encoder, listener, stop)
                : new TrainingImages(loaded(inputs, Split.TRAIN), loaded(inputs, Split.VALIDATION), 0);
    }

    /** What becomes of the wish to compose images, where the settings alone do not tell. */
    private static Optional<String> compositions(TrainingInputs inputs) {
        TrainingConfig config = inputs.config();
        Augmentations augmentations = config.augmentations();
        if (augmentations.equals(augmentations.settled())) {
            return Optional.empty();
        }
        if (config.isCached() && config.views() == 0) {
            return Optional.of(
                    "no mosaics, no pasted objects: the cache has the plain images alone; give --views 2 or more,"
                            + " or --cache off");
        }
        List<String> rare = augmentations.pastedClasses(inputs.data().require(Split.TRAIN));
        return augmentations.copyPaste() == 0
                ? Optional.empty()
                : Optional.of(
                        rare.isEmpty()
                                ? "nothing is pasted: no class has less than two thirds of the objects of an average one"
                                : "pasted into other images, as they are rare: " + String.join(", ", rare));
    }

    private static TrainingImages cached(
            TrainingInputs inputs, VisionEncoder encoder, TrainingListener listener, StopSignal stop) {
        TrainingConfig config = inputs.config();
        FeatureCache.Listener hears = new FeatureCache.Listener() {
            @Override
            public void note(String line) {
                listener.note(line);
            }

            @Override
            public void caching(int done, int images) {
                listener.caching(done, images);
                if (stop.isRaised()) {
                    throw new CancellationException("interrupted while features were computed for the cache;"
                            + " rerun the command to continue with what is there");
                }
            }
        };
        long before = System.nanoTime();
        FeatureCache.Sources sources = inputs.cache()
                .open(encoder, config.get(TrainingSettings.BATCH), config.get(TrainingSettings.SEED), hears);
        double seconds = sources.computed() > 0 ? (System.nanoTime() - before) / 1e9 : 0;
        return new TrainingImages(sources.training(), sources.validation(), seconds);
    }

    private static ImageBatch.Source loaded(TrainingInputs inputs, Split split) {
        ModelSpec spec = inputs.spec();
        TrainingConfig config = inputs.config();
        LoaderConfig how = split == Split.TRAIN
                ? LoaderConfig.training(
                                spec.input(),
                                spec.normalization(),
                                config.get(TrainingSettings.BATCH),
                                config.augmentations(),
                                config.get(TrainingSettings.SEED))
                        .with(config.isBalanced() ? LoaderConfig.Order.BALANCED : LoaderConfig.Order.SHUFFLED)
                : LoaderConfig.plain(spec.input(), spec.normalization(), config.get(TrainingSettings.BATCH));
        return new LoadedImages(new DetectionLoader(inputs.data().require(split), how));
    }

    @Override
    public void close() {
        training.close();
        validation.close();
    }
}
