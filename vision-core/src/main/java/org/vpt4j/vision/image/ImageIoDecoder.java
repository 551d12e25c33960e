package org.vpt4j.vision.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes with the JDK's ImageIO and its plug-ins, and applies the EXIF orientation, which they ignore.
 *
 * <p>Grey and RGB samples are used as stored: {@code getRGB} would brighten grey ones, which Java treats as linear light,
 * and apply colour profiles, which OpenCV does not.
 */
final class ImageIoDecoder implements ImageDecoder {

    @Override
    public Optional<Image> decode(EncodedImage encoded) {
        try (ImageInputStream in = encoded.stream()) {
            Optional<CmykJpeg> cmyk = CmykJpeg.of(encoded);
            Optional<ImageReader> found = cmyk.isPresent() ? ImageReaders.ofJdk("jpeg") : ImageReaders.of(in);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            ImageReader reader = found.get();
            try {
                reader.setInput(in, true, true);
                Image stored =
                        cmyk.isPresent() ? cmyk.get().toImage(reader.readRaster(0, null)) : toImage(reader.read(0));
                return Optional.of(encoded.orientation().upright(stored));
            } finally {
                reader.dispose();
            }
        } catch (ThreadDeath e) { // how the reader of JPEG 2000 gives up on some damage
            throw encoded.problem("is damaged; copy it again, save it again, or remove it", e);
        } catch (IOException | RuntimeException e) { // readers throw either for bad files
            throw encoded.problem("is damaged (" + e.getMessage() + "); copy it again, save it again, or remove it", e);
        }
    }

    /** Whether the JDK's decoder reads all of it and reports nothing, such as data that end too early. */
    static boolean decodesWithoutWarning(EncodedImage encoded) {
        try (ImageInputStream in = encoded.stream()) {
            Optional<ImageReader> found = ImageReaders.ofJdk("jpeg");
            if (found.isEmpty()) {
                return false;
            }
            ImageReader reader = found.get();
            try {
                AtomicBoolean warned = new AtomicBoolean();
                reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
                reader.setInput(in, true, true);
                reader.readRaster(0, null); // in any colour space
                return !warned.get();
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    static Image toImage(BufferedImage buffered) {
        ImageSize size = new ImageSize(buffered.getWidth(), buffered.getHeight());
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(size.width(), size.height()))];
        if (holdsPlainSamples(buffered.getColorModel())) {
            copySamples(buffered.getRaster(), buffered.getColorModel().getComponentSize(0) - 8, rgb);
        } else {
            copyColors(buffered, rgb);
        }
        return Image.of(size, rgb);
    }

    private static boolean holdsPlainSamples(ColorModel model) {
        int space = model.getColorSpace().getType();
        int bits = model.getComponentSize(0);
        return model instanceof ComponentColorModel
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT)
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && bits >= 8
                && !model.isAlphaPremultiplied();
    }

    private static void copySamples(Raster raster, int shift, byte[] rgb) {
        int bands = raster.getNumBands();
        int green = bands >= 3 ? 1 : 0;
        int blue = bands >= 3 ? 2 : 0;
        int[] row = new int[raster.getWidth() * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int i = 0; i < row.length; i += bands) {
                rgb[to++] = (byte) (row[i] >> shift);
                rgb[to++] = (byte) (row[i + green] >> shift);
                rgb[to++] = (byte) (row[i + blue] >> shift);
            }
        }
    }

    private static void copyColors(BufferedImage buffered, byte[] rgb) {
        int[] row = new int[buffered.getWidth()];
        int to = 0;
        for (int y = 0; y < buffered.getHeight(); y++) {
            buffered.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int color : row) {
                rgb[to++] = (byte) (color >> 16);
                rgb[to++] = (byte) (color >> 8);
                rgb[to++] = (byte) color;
            }
        }
    }
}
