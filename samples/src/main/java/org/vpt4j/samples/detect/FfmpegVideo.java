package org.vpt4j.samples.detect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * A video file, read by the program {@code ffmpeg} if that is installed: it writes the frames to a pipe as PPM images, at a
 * constant rate and upright.
 */
final class FfmpegVideo implements VideoDecoder {
    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_LINE = 200;

    /** The first line of YUV4MPEG2, which has the exact rate. */
    private static final Pattern RATE = Pattern.compile("YUV4MPEG2 .*F(\\d+):(\\d+).*");

    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");

    private final Process process;
    private final InputStream frames;
    private final double rate;

    private FfmpegVideo(Process process, double rate) {
        this.process = process;
        this.frames = new BufferedInputStream(process.getInputStream(), BUFFER);
        this.rate = rate;
    }

    /**
     * Opens a file.
     *
     * @param program {@code ffmpeg}, or its path
     * @return empty if the program is missing or cannot read the file
     */
    static Optional<VideoDecoder> ofFile(String program, String path) {
        try {
            Matcher header = RATE.matcher(firstLine(program, path));
            if (!header.matches()) {
                return Optional.empty();
            }
            double rate = Double.parseDouble(header.group(1)) / Double.parseDouble(header.group(2));
            return Optional.of(new FfmpegVideo(start(program, path, "-f", "image2pipe", "-c:v", "ppm"), rate));
        } catch (IOException e) { // the program is missing
            return Optional.empty();
        }
    }

    private static String firstLine(String program, String path) throws IOException {
        Process process = start(program, path, "-frames:v", "1", "-f", "yuv4mpegpipe", "-pix_fmt", "yuv420p");
        try (InputStream in = process.getInputStream()) {
            return line(in);
        } finally {
            process.destroy();
        }
    }

    private static Process start(String program, String path, String... output) throws IOException {
        List<String> command = new ArrayList<>(List.of(program, "-nostdin", "-v", "quiet"));
        command.addAll(List.of("-i", "file:" + path, "-map", "0:v:0"));
        command.addAll(List.of(output));
        command.add("pipe:1");
        return new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
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
    public long declared() {
        return -1;
    }

    @Override
    public boolean skip() {
        try {
            Optional<ImageSize> size = header();
            if (size.isPresent()) {
                frames.skipNBytes(3L * size.get().width() * size.get().height());
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
