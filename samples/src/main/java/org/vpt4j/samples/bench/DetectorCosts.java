package org.vpt4j.samples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.LoadedTask;
import org.vpt4j.detect.inference.SharedDetector;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Image;

/** What detection costs beyond a single run: several callers, many tasks, memory. */
final class DetectorCosts {
    private DetectorCosts() {}

    /**
     * Image files per second of one detector, including decoding: for one caller with all cores as threads, and for as
     * many callers as cores, each with all, with one, and with the default number of threads. The upper bound is the rate
     * of one caller with one thread times the number of cores.
     *
     * @return images per second by arrangement
     */
    static Map<String, Double> callers(
            Path task, List<Path> imageFiles, DetectorOptions options, int rounds, StopSignal stop) {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Path> images = imageFiles.stream().limit(8).toList();
        ExecutorService callers = Executors.newFixedThreadPool(cores);
        try (Detector wide = Detector.load(task, options.withThreads(cores));
                Detector narrow = Detector.load(task, options.withThreads(1));
                Detector standard = Detector.load(task, options.withThreads(0))) {
            int perRound = cores * 4;
            String allCallers = Counted.of(cores, "caller", "callers");
            String allThreads = Counted.of(cores, "thread", "threads");
            Rounds timed = new Rounds() // on one core some arrangements coincide and share a name
                    .add("1 caller, 1 thread", () -> alone(narrow, images, perRound))
                    .add("1 caller, " + allThreads, () -> alone(wide, images, perRound))
                    .add("1 caller, default", () -> alone(standard, images, perRound))
                    .add(allCallers + ", " + allThreads, () -> together(wide, images, perRound, callers, cores))
                    .add(allCallers + ", 1 thread", () -> together(narrow, images, perRound, callers, cores))
                    .add(allCallers + ", default", () -> together(standard, images, perRound, callers, cores));
            Map<String, Double> perSecond = new LinkedHashMap<>();
            timed.run(2, rounds, stop).forEach((name, ms) -> perSecond.put(name, 1000 * perRound / ms));
            return perSecond;
        } finally {
            callers.shutdownNow();
        }
    }

    private static void alone(Detector detector, List<Path> images, int count) {
        for (int i = 0; i < count; i++) {
            detector.detect(Image.read(images.get(i % images.size())));
        }
    }

    private static void together(
            Detector detector, List<Path> images, int count, ExecutorService executor, int callers) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int c = 0; c < callers; c++) {
            running.add(CompletableFuture.runAsync(() -> alone(detector, images, count / callers), executor));
        }
        running.forEach(CompletableFuture::join);
    }

    /**
     * Costs of tasks on one encoder: loads and attaches the same task many times, each with its own values, and detects
     * with all.
     *
     * @return figures by name; memory is that of the process, in MB
     */
    static Map<String, Double> sharedTasks(
            Path task, Backbone backbone, Path imageFile, DetectorOptions options, int count) {
        Image image = Image.read(imageFile);
        Map<String, Double> figures = new LinkedHashMap<>();
        try (SharedDetector shared = SharedDetector.open(backbone, options)) {
            List<Long> loading = new ArrayList<>();
            List<Long> attaching = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                String name = "task " + i;
                Rounds.rest();
                long start = System.nanoTime();
                try (LoadedTask loaded = shared.load(task)) {
                    long middle = System.nanoTime();
                    shared.attach(name, loaded);
                    attaching.add(System.nanoTime() - middle);
                    loading.add(middle - start);
                }
                shared.detect(image, name);
                if (i == 1 || i == count) {
                    figures.put(i == 1 ? "memory of 1 task, MB" : "memory of " + count + " tasks, MB", resident());
                }
            }
            figures.put("loading the first task file, ms", loading.get(0) / 1e6);
            figures.put("loading a task file, ms", Rounds.median(loading) / 1e6);
            figures.put("attaching a loaded task, ms", Rounds.median(attaching) / 1e6);
        }
        return figures;
    }

    private static double resident() {
        System.gc(); // garbage that Java has not collected yet does not belong to the tasks
        return ProcessMemory.residentBytes().orElse(0) / 1e6;
    }

    /**
     * Whether memory grows over a large number of images.
     *
     * @return resident set in MB after a tenth and after all of the images, and its growth
     */
    static Map<String, Double> manyImages(
            Path task, List<Path> images, DetectorOptions options, int count, Progress progress) {
        Map<String, Double> figures = new LinkedHashMap<>();
        int early = Math.max(1, count / 10);
        double before = 0;
        progress.begin("images", count);
        try (Detector detector = Detector.load(task, options)) {
            for (int i = 1; i <= count; i++) {
                detector.detect(Image.read(images.get(i % images.size())));
                if (i == early) {
                    before = ProcessMemory.residentBytes().orElse(0) / 1e6;
                    figures.put("after " + early + ", MB", before);
                }
                progress.advance(i, "");
            }
            double after = ProcessMemory.residentBytes().orElse(0) / 1e6;
            figures.put("after " + count + ", MB", after);
            figures.put("growth, %", before == 0 ? 0 : 100 * (after / before - 1));
        }
        progress.close();
        return figures;
    }
}
