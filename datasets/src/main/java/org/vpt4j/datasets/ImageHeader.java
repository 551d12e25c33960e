package org.vpt4j.datasets;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.ImageSize;

/** Size of a picture by its header. */
final class ImageHeader {
    private ImageHeader() {}

    static ImageSize size(Path file) {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            if (in == null) {
                throw new ImageException("cannot open " + file);
            }
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new ImageException(file + " is no picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                return new ImageSize(reader.getWidth(0), reader.getHeight(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw new ImageException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
