package org.vpt4j.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.vpt4j.vision.error.ImageException;

/**
 * Decodes TIFF files with other samples than 8-bit integers, or with an alpha channel, which is dropped. Integers are
 * reduced to their upper 8 bits; floating-point numbers must be between 0 and 1.
 *
 * <p>OpenCV cuts 32-bit and floating-point samples off at 255, and multiplies colours by alpha.
 */
final class TiffDecoder implements ImageDecoder {
    private static final double ROUNDING = 1e-4;

    @Override
    public Optional<Image> decode(EncodedImage encoded) {
        TiffHeader header = encoded.tiff().orElseThrow();
        if (!header.unsupported().isEmpty()) {
            throw encoded.problem("is a TIFF with " + header.unsupported() + "; convert it to 8 bits for each colour");
        }
        try (ImageInputStream in = encoded.stream()) {
            Optional<ImageReader> found = ImageReaders.ofJdk("tiff");
            if (found.isEmpty()) {
                return Optional.empty();
            }
            ImageReader reader = found.get();
            try {
                reader.setInput(in, true, true);
                return Optional.of(encoded.orientation().upright(image(encoded, reader.read(0))));
            } finally {
                reader.dispose();
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers throw either for bad files
            throw encoded.problem("is damaged (" + e.getMessage() + "); copy it again, save it again, or remove it", e);
        }
    }

    private static Image image(EncodedImage encoded, BufferedImage buffered) {
        Raster raster = buffered.getRaster();
        int type = raster.getTransferType();
        boolean floats = type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
        if (!floats && type != DataBuffer.TYPE_INT) {
            Image image = ImageIoDecoder.toImage(buffered);
            if (raster.getSampleModel().getSampleSize(0) > 8) {
                requireVariety(encoded, image, new Range(raster));
            }
            return image;
        }
        Range range = new Range(raster);
        if (floats && !(range.least >= -ROUNDING && range.most <= 1 + ROUNDING)) {
            throw encoded.problem(String.format(
                    Locale.ROOT,
                    "is a TIFF with floating-point samples from %.4g to %.4g, not from 0 to 1; convert it to 8 bits",
                    range.least,
                    range.most));
        }
        double largest = floats ? 1 : 0xffffffffL;
        int bands = Math.min(raster.getNumBands(), raster.getNumBands() >= 3 ? 3 : 1);
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(raster.getWidth(), raster.getHeight()))];
        double[] samples = new double[raster.getWidth()];
        for (int band = 0; band < 3; band++) {
            for (int y = 0; y < raster.getHeight(); y++) {
                row(raster, y, Math.min(band, bands - 1), samples);
                for (int x = 0; x < samples.length; x++) {
                    double value = Math.round(255 * samples[x] / largest);
                    rgb[3 * (y * samples.length + x) + band] = (byte) Math.max(0, Math.min(255, value));
                }
            }
        }
        Image image = Image.of(new ImageSize(raster.getWidth(), raster.getHeight()), rgb);
        requireVariety(encoded, image, range);
        return image;
    }

    /** Samples of one row; integers of 32 bits are unsigned. */
    private static void row(Raster raster, int y, int band, double[] samples) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, band, samples);
        if (raster.getTransferType() == DataBuffer.TYPE_INT) {
            for (int x = 0; x < samples.length; x++) {
                samples[x] = samples[x] < 0 ? samples[x] + 0x1p32 : samples[x];
            }
        }
    }

    /** An image that has something on it must not become one colour, e.g. counts up to 200 in 16 bits. */
    private static void requireVariety(EncodedImage encoded, Image image, Range range) {
        byte[] rgb = image.rgb();
        boolean varied = false;
        for (int i = 1; i < rgb.length && !varied; i++) {
            varied = rgb[i] != rgb[i - 1];
        }
        if (!varied && range.least < range.most) {
            throw encoded.problem(String.format(
                    Locale.ROOT,
                    "is a TIFF with samples from %.6g to %.6g, which are one colour in 8 bits; stretch their contrast and"
                            + " convert it to 8 bits",
                    range.least,
                    range.most));
        }
    }

    /** The smallest and the largest sample of the colours; NaN if one is. */
    private static final class Range {
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;

        Range(Raster raster) {
            double[] samples = new double[raster.getWidth()];
            for (int band = 0; band < Math.min(3, raster.getNumBands()); band++) {
                for (int y = 0; y < raster.getHeight(); y++) {
                    row(raster, y, band, samples);
                    for (double sample : samples) {
                        least = Math.min(least, sample);
                        most = Math.max(most, sample);
                    }
                }
            }
        }
    }
}
