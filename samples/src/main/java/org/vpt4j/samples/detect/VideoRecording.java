package org.vpt4j.samples.detect;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFile;

/**
 * A video that is being written: Motion JPEG in AVI, which OpenCV writes on every system.
 *
 * <p>It runs in the time of its source: a frame is shown until the next one's moment, so it is written several times
 * where a camera was looked at less often than the video's rate.
 */
final class VideoRecording implements AutoCloseable {
    /** The numbers in an AVI's index have 32 bits, which not all players read as unsigned. */
    private static final long LONGEST_BYTES = 1_900_000_000L;

    private final Path target;
    private final AtomicFile file;
    private final VideoWriter writer;
    private final BufferedImage bgr;
    private final double begin;
    private final double rate;
    private long frames;

    /**
     * Begins it.
     *
     * @param first that of its first frame: its rate is the video's
     * @throws FileException if it cannot be written
     */
    public VideoRecording(Path path, int width, int height, Moment first) {
        this.target = path;
        this.begin = first.seconds();
        this.rate = first.rate();
        this.bgr = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        this.file = AtomicFile.createForLibrary(path);
        int codec = VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G');
        try (Size size = new Size(width, height)) {
            writer = new VideoWriter(file.path().toString(), opencv_videoio.CAP_OPENCV_MJPEG, codec, rate, size, true);
        }
        if (!writer.isOpened()) {
            close();
            throw new FileException("cannot write the video " + path + "; is writing there permitted?");
        }
    }

    /** Whether one more frame of this size may come. */
    public boolean takes(BufferedImage frame) {
        return frame.getWidth() == bgr.getWidth()
                && frame.getHeight() == bgr.getHeight()
                && file.path().toFile().length() < LONGEST_BYTES;
    }

    public void write(BufferedImage frame, Moment moment) {
        Graphics2D pen = bgr.createGraphics();
        pen.drawImage(frame, 0, 0, null);
        pen.dispose();
        byte[] bytes = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
        long due = Math.max(frames, Math.round((moment.seconds() - begin) * rate)) + 1;
        try (BytePointer pointer = new BytePointer(bytes);
                Mat pixels = new Mat(bgr.getHeight(), bgr.getWidth(), opencv_core.CV_8UC3, pointer)) {
            for (; frames < due; frames++) {
                writer.write(pixels);
            }
        }
    }

    /** @throws FileException if it is not whole: OpenCV says nothing of a full disk */
    public void finish() {
        writer.release();
        long whole;
        try (VideoCapture written = new VideoCapture(file.path().toString(), opencv_videoio.CAP_OPENCV_MJPEG)) {
            whole = written.isOpened() ? (long) written.get(opencv_videoio.CAP_PROP_FRAME_COUNT) : 0;
            written.release();
        }
        if (whole != frames) {
            throw new FileException("cannot write the video " + target + ": " + whole + " of "
                    + Counted.of(frames, "frame", "frames") + " arrived; is the disk full?");
        }
        AviRate.set(file.path(), rate);
        file.commit();
    }

    @Override
    public void close() {
        if (!writer.isNull()) {
            writer.release();
            writer.close();
        }
        file.close();
    }
}
