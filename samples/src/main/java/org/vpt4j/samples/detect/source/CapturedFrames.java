package org.vpt4j.samples.detect.source;

import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Frames that OpenCV reads from a video file or a camera, which is opened when the first is asked for.
 *
 * <p>Which files can be read is up to the system: everywhere Motion JPEG in AVI; on Windows and macOS also what the
 * system itself plays. The library is built without FFmpeg.
 */
final class CapturedFrames implements FrameSource {
    private static final double UNKNOWN_RATE = 25;
    private static final double FASTEST_RATE = 1000;

    /** What a camera's frames are counted with, as nobody knows how many the computer will manage. */
    private static final double CAMERA_RATE = 10;

    private final Origin origin;
    private final Sampling sampling;
    private VideoCapture capture;
    private long declared = -1;
    private double rate;
    private long frame;
    private long taken;
    private long begin;
    private boolean ended;

    private CapturedFrames(Origin origin, Sampling sampling) {
        this.origin = origin;
        this.sampling = sampling;
    }

    /**
     * What is opened.
     *
     * @param source see {@link Frame#source}
     * @param name see {@link Frame#name}
     * @param camera its number, -1 for a file
     */
    private record Origin(String source, String name, int camera) {
        VideoCapture open() {
            return camera >= 0 ? new VideoCapture(camera) : new VideoCapture(source);
        }

        boolean isCamera() {
            return camera >= 0;
        }
    }

    static CapturedFrames ofFile(String path, String name, Sampling sampling) {
        return new CapturedFrames(new Origin(path, name, -1), sampling);
    }

    static CapturedFrames ofCamera(int number, String name, Sampling sampling) {
        return new CapturedFrames(new Origin("camera " + number, name, number), sampling);
    }

    @Override
    public long length() {
        long all = declared < 0 ? Long.MAX_VALUE : (declared + sampling.every() - 1) / sampling.every();
        long length = Math.min(all, sampling.most());
        return length == Long.MAX_VALUE ? -1 : length;
    }

    @Override
    public String title() {
        return origin.source();
    }

    @Override
    public boolean isLive() {
        return origin.isCamera();
    }

    @Override
    public Optional<Taken> next() {
        if (ended || taken == sampling.most()) {
            return Optional.empty();
        }
        try {
            if (capture == null && !open()) {
                ended = true;
                return Optional.of(new Unreadable(origin.source(), whyNotOpened()));
            }
            return taken > 0 && !skip() ? end() : read();
        } catch (LinkageError | RuntimeException e) { // no native library; cv::Exception
            ended = true;
            return Optional.of(new Unreadable(origin.source(), "cannot be read (" + firstLine(e) + ")"));
        }
    }

    private boolean open() {
        capture = origin.open();
        if (!capture.isOpened()) {
            return false;
        }
        double count = capture.get(opencv_videoio.CAP_PROP_FRAME_COUNT);
        declared = !isLive() && count >= 1 ? (long) count : -1;
        double own = capture.get(opencv_videoio.CAP_PROP_FPS);
        rate = isLive() ? CAMERA_RATE : own > 0 && own <= FASTEST_RATE ? own : UNKNOWN_RATE;
        begin = System.nanoTime();
        return true;
    }

    /** Passes over the frames that are not wanted. */
    private boolean skip() {
        for (int i = 1; i < sampling.every(); i++) {
            if (!capture.grab()) {
                return false;
            }
            frame++;
        }
        return true;
    }

    private Optional<Taken> read() {
        try (Mat bgr = new Mat();
                Mat rgb = new Mat()) {
            if (!capture.read(bgr) || bgr.empty()) {
                return end();
            }
            opencv_imgproc.cvtColor(
                    bgr, rgb, bgr.channels() == 1 ? opencv_imgproc.COLOR_GRAY2RGB : opencv_imgproc.COLOR_BGR2RGB);
            if (rgb.type() != opencv_core.CV_8UC3) {
                ended = true;
                return Optional.of(new Unreadable(origin.source(), "has frames of another kind than 8-bit colour"));
            }
            byte[] pixels = new byte[3 * rgb.cols() * rgb.rows()];
            rgb.data().get(pixels);
            Image image = Image.of(new ImageSize(rgb.cols(), rgb.rows()), pixels);
            double seconds = isLive() ? (System.nanoTime() - begin) / 1e9 : frame / rate;
            Moment moment = new Moment(frame, seconds, isLive() ? rate : rate / sampling.every());
            frame++;
            taken++;
            return Optional.of(new Frame(origin.source(), origin.name(), image, Optional.of(moment), ""));
        }
    }

    /** The end where it is expected, or too early. */
    private Optional<Taken> end() {
        ended = true;
        if (isLive()) {
            return Optional.of(new Unreadable(origin.source(), "gives no more frames; was it unplugged?"));
        }
        if (taken == 0) {
            return Optional.of(new Unreadable(origin.source(), "holds no frame that can be read"));
        }
        if (frame < declared - Math.max(1, declared / 100)) { // some only estimate how many there are
            return Optional.of(new Unreadable(
                    origin.source(),
                    "ends after frame " + frame + " of " + declared + ", the rest is damaged or missing; the frames"
                            + " before were looked at"));
        }
        return Optional.empty();
    }

    private String whyNotOpened() {
        if (isLive()) {
            return "cannot be opened; is it there, free, and permitted (on Linux: /dev/video" + origin.camera() + ")?";
        }
        return "is no video that can be read here; everywhere readable is Motion JPEG in AVI:"
                + " ffmpeg -i VIDEO -c:v mjpeg -q:v 3 -an VIDEO.avi";
    }

    private static String firstLine(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message);
    }

    @Override
    public void close() {
        if (capture != null) {
            capture.release();
            capture.close();
            capture = null;
        }
    }
}
