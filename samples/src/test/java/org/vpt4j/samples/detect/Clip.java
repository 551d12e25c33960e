package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;

/** Videos of the tests: frame i is grey, as bright as 20 i. */
public final class Clip {
    public static final int STEP = 20;

    private Clip() {}

    /** Writes Motion JPEG in AVI. */
    public static void write(Path file, int frames, int width, int height, double rate) {
        int codec = VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G');
        try (Size size = new Size(width, height);
                VideoWriter writer =
                        new VideoWriter(file.toString(), opencv_videoio.CAP_OPENCV_MJPEG, codec, rate, size, true)) {
            for (int i = 0; i < frames; i++) {
                int grey = i * STEP;
                try (Scalar color = new Scalar(grey, grey, grey, 0);
                        Mat frame = new Mat(height, width, opencv_core.CV_8UC3, color)) {
                    writer.write(frame);
                }
            }
            writer.release();
        }
    }

    /**
     * A video as another program reads it.
     *
     * @param frames each frame's blue, green and red in the middle
     */
    public record Seen(double rate, int width, int height, List<int[]> frames) {}

    /** Reads a whole video. */
    public static Seen read(Path file) {
        List<int[]> frames = new ArrayList<>();
        try (VideoCapture capture = new VideoCapture(file.toString(), opencv_videoio.CAP_OPENCV_MJPEG);
                Mat frame = new Mat()) {
            int width = 0;
            int height = 0;
            while (capture.read(frame)) {
                width = frame.cols();
                height = frame.rows();
                byte[] bgr = new byte[3 * width * height];
                frame.data().get(bgr);
                int middle = 3 * (height / 2 * width + width / 2);
                frames.add(new int[] {bgr[middle] & 0xff, bgr[middle + 1] & 0xff, bgr[middle + 2] & 0xff});
            }
            double rate = capture.get(opencv_videoio.CAP_PROP_FPS);
            capture.release();
            return new Seen(rate, width, height, frames);
        }
    }
}
