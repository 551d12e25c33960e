package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.VptException;

/** Training on features that were computed once: the same as without, only sooner. */
class CachedTrainingTest {
    @TempDir
    static Path root;

    static TinyWorld world;

    @TempDir
    Path cache;

    @BeforeAll
    static void makeAWorld() {
        world = TinyWorld.in(root);
    }

    private TrainingConfig config(String out, String method) {
        TrainingConfig config = world.config(out)
                .with("method", method)
                .with("epochs", 3)
                .with("cache", "on")
                .with("cache-dir", cache)
                .with("views", 2);
        return method.equals("vpt-deep") ? config.with("layers", "last:1").with("tokens", 3) : config;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(cache)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TrainingResult train(TrainingConfig config) {
        return Trainer.train(config, TrainingListener.NONE, new StopSignal());
    }

    @ParameterizedTest
    @CsvSource({"head-only", "vpt-deep", "side"})
    void withoutAugmentationARunFromTheCacheIsTheRunWithout(String method) {
        // the head reads the last layer alone: what a side network reads besides is cached too
        TrainingConfig config =
                config("plain " + method, method).with("augment", "none").with("feature-layers", 2);
        TrainingResult cached = train(config);
        assertThat(files()).hasSize(2); // training and validation, each plain
        TrainingResult whole = train(config.with("cache", "off").with("out", config.out() + " whole"));
        for (int epoch = 0; epoch < 3; epoch++) {
            EpochReport with = cached.history().get(epoch);
            EpochReport without = whole.history().get(epoch);
            double rounding = 0.02 * without.loss(); // features were 16-bit floats in between
            assertThat(with.loss()).isEqualTo(without.loss(), within(rounding));
        }
    }

    @Test
    void whatComesOutOfTheCacheIsWhatThePixelsGive() {
        TrainingConfig config =
                config("equal", "vpt-deep").with("augment", "none").with("feature-layers", "0,1,2");
        TrainingInputs cached = TrainingInputs.open(config);
        try (TrainingSession some = new TrainingSession(cached);
                TrainingSession all = new TrainingSession(cached.with(config.with("cache", "off")))) {
            Iterator<? extends ImageBatch> pixels = all.training().epoch(5, 0);
            for (Iterator<? extends ImageBatch> features = some.training().epoch(5, 0); features.hasNext(); ) {
                try (ImageBatch a = features.next();
                        ImageBatch b = pixels.next();
                        NDManager scope = NDManager.newBaseManager("PyTorch")) {
                    assertThat(a.images()).isEqualTo(b.images());
                    assertThat(a.input()).isEqualTo(b.input());
                    List<NDArray> from = maps(some, a, scope);
                    List<NDArray> whole = maps(some, b, scope);
                    assertThat(from).hasSize(3); // the image and two layers
                    for (int i = 0; i < from.size(); i++) {
                        assertThat(from.get(i).toFloatArray())
                                .usingComparatorWithPrecision(2e-2f)
                                .containsExactly(whole.get(i).toFloatArray());
                    }
                }
            }
            assertThat(pixels.hasNext()).isFalse();
        }
    }

    private static List<NDArray> maps(TrainingSession session, ImageBatch batch, NDManager scope) {
        return new ArrayList<>(session.model()
                .encode(
                        scope,
                        batch.input(scope, session.model().encoder()),
                        session.model().parameters(),
                        false));
    }

    @Test
    void eachEpochShowsAnotherViewOfAnImageUntilAllWereShown() {
        TrainingConfig config = config("views", "head-only");
        try (TrainingSession session = new TrainingSession(TrainingInputs.open(config))) {
            Set<Object> seen = new LinkedHashSet<>();
            List<Object> firsts = new ArrayList<>();
            for (int epoch = 0; epoch < 6; epoch++) {
                Object boxes = boxesOf(session, 0, epoch);
                seen.add(boxes);
                firsts.add(boxes);
            }
            assertThat(seen).hasSize(3);
            assertThat(firsts.subList(3, 6)).isEqualTo(firsts.subList(0, 3));
        }
        assertThat(files()).hasSize(4);
    }

    private static Object boxesOf(TrainingSession session, int image, int epoch) {
        List<Object> found = new ArrayList<>();
        Iterator<? extends ImageBatch> batches = session.training().epoch(epoch, 0);
        while (batches.hasNext()) {
            try (ImageBatch batch = batches.next()) {
                batch.images().stream().filter(i -> i.index() == image).forEach(i -> found.add(i.annotations()));
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void aLaterRunUsesWhatAFormerOneHasComputed() throws IOException {
        train(config("first", "head-only"));
        List<Path> before = files();
        FileTime longAgo = FileTime.fromMillis(0);
        for (Path file : before) {
            Files.setLastModifiedTime(file, longAgo);
        }
        Notes notes = new Notes();
        Trainer.train(config("second", "head-only").with("lr", 0.002), notes, new StopSignal());
        assertThat(files()).isEqualTo(before);
        assertThat(before)
                .allSatisfy(file -> assertThat(Files.getLastModifiedTime(file)).isGreaterThan(longAgo));
        assertThat(notes.cached).isZero();
        assertThat(notes.lines).anyMatch(line -> line.contains("4 of 4 files from former runs"));
    }

    /** What it was, and what it becomes; how many of the four files of a run are computed again. */
    @ParameterizedTest
    @CsvSource({
        "precision, bf16, 4",
        "size, 48, 4",
        "seed, 5, 2",
        "views, 3, 1",
        "feature-layers, 2, 4",
        "batch, 2, 0",
        "augment, any-direction, 2",
        "mosaic, 0.5, 1",
        "copy-paste, 0.5, 1"
    })
    void onlyWhatASettingTouchesIsComputedAgain(String name, String value, int again) {
        train(config("before " + name, "head-only").with("epochs", 1));
        Set<Path> before = new TreeSet<>(files());
        train(config("after " + name, "head-only").with("epochs", 1).with(name, value));
        Set<Path> after = new TreeSet<>(files());
        after.removeAll(before);
        assertThat(after).hasSize(again);
    }

    @Test
    void anotherMethodBackboneImageOrBoxIsComputedAnew() throws IOException {
        TinyWorld changing = TinyWorld.in(Files.createDirectory(root.resolve("changing")));
        TrainingConfig config = changing.config("run")
                .with("method", "head-only")
                .with("epochs", 1)
                .with("cache", "on")
                .with("cache-dir", cache)
                .with("augment", "none");
        train(config);
        assertThat(files()).hasSize(2);
        train(config.with("method", "vpt-deep").with("layers", "last:1").with("out", config.out() + "2"));
        assertThat(files()).hasSize(4);
        Files.setLastModifiedTime(changing.image(3), FileTime.fromMillis(1_000_000_000_000L));
        train(config.with("out", config.out() + "3"));
        assertThat(files()).as("the training images alone").hasSize(5);
        Path boxes = changing.data().resolve("Annotations/image03.xml");
        Files.writeString(boxes, Files.readString(boxes).replaceFirst("<xmin>\\d+", "<xmin>1"));
        train(config.with("out", config.out() + "4"));
        assertThat(files()).hasSize(6);
        changing.writeBackbone(7);
        train(config.with("out", config.out() + "5"));
        assertThat(files()).hasSize(8);
    }

    @Test
    void aDamagedFileIsNoticedToldAndComputedAnew() throws IOException {
        TrainingResult whole = train(config("sound", "head-only"));
        for (Path file : files()) {
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek(1000);
                int before = damaged.read();
                damaged.seek(1000);
                damaged.write(before ^ 1);
            }
        }
        Notes notes = new Notes();
        TrainingResult again = Trainer.train(config("damaged", "head-only"), notes, new StopSignal());
        assertThat(notes.lines.stream().filter(line -> line.contains("are damaged: they are computed again")))
                .hasSize(4);
        Runs.assertSameHistory(again.history(), whole.history());
    }

    @Test
    void aFileThatWasCutOffOrNeverFinishedIsNoFile() throws IOException {
        TrainingResult whole = train(config("all there", "head-only"));
        Path cut = files().get(0);
        try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(file.length() - 1);
        }
        Path partial = files().get(1);
        Files.move(partial, cache.resolve("." + partial.getFileName() + ".99999999-1.0badcafe.part"));
        TrainingResult again = train(config("cut", "head-only"));
        Runs.assertSameHistory(again.history(), whole.history());
        assertThat(files()).hasSize(4).allMatch(file -> file.toString().endsWith(".features"));
    }

    @Test
    void stoppedWhileCachingNothingHalfIsLeftAndTheSameCommandGoesOn() {
        StopSignal stop = new StopSignal();
        Notes notes = new Notes() {
            @Override
            public void caching(int done, int images) {
                super.caching(done, images);
                if (done > TinyWorld.TRAINING) { // in the second of the four files
                    stop.raise();
                }
            }
        };
        TrainingConfig config = config("stopped", "head-only");
        assertThatThrownBy(() -> Trainer.train(config, notes, stop))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("rerun the command to continue");
        assertThat(files()).hasSize(1);
        Notes second = new Notes();
        Trainer.train(config, second, new StopSignal());
        assertThat(second.cached).isEqualTo(2 * TinyWorld.TRAINING + TinyWorld.VALIDATION);
    }

    @Test
    void aResumedRunEndsAsIfItHadNotBeenStoppedAlsoWithoutItsCacheFiles() throws IOException {
        TrainingResult unbroken = train(config("unbroken", "vpt-deep"));
        for (boolean kept : new boolean[] {true, false}) {
            TrainingConfig config = config("broken " + kept, "vpt-deep");
            StopSignal stop = new StopSignal();
            TrainingListener stopping = new TrainingListener() {
                @Override
                public void epoch(EpochReport report, boolean best) {
                    stop.raise();
                }
            };
            assertThatThrownBy(() -> Trainer.train(config, stopping, stop)).isInstanceOf(TrainingInterrupted.class);
            if (!kept) {
                for (Path file : files()) {
                    Files.delete(file);
                }
            }
            RunDirectory run = new RunDirectory(config.out());
            TrainingResult resumed = Trainer.resume(run, TrainingListener.NONE, new StopSignal());
            Runs.assertSameHistory(resumed.history(), unbroken.history());
            Runs.assertSameTensors(run, unbroken.run(), 1e-6);
        }
    }

    @Test
    void beyondTheLimitOnRefusesAndAutoTrainsWithout() {
        TrainingConfig small = config("small", "head-only").with("cache-limit", "1KB");
        assertThatThrownBy(() -> train(small))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("cache-limit: the features of 8 training images in 3 views and 4 validation")
                .hasMessageContaining("the limit is 1.0 KB")
                .hasMessageContaining("--cache off");
        Notes notes = new Notes();
        TrainingConfig open = small.with("cache", "auto").with("epochs", 4);
        TrainingResult result = Trainer.train(open, notes, new StopSignal());
        assertThat(result.history()).hasSize(4);
        assertThat(notes.lines).anyMatch(line -> line.startsWith("features are not cached: cache-limit:"));
        assertThat(result.run().config()).content().contains("cache: off");
        assertThat(files()).isEmpty();
    }

    @Test
    void autoCachesWhereThereAreMoreEpochsThanViewsAndKeepsToIt() {
        TrainingConfig auto = config("auto", "head-only").with("cache", "auto");
        assertThat(train(auto).run().config()).content().contains("cache: off");
        TrainingResult longer = train(auto.with("epochs", 4).with("out", auto.out() + " longer"));
        assertThat(longer.run().config()).content().contains("cache: on");
        assertThat(files()).hasSize(4);
    }

    @Test
    void oldViewsMakeRoomForNewOnes() {
        train(config("old", "head-only"));
        List<Path> old = files();
        long all = old.stream().mapToLong(file -> file.toFile().length()).sum();
        Notes notes = new Notes();
        TrainingConfig config = config("new", "head-only").with("size", 56).with("cache-limit", all + "B");
        Trainer.train(config, notes, new StopSignal());
        assertThat(notes.lines).anyMatch(line -> line.matches("removed \\d cached views? of former runs.*"));
        assertThat(files().stream().mapToLong(file -> file.toFile().length()).sum())
                .isLessThanOrEqualTo(all + 10_000);
        assertThat(old).anyMatch(file -> !files().contains(file));
    }

    @ParameterizedTest
    @CsvSource({"vpt-shallow", "full", "vpt-deep"})
    void aMethodThatTunesTheFirstLayerIsRefused(String method) {
        TrainingConfig config =
                world.config("none").with("method", method).with("cache", "on").with("cache-dir", cache);
        assertThatThrownBy(() -> train(config))
                .isInstanceOf(VptException.class)
                .hasMessageStartingWith("cache: " + method)
                .hasMessageContaining("--layers last:4");
    }

    private static class Notes implements TrainingListener {
        final List<String> lines = new ArrayList<>();
        int cached;

        @Override
        public void note(String line) {
            lines.add(line);
        }

        @Override
        public void caching(int done, int images) {
            cached = done;
        }
    }
}
