package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.EpochRandom;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.inference.ImageBatch;

/** Training with mosaics and pasted objects, decoded in every epoch or as cached views. */
class ComposedTrainingTest {
    @TempDir
    static Path root;

    @Test
    void aCachedMosaicIsTheOneThatThePixelsGiveAndIsGoneAtTheEnd() {
        TrainingConfig config = TinyWorld.in(root)
                .config("mosaics")
                .with("method", "head-only")
                .with("cache", "on")
                .with("cache-dir", root.resolve("cache"))
                .with("views", 3)
                .with("mosaic", 0.6);
        TrainingInputs cached = TrainingInputs.open(config);
        TrainingInputs whole = cached.with(config.with("cache", "off"));
        Augmentations augmentations = config.augmentations();
        long seed = config.get(TrainingSettings.SEED);
        try (TrainingSession some = new TrainingSession(cached);
                TrainingSession all = new TrainingSession(whole)) {
            for (int image = 0; image < TinyWorld.TRAINING; image++) {
                Set<Object> views = new LinkedHashSet<>();
                Set<Object> settled = new LinkedHashSet<>();
                for (int epoch = 0; epoch < 12; epoch++) {
                    views.add(boxesOf(some, image, epoch, false));
                    settled.add(boxesOf(some, image, epoch, true));
                }
                Set<Object> expected = new LinkedHashSet<>(List.of(plainBoxes(cached, image)));
                Set<Object> plain = new LinkedHashSet<>(expected);
                for (int view = 1; view <= 3; view++) {
                    boolean isComposed = view > 1 && augmentations.composes(new EpochRandom(seed, view), image);
                    Object boxes = boxesOf(all, image, view, !isComposed);
                    expected.add(boxes);
                    if (!isComposed) {
                        plain.add(boxes);
                    }
                }
                assertThat(views).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(settled).containsExactlyInAnyOrderElementsOf(plain);
            }
        }
    }

    /** Nothing learns at a rate of 0, so that the losses tell which images were shown. */
    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void theLastFifthOfARunHasNoMosaics(String cache) throws IOException {
        TrainingConfig config = TinyWorld.in(Files.createDirectory(root.resolve("fifth " + cache)))
                .config("plain")
                .with("method", "head-only")
                .with("epochs", 5)
                .with("augment", "no-mirror") // plain features alone would be flipped
                .with("lr", 0)
                .with("cache", cache)
                .with("cache-dir", root.resolve("fifth cache"))
                .with("views", 1);
        TrainingConfig mosaics = config.with("mosaic", 1).with("out", config.out() + " mosaics");
        List<Double> plain = losses(config);
        List<Double> composed = losses(mosaics);
        assertThat(plain).hasSize(5);
        for (int epoch = 1; epoch <= 4; epoch++) {
            assertThat(composed.get(epoch - 1)).isNotCloseTo(plain.get(epoch - 1), within(1e-4));
        }
        if (cache.equals("off")) {
            assertThat(composed.get(4)).isCloseTo(plain.get(4), within(1e-6));
        } else { // the plain view of every image
            assertThat(composed.get(4))
                    .isCloseTo(
                            losses(config.with("views", 0).with("out", config.out() + " 0"))
                                    .get(4),
                            within(1e-6));
        }
    }

    private static List<Double> losses(TrainingConfig config) {
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
                if (batch == 1) {
                    losses.add(0.0);
                }
                losses.set(epoch - 1, losses.get(epoch - 1) + result.loss());
            }
        };
        Trainer.train(config, listener, new StopSignal());
        return losses;
    }

    @Test
    void aRunThatWasStoppedShowsTheSameMosaicsAfterwards() throws IOException {
        TrainingConfig config = TinyWorld.in(Files.createDirectory(root.resolve("stopped")))
                .config("unbroken")
                .with("method", "head-only")
                .with("epochs", 5)
                .with("augment", "any-direction")
                .with("mosaic", 0.5)
                .with("copy-paste", 0.5);
        TrainingResult unbroken = Trainer.train(config, TrainingListener.NONE, new StopSignal());
        StopSignal stop = new StopSignal();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
                if (epoch == 4 && batch == 1) {
                    stop.raise();
                }
            }
        };
        TrainingConfig broken = config.with("out", config.out() + " broken");
        assertThatThrownBy(() -> Trainer.train(broken, stopping, stop)).isInstanceOf(TrainingInterrupted.class);
        RunDirectory run = new RunDirectory(broken.out());
        TrainingResult resumed = Trainer.resume(run, TrainingListener.NONE, new StopSignal());
        Runs.assertSameHistory(resumed.history(), unbroken.history());
        Runs.assertSameTensors(run, unbroken.run(), 1e-6);
    }

    @Test
    void aRunSaysWhatIsPastedAndWhereNothingIs() throws IOException {
        TinyWorld world = TinyWorld.in(Files.createDirectory(root.resolve("notes")));
        TrainingConfig config =
                world.config("notes").with("method", "head-only").with("copy-paste", 0.5);
        assertThat(notes(config))
                .containsExactly(
                        "nothing is pasted: no class has less than two thirds of the objects of an average one");
        assertThat(notes(config.with("augment", "none"))).isEmpty();
        TrainingConfig cached = config.with("cache", "on").with("cache-dir", root.resolve("notes cache"));
        assertThat(notes(cached.with("views", 0)))
                .anyMatch(
                        note -> note.startsWith("no mosaics, no pasted objects: the cache has the plain images alone"));
        for (int i = 0; i < TinyWorld.TRAINING - 2; i++) { // leaves few discs
            Path boxes = world.data().resolve("Annotations/image%02d.xml".formatted(i));
            Files.writeString(boxes, Files.readString(boxes).replace("disc", "box"));
        }
        assertThat(notes(config)).containsExactly("pasted into other images, as they are rare: disc");
    }

    private static List<String> notes(TrainingConfig config) {
        List<String> notes = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        new TrainingSession(TrainingInputs.open(config), listener, new StopSignal()).close();
        return notes;
    }

    private static Object plainBoxes(TrainingInputs inputs, int image) {
        LoaderConfig plain =
                LoaderConfig.plain(inputs.spec().input(), inputs.spec().normalization(), TinyWorld.TRAINING);
        try (DetectionLoader loader = new DetectionLoader(inputs.data().require(Split.TRAIN), plain);
                Batch batch = loader.epoch(0).next()) {
            return batch.images().get(image).annotations();
        }
    }

    private static Object boxesOf(TrainingSession session, int image, int epoch, boolean settled) {
        List<Object> found = new ArrayList<>();
        Iterator<? extends ImageBatch> batches = session.training().epoch(epoch, 0, settled);
        while (batches.hasNext()) {
            try (ImageBatch batch = batches.next()) {
                batch.images().stream().filter(i -> i.index() == image).forEach(i -> found.add(i.annotations()));
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
