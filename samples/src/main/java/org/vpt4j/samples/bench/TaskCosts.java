package org.vpt4j.samples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.LoadedTask;
import org.vpt4j.detect.inference.SharedDetector;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.Image;

/** What tasks on one encoder cost: loading a file, attaching what is loaded, and the memory of many. */
final class TaskCosts {
    private TaskCosts() {}

    /**
     * Loads and attaches the same task many times, each with values of its own, and detects with all.
     *
     * @return figures by name; memory is that of the whole process, in MB
     */
    static Map<String, Double> measure(
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
        System.gc(); // what Java holds only because it has not looked yet is not the tasks'
        return ProcessMemory.residentBytes().orElse(0) / 1e6;
    }
}
