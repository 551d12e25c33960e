package org.vpt4j.vision.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Images that the tests of this package are about. */
final class Images {
    private Images() {}

    static Path golden(String name) {
        try {
            return Path.of(Images.class.getResource("/golden/images/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Image byOpenCv(Path file) {
        return OpenCvDecoder.load()
                .orElseThrow()
                .decode(EncodedImage.read(file))
                .orElseThrow();
    }

    static Image byImageIo(Path file) {
        return new ImageIoDecoder().decode(EncodedImage.read(file)).orElseThrow();
    }

    /** Four quarters: red and green above, blue and white below. */
    static Image quarters(ImageSize size) {
        byte[] rgb = new byte[3 * size.width() * size.height()];
        for (int i = 0; i < rgb.length; i += 3) {
            boolean right = i / 3 % size.width() >= size.width() / 2;
            boolean below = i / 3 / size.width() >= size.height() / 2;
            rgb[i] = (byte) (right == below ? 255 : 0);
            rgb[i + 1] = (byte) (right ? 255 : 0);
            rgb[i + 2] = (byte) (below ? 255 : 0);
        }
        return Image.of(size, rgb);
    }

    static byte[] jpeg(BufferedImage buffered) {
        ImageWriter writer = jdkWriter();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(0.98f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(buffered, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static ImageWriter jdkWriter() {
        for (Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("jpeg"); ; ) {
            ImageWriter writer = all.next();
            if (writer.getClass().getName().startsWith("com.sun")) {
                return writer;
            }
            writer.dispose();
        }
    }

    /** The JPEG with an EXIF segment behind its first marker that holds nothing but the orientation. */
    static byte[] withOrientation(byte[] jpeg, int orientation, boolean littleEndian) {
        byte[] tiff = littleEndian
                ? new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte) orientation, 0, 0, 0}
                : new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0
                };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (2 + 6 + tiff.length + 4)});
        out.writeBytes(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        out.writeBytes(tiff);
        out.writeBytes(new byte[4]); // no further directory
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    /** The largest difference of any sample; of images of one size. */
    static int maxDifference(Image a, Image b) {
        if (!a.size().equals(b.size())) {
            throw new AssertionError("sizes differ: " + a + " and " + b);
        }
        int most = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            most = Math.max(most, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
        }
        return most;
    }

    static double meanDifference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff));
        }
        return sum / a.rgb().length;
    }
}
