package org.vpt4j.samples.detect;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * A video that is being written: Motion JPEG in AVI, which OpenCV writes on every system.
 *
 * <p>It plays at the speed of its source: each frame is shown until the next one's time, so it is repeated where a camera
 * delivered fewer frames than the video's rate.
 */
final class VideoRecording implements AutoCloseable {
    /** An AVI's index has 32-bit numbers, which not all players read as unsigned. */
    private static final long LONGEST_BYTES = 1_900_000_000L;

    private static final int HEADER = 512;
    private static final int CHUNK = 8; // name and length come before the fields
    private static final int SCALE = 20; // after type, handler, flags, priorities and initial frames
    private static final int PARTS = 1_000;

    private final Path target;
    private final AtomicFiles.Writer file;
    private final VideoWriter writer;
    private final BufferedImage bgr;
    private final double begin;
    private final double rate;
    private long frames;

    /**
     * Starts the recording.
     *
     * @param first time of its first frame, with the video's rate
     * @throws FileException if it cannot be written
     */
    public VideoRecording(Path path, int width, int height, Frame.Time first) {
        this.target = path;
        this.begin = first.seconds();
        this.rate = first.rate();
        this.bgr = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        this.file = AtomicFiles.openForLibrary(path);
        int codec = VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G');
        try (Size size = new Size(width, height)) {
            writer = new VideoWriter(file.path().toString(), opencv_videoio.CAP_OPENCV_MJPEG, codec, rate, size, true);
        }
        if (!writer.isOpened()) {
            close();
            throw new FileException("cannot write the video " + path + "; check the permissions of the folder");
        }
    }

    /** Whether another frame of this size can be added. */
    public boolean takes(BufferedImage frame) {
        return frame.getWidth() == bgr.getWidth()
                && frame.getHeight() == bgr.getHeight()
                && file.path().toFile().length() < LONGEST_BYTES;
    }

    public void write(BufferedImage frame, Frame.Time moment) {
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

    /** @throws FileException if it is incomplete: OpenCV does not report a full disk */
    public void finish() {
        writer.release();
        long whole;
        try (VideoCapture written = new VideoCapture(file.path().toString(), opencv_videoio.CAP_OPENCV_MJPEG)) {
            whole = written.isOpened() ? (long) written.get(opencv_videoio.CAP_PROP_FRAME_COUNT) : 0;
            written.release();
        }
        if (whole != frames) {
            throw new FileException("cannot write the video " + target + ": " + whole + " of "
                    + Counted.of(frames, "frame", "frames") + " were written; is the disk full?");
        }
        setRate(file.path(), rate);
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

    /**
     * Writes the frame rate to the headers of an AVI ({@code dwMicroSecPerFrame} of the file, {@code dwRate / dwScale} of
     * the stream). OpenCV writes whole numbers only: 29.97 would become 29, and the video three percent slower.
     *
     * @throws FileException if the file cannot be changed
     */
    private static void setRate(Path avi, double rate) {
        try (FileChannel file = FileChannel.open(avi, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.read(header, 0);
            String text = new String(header.array(), StandardCharsets.ISO_8859_1);
            put(file, text.indexOf("avih") + CHUNK, (int) Math.round(1e6 / rate));
            put(file, text.indexOf("strh") + CHUNK + SCALE, PARTS, (int) Math.round(rate * PARTS));
        } catch (IOException e) {
            throw new FileException("cannot write the video " + avi.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static void put(FileChannel file, int at, int... fields) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * fields.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int field : fields) {
            bytes.putInt(field);
        }
        file.write(bytes.flip(), at);
    }
}
