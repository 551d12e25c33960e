package org.vpt4j.samples.detect;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.vpt4j.samples.image.BoxPainter;

/** {@code NAME.avi}: each video with the boxes on it, as fast as it was. */
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
    public void write(Found found) {
        if (found.image().moment().isEmpty()) {
            return; // an image, which is painted alone
        }
        Moment moment = found.image().moment().get();
        BufferedImage painted = painter.found(found.image().image(), found.detections());
        if (!found.image().name().equals(name)) {
            finish();
            name = found.image().name();
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
