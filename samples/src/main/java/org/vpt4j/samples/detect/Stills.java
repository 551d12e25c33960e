package org.vpt4j.samples.detect;

import java.nio.file.Path;
import org.vpt4j.samples.image.ImageFile;

/** {@code images/NAME-FRAME.jpg}: the frames of videos as images, without boxes, for the label files beside. */
final class Stills implements EachImage {
    private final Path folder;

    Stills(Path out) {
        folder = out.resolve("images");
    }

    @Override
    public void write(Found found) {
        if (found.image().moment().isPresent()) {
            ImageFile.write(
                    folder.resolve(found.image().singleName() + ".jpg"),
                    found.image().image().toBufferedImage());
        }
    }
}
