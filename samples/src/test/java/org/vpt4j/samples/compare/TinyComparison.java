package org.vpt4j.samples.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.samples.cli.TinyWorld;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.setting.Settings;

/** A comparison on a {@link TinyWorld} whose runs are done in this process: quick, and what it launches is seen. */
final class TinyComparison {
    final TinyWorld world;
    final Map<String, String> shared = new LinkedHashMap<>();
    final List<Path> launched = new ArrayList<>();
    List<String> methods = List.of("vpt-deep", "head-only");
    List<Shots> shots = List.of(Shots.ALL);
    List<String> backbones;
    Budget budget = Budget.parse("epochs:1");
    int seeds = 1;
    int jobs = 1;
    int tune;
    boolean zeroShot;
    StopSignal stop = new StopSignal();
    ToLongFunction<TrainingConfig> peak = config -> 0;
    Comparison.Launcher launcher = this::inThisProcess;

    TinyComparison(TinyWorld world) {
        this.world = world;
        this.backbones = List.of(world.path("vit").toString());
        shared.putAll(Map.of(
                "data", world.path("data").toString(), "size", "64", "batch", "3", "warmup", "1", "threads", "1"));
        shared.put("device", "cpu");
    }

    Path out() {
        return world.path("compared");
    }

    ComparisonData run() {
        ComparisonOptions options = new ComparisonOptions(
                methods,
                seeds,
                budget,
                out(),
                Settings.of(shared),
                jobs,
                tune,
                shots,
                backbones,
                zeroShot,
                GridIntensity.world(),
                "./vpt4j compare …");
        try (Progress progress = Progress.onStandardError()) {
            return new Comparison(options, folder -> launcher.launch(folder), progress, stop)
                    .run()
                    .data();
        }
    }

    /** As a process of its own would do, but for what only a process can. */
    RunFolder.Failure inThisProcess(Path folder) {
        launched.add(folder);
        try (Progress progress = Progress.onStandardError()) {
            MeteredRun.run(folder, peak, progress, stop);
            return null;
        } catch (VptException e) {
            return new RunFolder.Failure(e.getMessage(), 1);
        }
    }

    /** The rows of a CSV file of it, by column. */
    List<Map<String, String>> rows(String csv) throws Exception {
        List<String> lines = Files.readAllLines(out().resolve(csv));
        String[] columns = cells(lines.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = cells(line);
            if (cells.length != columns.length) {
                throw new AssertionError(cells.length + " cells under " + columns.length + " columns: " + line);
            }
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(columns[i], cells[i].replaceAll("^\"|\"$", "").replace("\"\"", "\""));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Between commas that are not inside of quotes. */
    private static String[] cells(String line) {
        return line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
    }
}
