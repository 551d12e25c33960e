package org.vpt4j.samples.detect;

import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * A video file or a camera, read by OpenCV: Motion JPEG in AVI on every system; on Windows and macOS also whatever the
 * system plays. The library is built without FFmpeg.
 */
final class OpenCvVideo implements VideoDecoder {
    private final VideoCapture capture;

    private OpenCvVideo(VideoCapture capture) {
        this.capture = capture;
    }

    /** Empty if it cannot be opened, or OpenCV's native library does not load. */
    static Optional<VideoDecoder> ofFile(String path) {
        try {
            return opened(new VideoCapture(path));
        } catch (LinkageError | RuntimeException e) { // RuntimeException: cv::Exception
            return Optional.empty();
        }
    }

    /** Opens a camera by its number; empty as for {@link #ofFile}. */
    static Optional<VideoDecoder> ofCamera(int number) {
        try {
            return opened(new VideoCapture(number));
        } catch (LinkageError | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<VideoDecoder> opened(VideoCapture capture) {
        if (capture.isOpened()) {
            return Optional.of(new OpenCvVideo(capture));
        }
        capture.close();
        return Optional.empty();
    }

    @Override
    public double rate() {
        return Math.max(0, capture.get(opencv_videoio.CAP_PROP_FPS));
    }

    @Override
    public long declared() {
        double count = capture.get(opencv_videoio.CAP_PROP_FRAME_COUNT);
        return count >= 1 ? (long) count : -1;
    }

    @Override
    public boolean skip() {
        return capture.grab();
    }

    @Override
    public Optional<Image> read() {
        try (Mat bgr = new Mat();
                Mat rgb = new Mat()) {
            if (!capture.read(bgr) || bgr.empty()) {
                return Optional.empty();
            }
            int conversion = bgr.channels() == 1 ? opencv_imgproc.COLOR_GRAY2RGB : opencv_imgproc.COLOR_BGR2RGB;
            opencv_imgproc.cvtColor(bgr, rgb, conversion);
            if (rgb.type() != opencv_core.CV_8UC3) {
                throw new ImageException("has frames other than 8-bit colour");
            }
            byte[] pixels = new byte[Math.multiplyExact(3, rgb.cols() * rgb.rows())];
            rgb.data().get(pixels);
            return Optional.of(Image.of(new ImageSize(rgb.cols(), rgb.rows()), pixels));
        }
    }

    @Override
    public void close() {
        capture.release();
        capture.close();
    }
}
