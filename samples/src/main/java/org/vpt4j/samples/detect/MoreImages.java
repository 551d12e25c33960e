package org.vpt4j.samples.detect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Whether a file holds more images than the one that is read: animations (GIF, WebP) and pages (TIFF). */
final class MoreImages {
    private static final int HEAD = 32;
    private static final int WEBP_FLAGS = 20; // of the chunk VP8X, which comes first if there is one
    private static final int WEBP_ANIMATED = 2;

    private MoreImages() {}

    /** False also where that cannot be told. */
    static boolean in(Path file) {
        try {
            byte[] head;
            try (InputStream in = Files.newInputStream(file)) {
                head = in.readNBytes(HEAD);
            }
            String text = new String(head, StandardCharsets.ISO_8859_1);
            if (text.startsWith("RIFF") && text.startsWith("WEBPVP8X", 8)) {
                return head.length > WEBP_FLAGS && (head[WEBP_FLAGS] & WEBP_ANIMATED) != 0;
            }
            boolean counted = text.startsWith("GIF8") || text.startsWith("II*\0") || text.startsWith("MM\0*");
            return counted && holdsASecond(file);
        } catch (IOException | RuntimeException e) { // readers answer bad bytes with either
            return false;
        }
    }

    private static boolean holdsASecond(Path file) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return false;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                return reader.getNumImages(true) > 1;
            } finally {
                reader.dispose();
            }
        }
    }
}
