package org.vpt4j.samples.compare;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.vpt4j.detect.train.Preset;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j compare}: compares tuning methods on the user's own images. */
@Command(
        name = "compare",
        description = {
            "Train several methods with several seeds on the same images and compare them: accuracy, parameters,",
            "time, memory, energy, and which differences are more than noise.",
            "Each run has its own process and folder. Rerun the command to resume."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j compare --data my-images --methods vpt-deep,head-only,full --out runs/compared",
            "  ./vpt4j compare --data my-images --methods vpt-deep,full --seeds 5 --budget minutes:20 --tune 3 --country DE",
            "  ./vpt4j compare --data my-images --methods vpt-deep,full --shots 5,10,25,all --budget epochs:10",
            "  ./vpt4j compare --data my-images --methods head-only,full --start-from none,objects --budget flat",
            "",
            "Writes comparison.csv, tuning.csv, report.html, and a folder for each run in runs/."
        })
public final class CompareCommand implements Callable<Integer> {
    private static final int MOST_SEEDS = 20;
    private static final int MOST_JOBS = 64;
    private static final int MOST_RATES = 9;

    /** The settings that the comparison decides itself for each run. */
    private static final List<Setting<?>> DECIDED =
            List.of(TrainingSettings.METHOD, TrainingSettings.EPOCHS, TrainingSettings.OUT);

    private final Class<?> main;
    private final Supplier<StopSignal> stop;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--methods",
            paramLabel = "LIST",
            required = true,
            description = "Methods to compare, e.g. vpt-deep,head-only,full.")
    private String methods;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs per method, with the seeds S, S+1, …; S is that of --seed (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--budget",
            paramLabel = "epochs:N|minutes:N|flat",
            defaultValue = "epochs:12",
            description = "How long each run trains. With minutes, each method's steps are timed first, and it gets the"
                    + " epochs that fit; checks and feature caching are extra. flat: until its validation AP no longer rises"
                    + " (default: ${DEFAULT-VALUE}).")
    private String budget;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/compare",
            description = "Folder of the comparison (default: ${DEFAULT-VALUE}).")
    private String out;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Parallel runs; they share the cores unless --threads says otherwise. Several runs with a"
                    + " thread each get more done than one run with all, but their times are those of a busy"
                    + " machine (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(
            names = "--tune",
            paramLabel = "N",
            defaultValue = "0",
            description = "Learning rates to try per method, around its default, on validation images and with a third"
                    + " of the epochs; 0: use the default (default: ${DEFAULT-VALUE}).")
    private int tune;

    @Option(
            names = "--shots",
            paramLabel = "LIST",
            defaultValue = "all",
            description = "Training images per class, e.g. 5,10,25,all (default: ${DEFAULT-VALUE}).")
    private String shots;

    @Option(
            names = "--scale",
            paramLabel = "LIST",
            description = "Backbones of several sizes, names or folders, instead of the one of --backbone.")
    private String scale;

    @Option(
            names = "--zero-shot",
            description =
                    "Add a row for detection without training, by the class names; the backbone must know words (CLIP,"
                            + " SigLIP).")
    private boolean zeroShot;

    @Option(
            names = "--grid-intensity",
            paramLabel = "G",
            description = "Grams of CO2 per kilowatt-hour (default: 475, the world average).")
    private String gridIntensity;

    @Option(
            names = "--country",
            paramLabel = "XX",
            description = "Use the grams of this country, two letters such as DE.")
    private String country;

    private CompareCommand(Class<?> main, Supplier<StopSignal> stop) {
        this.main = main;
        this.stop = stop;
    }

    /**
     * The command.
     *
     * @param main the main class that starts runs
     * @param stop supplies the signal that ends it early
     */
    public static CommandLine line(Class<?> main, Supplier<StopSignal> stop) {
        List<Setting<?>> shared = TrainingSettings.all().stream()
                .filter(setting -> !DECIDED.contains(setting))
                .toList();
        return TrainingOptions.on(new CommandLine(new CompareCommand(main, stop)), shared);
    }

    @Override
    public Integer call() {
        ComparisonOptions options = options();
        StopSignal signal = stop.get();
        Conclusions found;
        try (Progress progress = Progress.onStandardError()) {
            Preset.lines(options.shared()).forEach(progress::say);
            Comparison comparison = new Comparison(
                    options,
                    folder -> RunProcess.run(
                            main.getName(),
                            List.of(CompareRunCommand.NAME, folder.toString()),
                            jobs == 1 ? "" : folder.getFileName().toString(),
                            signal),
                    progress,
                    signal);
            found = comparison.run();
        }
        PrintWriter standard = spec.commandLine().getOut();
        ComparisonData data = found.data();
        found.lines().forEach(standard::println);
        long failed =
                data.rows().stream().filter(row -> row.failure().isPresent()).count();
        if (failed > 0) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "vpt4j: " + failed + " of " + Counted.of(data.rows().size(), "run", "runs")
                                    + " failed, see comparison.csv; rerun the command to retry them");
        }
        return failed > 0 ? 1 : 0;
    }

    private ComparisonOptions options() {
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw new ConfigException("seeds: " + seeds + " is outside 1 to " + MOST_SEEDS);
        }
        if (tune < 0 || tune > MOST_RATES) {
            throw new ConfigException("tune: " + tune + " is outside 0 to " + MOST_RATES);
        }
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new ConfigException("jobs: " + jobs + " is outside 1 to " + MOST_JOBS);
        }
        Settings shared = shared();
        if (jobs > 1 && !shared.has(TrainingSettings.THREADS)) {
            shared = shared.with(
                    TrainingSettings.THREADS, Math.max(1, Runtime.getRuntime().availableProcessors() / jobs));
        }
        List<String> named = list("methods", methods);
        List<String> compared = withStarts(named, shared);
        if (compared.size() > named.size()) {
            shared = shared.without(List.of(TrainingSettings.START_FROM.name()));
        }
        TrainingConfig defaults = TrainingConfig.of(shared);
        defaults.data();
        List<String> words = new ArrayList<>(List.of("./vpt4j"));
        words.addAll(spec.root().commandLine().getParseResult().originalArgs());
        return new ComparisonOptions(
                compared,
                seeds,
                Budget.parse(budget),
                Path.of(out),
                shared,
                jobs,
                tune,
                Shots.parse(shots),
                scale == null ? List.of(defaults.get(TrainingSettings.BACKBONE)) : list("scale", scale),
                zeroShot,
                grid(),
                String.join(" ", words));
    }

    /** The methods; each with each start, if {@code --start-from} lists several. */
    private static List<String> withStarts(List<String> methods, Settings shared) {
        List<String> starts = shared.given(TrainingSettings.START_FROM.name())
                .map(given -> list(TrainingSettings.START_FROM.name(), given.text()))
                .orElse(List.of());
        return starts.size() < 2
                ? methods
                : methods.stream()
                        .flatMap(method -> starts.stream().map(start -> Cell.named(method, start)))
                        .toList();
    }

    /** The training settings that all runs share. */
    private Settings shared() {
        Settings given = TrainingOptions.given(spec.commandLine().getParseResult());
        List<String> decided = DECIDED.stream().map(Setting::name).toList();
        given.only(decided).given().forEach((name, value) -> {
            if (!value.place().startsWith("--")) { // --out is this command's own
                throw new ConfigException(value.place() + ": compare decides \"" + name
                        + "\" for each run (--methods, --budget, --out); remove it from the file");
            }
        });
        return given.without(decided);
    }

    private GridIntensity grid() {
        if (gridIntensity != null && country != null) {
            throw new ConfigException("grid-intensity: give either this or --country, not both");
        }
        if (gridIntensity != null) {
            return GridIntensity.given(gridIntensity);
        }
        return country == null ? GridIntensity.world() : GridIntensity.of(country);
    }

    /** The parts between commas. */
    private static List<String> list(String option, String text) {
        Set<String> parts = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                throw new ConfigException(
                        option + ": \"" + text + "\" has an empty entry; separate names with single" + " commas");
            }
            if (!parts.add(part.strip())) {
                throw new ConfigException(option + ": " + part.strip() + " is listed twice");
            }
        }
        return List.copyOf(parts);
    }
}
