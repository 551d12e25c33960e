package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/** {@code detections.csv}: a row for each object; boxes in pixels of the image, xyxy. */
final class CsvTable implements DetectionSink {
    private final CsvFile file;
    private final Categories categories;

    CsvTable(Path out, Categories categories) {
        this.categories = categories;
        this.file = new CsvFile(
                out.resolve("detections.csv"),
                "image",
                "frame",
                "seconds",
                "task",
                "class",
                "score",
                "x1",
                "y1",
                "x2",
                "y2");
    }

    @Override
    public void write(ImageResult result) {
        Optional<Frame.Time> moment = result.image().moment();
        String frame = moment.map(m -> Long.toString(m.frame())).orElse("");
        String seconds = moment.map(m -> decimals(3, m.seconds())).orElse("");
        for (Detection one : result.detections()) {
            Categories.Category category = categories.get(one.classIndex());
            Box box = one.box();
            file.row(List.of(
                    result.image().source(),
                    frame,
                    seconds,
                    category.task(),
                    category.name(),
                    decimals(4, one.score()),
                    decimals(2, box.x1()),
                    decimals(2, box.y1()),
                    decimals(2, box.x2()),
                    decimals(2, box.y2())));
        }
    }

    private static String decimals(int count, double value) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
    }

    @Override
    public void finish() {
        file.finish();
    }

    @Override
    public void close() {
        file.close();
    }
}
