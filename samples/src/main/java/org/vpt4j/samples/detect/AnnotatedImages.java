package org.vpt4j.samples.detect;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.ImageFile;

/** {@code NAME.jpg}: each image with the boxes on it. */
final class AnnotatedImages implements DetectionSink {
    /** Largest side of a JPEG. */
    private static final int LONGEST_JPEG = 65_500;

    private final Path out;
    private final BoxPainter painter;

    AnnotatedImages(Path out, Categories categories) {
        this.out = out;
        this.painter = new BoxPainter(categories.labels());
    }

    @Override
    public void write(ImageResult result) {
        if (result.image().moment().isPresent()) {
            return; // a frame of a video: see PaintedVideos
        }
        BufferedImage painted = painter.found(result.image().image(), result.detections());
        int longest = Math.max(painted.getWidth(), painted.getHeight());
        ImageFile.write(out.resolve(result.image().name() + (longest > LONGEST_JPEG ? ".png" : ".jpg")), painted);
    }
}
