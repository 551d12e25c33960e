package org.vpt4j.samples.detect;

import java.nio.file.Path;
import org.vpt4j.samples.image.ImageFile;

/** {@code images/NAME-FRAME.jpg}: the frames of videos as images without boxes, to go with the label files. */
final class FrameImages implements DetectionSink {
    private final Path folder;

    FrameImages(Path out) {
        folder = out.resolve("images");
    }

    @Override
    public void write(ImageResult result) {
        if (result.image().moment().isPresent()) {
            ImageFile.write(
                    folder.resolve(result.image().singleName() + ".jpg"),
                    result.image().image().toBufferedImage());
        }
    }
}
