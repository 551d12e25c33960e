package org.vpt4j.samples.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/** Writes images as PNG or JPEG, whole or not at all. */
public final class ImageFile {
    private static final float QUALITY = 0.9f;

    private ImageFile() {}

    /**
     * Writes an image in the format of the file's extension: {@code .png}, {@code .jpg} or {@code .jpeg}.
     *
     * @throws ConfigException if it has another extension
     * @throws FileException if it cannot be written; no incomplete file remains
     */
    public static void write(Path file, BufferedImage buffered) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            AtomicFiles.write(file, out -> ImageIO.write(buffered, "png", out));
        } else if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            AtomicFiles.write(file, out -> encode(buffered, QUALITY, out));
        } else {
            throw new ConfigException(file + ": images are written as .png or .jpg; choose one of these extensions");
        }
    }

    /**
     * The bytes of a JPEG.
     *
     * @param quality from 0 (small) to 1 (good)
     */
    public static byte[] jpeg(BufferedImage buffered, float quality) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            encode(buffered, quality, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new FileException("an image cannot be encoded as JPEG: " + e.getMessage(), e);
        }
    }

    private static void encode(BufferedImage buffered, float quality, OutputStream out) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(opaque(buffered), null, null), how);
        } finally {
            writer.dispose();
        }
    }

    /** JPEG has no transparency: transparent pixels become white. */
    private static BufferedImage opaque(BufferedImage buffered) {
        if (buffered.getType() == BufferedImage.TYPE_INT_RGB) {
            return buffered;
        }
        BufferedImage rgb = new BufferedImage(buffered.getWidth(), buffered.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = rgb.createGraphics();
        try {
            graphics.drawImage(buffered, 0, 0, Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
        return rgb;
    }
}
