package org.vpt4j.samples.detect;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * A video file, read by the program {@code ffmpeg} if that is installed: it writes the frames to a pipe as PPM images, each
 * once and upright, and their times to its log.
 */
final class FfmpegVideo implements VideoDecoder {
    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_LINE = 200;

    /** The first line of YUV4MPEG2, which has the exact rate. */
    private static final Pattern RATE = Pattern.compile("YUV4MPEG2 .*F(\\d+):(\\d+).*");

    /** What the filter {@code showinfo} logs of a frame, before the frame is written. */
    private static final Pattern TIME = Pattern.compile(".*showinfo.* pts_time:([-+0-9.e]+).*");

    /** How ffmpeg is told neither to repeat nor to drop frames: since version 5.1, and before. */
    private static final List<String> EACH_ONCE = List.of("-fps_mode", "-vsync");

    private static final int LATE = 10; // seconds

    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");

    private final Process process;
    private final InputStream frames;
    private final BlockingQueue<OptionalDouble> times = new LinkedBlockingQueue<>(); // empty: the log is at its end
    private final double rate;
    private OptionalDouble seconds = OptionalDouble.empty();
    private boolean timed = true;

    private FfmpegVideo(Process process, double rate) {
        this.process = process;
        this.frames = new BufferedInputStream(process.getInputStream(), BUFFER);
        this.rate = rate;
        Thread log = new Thread(this::readLog, "ffmpeg's log");
        log.setDaemon(true);
        log.start();
    }

    private void readLog() {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher time = TIME.matcher(line);
                if (time.matches()) {
                    times.add(OptionalDouble.of(Double.parseDouble(time.group(1))));
                }
            }
        } catch (IOException e) {
            // The video is closed.
        }
        times.add(OptionalDouble.empty());
    }

    /**
     * Opens a file.
     *
     * @param program {@code ffmpeg}, or its path
     * @return empty if the program is missing or cannot read the file
     */
    static Optional<VideoDecoder> ofFile(String program, String path) {
        try {
            for (String once : EACH_ONCE) {
                Matcher header = RATE.matcher(firstLine(program, path, once));
                if (header.matches()) {
                    double rate = Double.parseDouble(header.group(1)) / Double.parseDouble(header.group(2));
                    Process process = start(program, path, once, "-vf", "showinfo", "-f", "image2pipe", "-c:v", "ppm");
                    return Optional.of(new FfmpegVideo(process, rate));
                }
            }
            return Optional.empty();
        } catch (IOException e) { // the program is missing
            return Optional.empty();
        }
    }

    private static String firstLine(String program, String path, String once) throws IOException {
        Process process = start(
                program, path, once, "-frames:v", "1", "-f", "yuv4mpegpipe", "-pix_fmt", "yuv420p", "-v", "quiet");
        try (InputStream in = process.getInputStream()) {
            return line(in);
        } finally {
            process.destroy();
        }
    }

    private static Process start(String program, String path, String once, String... output) throws IOException {
        List<String> command = new ArrayList<>(List.of(program, "-nostdin", "-nostats", "-v", "info"));
        command.addAll(List.of("-i", "file:" + path, "-map", "0:v:0", once, "passthrough"));
        command.addAll(List.of(output));
        command.add("pipe:1");
        return new ProcessBuilder(command).start();
    }

    /** Up to a line feed; empty at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public OptionalDouble seconds() {
        return seconds;
    }

    /** Its time is in the log before a frame is in the pipe. Once there is none, there are no more. */
    private void takeTime() {
        if (timed) {
            try {
                OptionalDouble next = times.poll(LATE, TimeUnit.SECONDS);
                seconds = next == null ? OptionalDouble.empty() : next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                seconds = OptionalDouble.empty();
            }
            timed = seconds.isPresent();
        }
    }

    @Override
    public long declared() {
        return -1;
    }

    @Override
    public boolean skip() {
        try {
            Optional<ImageSize> size = header();
            if (size.isPresent()) {
                frames.skipNBytes(3L * size.get().width() * size.get().height());
                takeTime();
            }
            return size.isPresent();
        } catch (IOException e) {
            throw cutShort(e);
        }
    }

    @Override
    public Optional<Image> read() {
        try {
            Optional<ImageSize> size = header();
            if (size.isEmpty()) {
                return Optional.empty();
            }
            byte[] rgb = new byte
                    [Math.multiplyExact(3, size.get().width() * size.get().height())];
            if (frames.readNBytes(rgb, 0, rgb.length) < rgb.length) {
                throw new IOException("a frame ends too early");
            }
            takeTime();
            return Optional.of(Image.of(size.get(), rgb));
        } catch (IOException e) {
            throw cutShort(e);
        }
    }

    /** The three lines before the pixels: {@code P6}, width and height, 255. */
    private Optional<ImageSize> header() throws IOException {
        String magic = line(frames);
        if (magic.isEmpty()) {
            return Optional.empty();
        }
        Matcher size = SIZE.matcher(line(frames));
        if (!magic.equals("P6") || !size.matches() || !line(frames).equals("255")) {
            throw new IOException("not a PPM frame");
        }
        return Optional.of(new ImageSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))));
    }

    private static ImageException cutShort(IOException e) {
        return new ImageException("ffmpeg stopped before the end (" + e.getMessage() + ")", e);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            frames.close();
        } catch (IOException e) {
            // Nothing more is read from it.
        }
    }
}
