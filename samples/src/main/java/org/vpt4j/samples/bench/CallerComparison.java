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
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Image;

/**
 * How many image files a second one detector looks at, decoding and all, as requests to a service bring them: for one
 * caller with all cores as threads, and for as many callers as there are cores, each with all, with one, and with the
 * default number of threads. What one caller with one thread reaches, times the cores, is the most that there can be.
 */
final class CallerComparison {
    private CallerComparison() {}

    /** @return images a second by arrangement */
    static Map<String, Double> measure(
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
            Rounds contest = new Rounds() // on one core some are the same, and have one name
                    .add("1 caller, 1 thread", () -> alone(narrow, images, perRound))
                    .add("1 caller, " + allThreads, () -> alone(wide, images, perRound))
                    .add("1 caller, default", () -> alone(standard, images, perRound))
                    .add(allCallers + ", " + allThreads, () -> together(wide, images, perRound, callers, cores))
                    .add(allCallers + ", 1 thread", () -> together(narrow, images, perRound, callers, cores))
                    .add(allCallers + ", default", () -> together(standard, images, perRound, callers, cores));
            Map<String, Double> perSecond = new LinkedHashMap<>();
            contest.run(2, rounds, stop).forEach((name, ms) -> perSecond.put(name, 1000 * perRound / ms));
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
}
