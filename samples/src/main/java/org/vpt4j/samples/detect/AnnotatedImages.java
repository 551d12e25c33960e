package org.vpt4j.samples.detect;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.ImageFile;

/** {@code NAME.jpg}: each image with the boxes on it. */
final class AnnotatedImages implements EachImage {
    /** A JPEG has no longer side. */
    private static final int LONGEST_JPEG = 65_500;

    private final Path out;
    private final BoxPainter painter;

    AnnotatedImages(Path out, Categories categories) {
        this.out = out;
        this.painter = new BoxPainter(categories.labels());
    }

    @Override
    public void write(Found found) {
        if (found.image().moment().isPresent()) {
            return; // a frame of a video, which is painted as one
        }
        BufferedImage painted = painter.found(found.image().image(), found.detections());
        int longest = Math.max(painted.getWidth(), painted.getHeight());
        ImageFile.write(out.resolve(found.image().name() + (longest > LONGEST_JPEG ? ".png" : ".jpg")), painted);
    }
}
