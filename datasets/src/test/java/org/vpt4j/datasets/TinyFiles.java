package org.vpt4j.datasets;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes the files of hand-made datasets. */
public final class TinyFiles {
    private final Path root;

    public TinyFiles(Path root) {
        this.root = root;
    }

    /** An image of one colour. */
    public TinyFiles image(String name, int width, int height) {
        try {
            Path file = file(name);
            BufferedImage imageFile = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(imageFile, name.substring(name.lastIndexOf('.') + 1), file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public TinyFiles text(String name, String content) {
        try {
            Files.writeString(file(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A VOC file; each object is {@code "name xmin ymin xmax ymax"} with {@code " difficult"} behind it if it is. */
    public TinyFiles voc(String name, String imageFile, int width, int height, String... objects) {
        StringBuilder xml = new StringBuilder("<annotation>\n<filename>" + imageFile + "</filename>\n<size><width>"
                + width + "</width><height>" + height + "</height></size>\n");
        for (String object : objects) {
            String[] word = object.split(" ", -1);
            xml.append("<object>\n<name>" + word[0] + "</name><difficult>" + (word.length > 5 ? 1 : 0)
                    + "</difficult>\n<bndbox><xmin>" + word[1] + "</xmin><ymin>" + word[2] + "</ymin><xmax>" + word[3]
                    + "</xmax><ymax>" + word[4] + "</ymax></bndbox>\n</object>\n");
        }
        return text(name, xml + "</annotation>\n");
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }
}
