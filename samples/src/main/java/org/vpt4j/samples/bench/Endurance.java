package org.vpt4j.samples.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.image.Image;

/** Very many images in one process: does its memory grow? */
final class Endurance {
    private Endurance() {}

    /** @return resident set in MB after a tenth and after all of the images, and what it has grown by in between */
    static Map<String, Double> measure(
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
