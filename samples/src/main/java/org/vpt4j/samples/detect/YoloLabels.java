package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * {@code labels/NAME.txt}, a line {@code class x y width height} for each object, relative to the image's width and
 * height, x and y of the box's centre; and {@code classes.txt}, the name of class 0, 1, … on each line.
 *
 * <p>Scores are not written: annotation tools expect five numbers.
 */
final class YoloLabels implements DetectionSink {
    private final Path folder;

    YoloLabels(Path out, Categories categories) {
        folder = out.resolve("labels");
        AtomicFiles.writeString(out.resolve("classes.txt"), lines(categories.labels()));
    }

    @Override
    public void write(ImageResult result) {
        ImageSize size = result.image().image().size();
        AtomicFiles.writeString(
                folder.resolve(result.image().singleName() + ".txt"),
                lines(result.detections().stream().map(d -> line(d, size)).toList()));
    }

    private static String line(Detection detection, ImageSize size) {
        Box box = detection.box().clip(size);
        return String.format(
                Locale.ROOT,
                "%d %.6f %.6f %.6f %.6f",
                detection.classIndex(),
                box.centerX() / size.width(),
                box.centerY() / size.height(),
                box.width() / size.width(),
                box.height() / size.height());
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
}
