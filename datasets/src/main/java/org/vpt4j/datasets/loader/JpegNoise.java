package org.vpt4j.datasets.loader;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.vpt4j.vision.image.Image;

/**
 * Compresses an image strongly as JPEG, as cameras and web sites do, at the size of the input.
 *
 * @param probability of a change, in [0, 1]
 * @param worst lowest quality, in (0, 1]; the quality is uniform between it and 0.9
 */
record JpegNoise(double probability, double worst) implements ColorChange {
    private static final double BEST = 0.9;

    JpegNoise {
        SampleChange.requireProbability(probability);
        if (!(worst > 0 && worst <= BEST)) {
            throw new IllegalArgumentException("the worst quality must be in (0, 0.9], but is " + worst);
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return image;
        }
        double quality = worst + (BEST - worst) * random.nextDouble();
        try {
            byte[] jpeg = encoded(image, (float) quality);
            return Image.from(ImageIO.read(new ByteArrayInputStream(jpeg)));
        } catch (IOException e) {
            throw new UncheckedIOException("an image in memory cannot be written as JPEG", e);
        }
    }

    private static byte[] encoded(Image image, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image.toBufferedImage(), null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
