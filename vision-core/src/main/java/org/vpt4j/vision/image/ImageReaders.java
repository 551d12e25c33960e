package org.vpt4j.vision.image;

import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds ImageIO's reader of an image, the same one whatever plug-ins there are. That for JPEG 2000 brings others for formats
 * that the JDK reads, and registers them first.
 */
final class ImageReaders {
    private static final String OTHERS = "com.github.jaiimageio";
    private static final String JDK = "com.sun.imageio";

    private ImageReaders() {}

    /** The reader that recognises the first bytes. */
    static Optional<ImageReader> of(ImageInputStream in) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            String name = reader.getClass().getName();
            if (!name.startsWith(OTHERS) || name.contains("jpeg2000")) {
                return Optional.of(reader);
            }
            reader.dispose();
        }
        return Optional.empty();
    }

    /** The JDK's own reader of a format. */
    static Optional<ImageReader> ofJdk(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDK)) {
                return Optional.of(reader);
            }
            reader.dispose();
        }
        return Optional.empty();
    }
}
