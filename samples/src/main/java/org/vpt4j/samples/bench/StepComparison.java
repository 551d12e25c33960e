package org.vpt4j.samples.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.vpt4j.detect.train.StepBenchmark;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.OwnJvm;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * Compares the training steps of several methods. Each runs in its own JVM, started like this one, because memory is
 * counted per process and a method would profit from the warm-up of the one before.
 */
final class StepComparison {
    /** Training settings that affect the cost of a step; for {@code --cache auto} these include the epochs. */
    static final List<Setting<?>> SETTINGS = List.of(
            TrainingSettings.DATA,
            TrainingSettings.FORMAT,
            TrainingSettings.LAYOUT,
            TrainingSettings.COLUMNS,
            TrainingSettings.CLASS_MAP,
            TrainingSettings.ALLOW_OUTSIDE,
            TrainingSettings.SPLIT_FILE,
            TrainingSettings.BACKBONE,
            TrainingSettings.FEATURE_LAYERS,
            TrainingSettings.PROMPT_INIT,
            TrainingSettings.HEAD,
            TrainingSettings.HEAD_SETTINGS,
            TrainingSettings.SIZE,
            TrainingSettings.BATCH,
            TrainingSettings.EPOCHS,
            TrainingSettings.AUGMENT,
            TrainingSettings.MOSAIC,
            TrainingSettings.COPY_PASTE,
            TrainingSettings.PRECISION,
            TrainingSettings.CACHE,
            TrainingSettings.CACHE_DIR,
            TrainingSettings.CACHE_LIMIT,
            TrainingSettings.VIEWS,
            TrainingSettings.CHECKPOINTING,
            TrainingSettings.DEVICE,
            TrainingSettings.THREADS,
            TrainingSettings.SEED);

    private static final int POLL_MS = 100;

    private static final Settings PLAIN = Settings.of(Map.of(
            TrainingSettings.PRECISION.name(),
            Precision.FLOAT32.toString(),
            TrainingSettings.CACHE.name(),
            "off",
            TrainingSettings.TILES.name(),
            "off"));

    private StepComparison() {}

    /**
     * Number of steps.
     *
     * @param warmup steps before measuring, while native libraries allocate and compile
     * @param measured steps whose medians are reported
     */
    public record Steps(int warmup, int measured) {}

    /** Measures one method in this process. */
    public static StepRow here(StepVariant variant, Steps steps, Progress progress) {
        progress.begin(variant.label(), steps.warmup() + steps.measured());
        StepBenchmark measured = StepBenchmark.measure(
                variant.config(), steps.warmup(), steps.measured(), done -> progress.advance(done, ""));
        progress.close();
        return StepRow.of(variant, measured);
    }

    /** Measures one method in its own process, started with the main class {@code main}. */
    public static StepRow apart(String main, StepVariant variant, Steps steps, StopSignal stop) {
        String method = variant.method();
        List<String> words = new ArrayList<>(List.of("bench", "train", "--json"));
        words.addAll(List.of("--methods", method, "--steps", Integer.toString(steps.measured())));
        words.addAll(List.of("--warmup-steps", Integer.toString(steps.warmup())));
        variant.settings().texts().forEach((name, value) -> words.addAll(TrainingOptions.words(name, value)));
        try {
            Process process = new ProcessBuilder(OwnJvm.command(main, words))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream out = process.getInputStream()) {
                while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) { // its output fits into the pipe's buffer
                    if (stop.isRaised()) {
                        throw new CancellationException("interrupted while measuring " + method);
                    }
                }
                requireSuccess(method, process.exitValue());
                byte[] json = out.readAllBytes();
                ObjectMapper mapper = new ObjectMapper();
                return mapper.convertValue(mapper.readTree(json).at("/methods/0"), StepRow.class);
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new VptException("no process for measuring " + method + " can be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VptException("interrupted while measuring " + method, e);
        }
    }

    /** The process has already printed the error. */
    private static void requireSuccess(String method, int code) {
        String failed = "measuring " + method + " failed, for the reason above";
        switch (code) {
            case 0 -> {}
            case 2 -> throw new ConfigException(failed);
            case 130 -> throw new CancellationException("interrupted while measuring " + method);
            default -> throw new VptException(failed);
        }
    }

    /** The training settings that affect the cost of a step, including those of methods. */
    static Settings deciding(Settings settings) {
        List<String> own = SETTINGS.stream().map(Setting::name).toList();
        return settings.without(settings.given().keySet().stream()
                .filter(key -> !own.contains(key) && !TrainingSettings.isOfMethod(key))
                .toList());
    }

    /** The settings for one method, without those of other methods; what is not given is as plain as it can be. */
    static TrainingConfig config(Settings settings, String method) {
        List<String> others = settings.given().keySet().stream()
                .filter(key -> TrainingSettings.isOfMethod(key) && !TuningMethods.has(method, key))
                .toList();
        return TrainingConfig.of(settings.without(others).over(PLAIN)).with(TrainingSettings.METHOD, method);
    }
}
