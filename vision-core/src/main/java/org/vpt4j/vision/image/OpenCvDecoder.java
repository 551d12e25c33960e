package org.vpt4j.vision.image;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.vpt4j.vision.error.VptException;

/**
 * Decodes with OpenCV, which applies the EXIF orientation. Native memory is freed before a call returns.
 *
 * <p>For a bad file OpenCV returns an empty matrix instead of throwing.
 */
final class OpenCvDecoder implements ImageDecoder {
    private OpenCvDecoder() {}

    /** The decoder; empty if OpenCV's native library cannot be loaded. */
    static Optional<OpenCvDecoder> load() {
        return Native.LOADED ? Optional.of(new OpenCvDecoder()) : Optional.empty();
    }

    @Override
    public Optional<Image> decode(EncodedImage encoded) {
        return decode(encoded, opencv_imgcodecs.IMREAD_COLOR_RGB);
    }

    /** A JPEG at a half, a quarter or an eighth of its sides, rounded up. */
    Optional<Image> decodeReduced(EncodedImage encoded, int reduction) {
        int reduced =
                switch (reduction) {
                    case 2 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
                    case 4 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
                    case 8 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
                    default -> throw new IllegalArgumentException("a reduction of " + reduction);
                };
        // The reduced forms are of BGR: IMREAD_COLOR_RGB is a flag of its own.
        return decode(encoded, reduced | opencv_imgcodecs.IMREAD_COLOR_RGB);
    }

    private static Optional<Image> decode(EncodedImage encoded, int flags) {
        byte[] bytes = encoded.bytes();
        try (BytePointer pointer = new BytePointer(bytes);
                Mat content = new Mat(1, bytes.length, opencv_core.CV_8UC1, pointer);
                Mat pixels = opencv_imgcodecs.imdecode(content, flags)) {
            if (pixels.empty() || pixels.type() != opencv_core.CV_8UC3 || !pixels.isContinuous()) {
                return Optional.empty();
            }
            ImageSize size = new ImageSize(pixels.cols(), pixels.rows());
            encoded.requireAcceptable(size);
            byte[] rgb = new byte[3 * size.width() * size.height()];
            pixels.data().get(rgb);
            return Optional.of(Image.of(size, rgb));
        } catch (VptException e) {
            throw e;
        } catch (RuntimeException e) {
            requireMemory(e);
            return Optional.empty(); // cv::Exception: a known format that it cannot read
        }
    }

    /** Whether it decodes a JPEG at an eighth of its size, which reads all of its data. */
    boolean decodesReduced(EncodedImage encoded) {
        byte[] bytes = encoded.bytes();
        try (BytePointer pointer = new BytePointer(bytes);
                Mat content = new Mat(1, bytes.length, opencv_core.CV_8UC1, pointer);
                Mat pixels = opencv_imgcodecs.imdecode(content, opencv_imgcodecs.IMREAD_REDUCED_COLOR_8)) {
            return !pixels.empty();
        } catch (RuntimeException e) {
            requireMemory(e);
            return false;
        }
    }

    /** OpenCV's error that there is no memory says nothing about the image. */
    private static void requireMemory(RuntimeException e) {
        if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
            OutOfMemoryError error = new OutOfMemoryError("OpenCV: " + e.getMessage());
            error.initCause(e);
            throw error;
        }
    }

    /** Loaded once, when an image is first read. */
    private static final class Native {
        static final boolean LOADED = load();

        private static boolean load() {
            try {
                Loader.load(opencv_imgcodecs.class);
                return true;
            } catch (LinkageError e) {
                System.getLogger(OpenCvDecoder.class.getName())
                        .log(System.Logger.Level.DEBUG, "OpenCV cannot be loaded, images are read with ImageIO", e);
                return false;
            }
        }
    }
}
