package org.vpt4j.samples.detect;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.vpt4j.samples.image.BoxPainter;

/** {@code NAME.avi}: each video with the boxes on it, at its original speed. */
final class PaintedVideos implements DetectionSink {
    private final Path out;
    private final BoxPainter painter;
    private VideoRecording file;
    private String name = "";
    private int part;

    PaintedVideos(Path out, Categories categories) {
        this.out = out;
        this.painter = new BoxPainter(categories.labels());
    }

    @Override
    public void write(ImageResult result) {
        if (result.image().moment().isEmpty()) {
            return; // an image: see AnnotatedImages
        }
        Frame.Time moment = result.image().moment().get();
        BufferedImage painted = painter.found(result.image().image(), result.detections());
        if (!result.image().name().equals(name)) {
            finish();
            name = result.image().name();
            part = 1;
        } else if (file != null && !file.takes(painted)) {
            finish();
            part++;
        }
        if (file == null) {
            Path path = out.resolve(name + (part == 1 ? "" : "-part" + part) + ".avi");
            file = new VideoRecording(path, painted.getWidth(), painted.getHeight(), moment);
        }
        file.write(painted, moment);
    }

    @Override
    public void finish() {
        if (file != null) {
            file.finish();
            close();
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
