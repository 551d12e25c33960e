package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ConfigException;

class RunLengthTest {
    @TempDir
    static Path root;

    static TinyWorld world;

    private final List<String> said = new ArrayList<>();
    private final TrainingListener notes = new TrainingListener() {
        @Override
        public void note(String line) {
            said.add(line);
        }
    };

    @BeforeAll
    static void makeWorld() {
        world = TinyWorld.in(root);
    }

    @Test
    void minutesBecomeEpochsThatAreSaidAndStored() {
        TrainingConfig config = config("minutes").with("minutes", 0.3);
        long before = System.nanoTime();
        TrainingResult result = Trainer.train(config, notes, new StopSignal());
        assertThat((System.nanoTime() - before) / 1e9).as("seconds").isLessThan(40);

        TrainingConfig kept = Checkpoint.read(result.run().checkpoint()).configuration();
        assertThat(kept.epochs()).isPositive();
        assertThat(said).anyMatch(line -> line.matches("about .* seconds, " + kept.epochs() + " epochs?"));
        assertThat(kept.get(TrainingSettings.VALIDATE_EVERY)).isPresent();
        assertThat(result.plan().epochs()).isEqualTo(kept.epochs());
        EpochReport last = result.history().get(result.history().size() - 1);
        assertThat(last.epoch()).isLessThanOrEqualTo(kept.epochs());
        assertThat(last.learningRate()).isEqualTo(LearningRateSchedule.FLOOR);
        TrainingConfig again = TrainingConfig.of(kept.values());
        assertThat(again.epochs()).isEqualTo(kept.epochs());
    }

    @Test
    void tooFewMinutesForOneEpochAreRefusedWithWhatItTakes() {
        TrainingConfig config = config("too-few").with("minutes", 0.01);
        TrainingListener slow = new TrainingListener() {
            @Override
            public double secondsBefore() {
                return 20;
            }
        };
        assertThatThrownBy(() -> Trainer.train(config, slow, new StopSignal()))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("minutes: 0.01 is too little: one epoch of 8 images takes about .*, with all else"
                        + " that the command does .*; give at least 0\\.\\d, or --epochs 1");
        assertThat(config.out()).doesNotExist();
    }

    @Test
    void aPresetTrainsAtLeastOneEpochAndSaysWhatItTakes() {
        TrainingListener late = new TrainingListener() {
            @Override
            public double secondsBefore() {
                return 3000;
            }

            @Override
            public void note(String line) {
                said.add(line);
            }
        };
        TrainingResult result = Trainer.train(config("one"), late, new StopSignal());
        assertThat(result.history()).hasSize(1);
        assertThat(said)
                .anyMatch(line -> line.startsWith("one epoch of 8 images takes about a few seconds, with all else"
                        + " that the command does 50 minutes, more than the 10 minutes of the preset"));
        assertThat(said).contains("about 50 minutes, 1 epoch");
    }

    @Test
    void aPresetEndsWhereEpochsWouldOnlyRepeatCachedFeaturesAndMinutesDoNot() {
        TrainingConfig cached = config("repeated")
                .with("method", "head-only")
                .with("cache", "on")
                .with("cache-dir", root.resolve("cache"));

        // 8 images in batches of 4: 350 epochs are 700 steps, ten minutes would be thousands
        assertThat(chosen(cached.with("views", 0)).epochs()).isEqualTo(350);
        assertThat(chosen(cached.with("views", 99)).epochs()).isEqualTo(400);
        assertThat(chosen(cached.with("views", 0).with("minutes", 10)).epochs()).isGreaterThan(400);
    }

    @Test
    void featuresAreCachedWhereTheMinutesGiveEnoughEpochs() {
        TrainingConfig config = config("cached")
                .with("method", "head-only")
                .with("cache", "auto")
                .with("cache-dir", root.resolve("cache"));
        assertThat(chosen(config.with("minutes", 5)).isCached()).isTrue();
        TrainingConfig few = chosen(config.with("minutes", 0.5).with("views", 3000));
        assertThat(few.isCached()).isFalse();
        assertThat(said).anyMatch(line -> line.startsWith("features are not cached: "));
    }

    @Test
    void givenEpochsAndDistancesStay() {
        TrainingConfig config = chosen(config("given").with("epochs", 40).with("minutes", 3));
        assertThat(config.epochs()).isEqualTo(40);
        assertThat(config.get(TrainingSettings.VALIDATE_EVERY)).isEqualTo(Optional.of(1));
        assertThat(chosen(config("every").with("minutes", 1).with("validate-every", 7))
                        .get(TrainingSettings.VALIDATE_EVERY))
                .isEqualTo(Optional.of(7));
    }

    @Test
    void theTrialIsInterruptedByTheSignal() {
        StopSignal stop = new StopSignal();
        stop.raise();
        TrainingInputs inputs = TrainingInputs.open(config("stopped"));
        assertThatThrownBy(() -> new RunLength(inputs.config(), notes, stop, System.nanoTime()).chosen(inputs))
                .isInstanceOf(CancellationException.class);
    }

    private TrainingConfig chosen(TrainingConfig config) {
        TrainingInputs inputs = RunChoices.made(TrainingInputs.open(config), said::add);
        return new RunLength(config, notes, new StopSignal(), System.nanoTime())
                .chosen(inputs)
                .config();
    }

    private static TrainingConfig config(String out) {
        return world.config(out).with("epochs", "");
    }
}
