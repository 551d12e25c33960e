package org.vpt4j.samples.detect;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.image.Image;

/** Image files, each read when it is needed. */
final class ImageFileSource implements FrameSource {
    private static final int HEAD = 32;
    private static final int WEBP_FLAGS = 20; // of the chunk VP8X, which comes first if there is one
    private static final int WEBP_ANIMATED = 2;

    private final int length;
    private final Iterator<FrameSource.Unreadable> refused;
    private final Iterator<Entry> files;

    /** @param refused files and folders that could not be opened */
    ImageFileSource(List<Entry> files, List<FrameSource.Unreadable> refused) {
        this.length = files.size() + refused.size();
        this.refused = refused.iterator();
        this.files = files.iterator();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public String title() {
        return "images";
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public Optional<FrameSource.Item> next() {
        if (refused.hasNext()) {
            return Optional.of(refused.next());
        }
        return files.hasNext() ? Optional.of(read(files.next())) : Optional.empty();
    }

    private static FrameSource.Item read(Entry entry) {
        try {
            Image image = Image.read(entry.file());
            String remark = hasMoreImages(entry.file()) ? "contains several images; only the first is used" : "";
            return new Frame(entry.source(), entry.name(), image, Optional.empty(), remark);
        } catch (VptException e) {
            return FrameSource.Unreadable.of(entry.source(), e.getMessage());
        } catch (OutOfMemoryError e) {
            return new FrameSource.Unreadable(
                    entry.source(), "does not fit into memory; make it smaller, or the heap larger: VPT4J_OPTS=-Xmx8g");
        }
    }

    /** Whether a file holds further images: an animation (GIF, WebP) or pages (TIFF); false if that is unknown. */
    private static boolean hasMoreImages(Path file) {
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
            return counted && hasSecondImage(file);
        } catch (IOException | RuntimeException e) { // readers throw either on damaged files
            return false;
        }
    }

    private static boolean hasSecondImage(Path file) throws IOException {
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

    @Override
    public void close() {
        // Each file is closed when it is read.
    }

    /**
     * An image file.
     *
     * @param file as given, or in the given folder
     * @param name of its results, see {@link Frame#name}
     */
    record Entry(Path file, String name) {

        /** The path for messages and results, with {@code /} on every system. */
        String source() {
            return file.toString().replace(File.separatorChar, '/');
        }
    }
}
