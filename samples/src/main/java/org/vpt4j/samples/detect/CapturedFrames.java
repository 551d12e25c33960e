package org.vpt4j.samples.detect;

import java.util.Optional;
import java.util.function.Supplier;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;

/** Frames of a video file or a camera, which is opened when the first frame is read. */
final class CapturedFrames implements FrameSource {
    private static final String FFMPEG = "ffmpeg";
    private static final double UNKNOWN_RATE = 25;
    private static final double FASTEST_RATE = 1000;

    /** Nominal rate of a camera, since the rate that the machine achieves is unknown. */
    private static final double CAMERA_RATE = 10;

    private final Origin origin;
    private final FrameSource.Sampling sampling;
    private VideoDecoder video;
    private long declared = -1;
    private double rate;
    private long frame;
    private long taken;
    private long begin;
    private boolean ended;

    CapturedFrames(Origin origin, FrameSource.Sampling sampling) {
        this.origin = origin;
        this.sampling = sampling;
    }

    /**
     * A video or camera to open.
     *
     * @param source see {@link Frame#source}
     * @param name see {@link Frame#name}
     * @param live whether it is a camera
     * @param decoder opens it; empty if that is not possible
     * @param notOpened the message for that case
     */
    record Origin(
            String source, String name, boolean live, Supplier<Optional<VideoDecoder>> decoder, String notOpened) {}

    public static CapturedFrames ofFile(String path, String name, FrameSource.Sampling sampling) {
        return new CapturedFrames(
                new Origin(
                        path,
                        name,
                        false,
                        () -> OpenCvVideo.ofFile(path)
                                .or(() -> MotionJpegAvi.ofFile(path))
                                .or(() -> FfmpegVideo.ofFile(FFMPEG, path)),
                        "is not a video that can be read here; Motion JPEG in AVI always can, most others if the"
                                + " program ffmpeg is installed"),
                sampling);
    }

    public static CapturedFrames ofCamera(int number, String name, FrameSource.Sampling sampling) {
        return new CapturedFrames(
                new Origin(
                        "camera " + number,
                        name,
                        true,
                        () -> OpenCvVideo.ofCamera(number),
                        "cannot be opened; check that it is connected, not in use, and permitted (on Linux: /dev/video"
                                + number + ")"),
                sampling);
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
        return origin.live();
    }

    @Override
    public Optional<FrameSource.Item> next() {
        if (ended || taken == sampling.most()) {
            return Optional.empty();
        }
        if (video == null) {
            Optional<VideoDecoder> opened = origin.decoder().get();
            if (opened.isEmpty()) {
                return problem(origin.notOpened());
            }
            begin(opened.get());
        }
        try {
            return taken > 0 && !skip() ? end() : read();
        } catch (ImageException e) {
            return problem(e.getMessage() + after());
        }
    }

    private void begin(VideoDecoder opened) {
        video = opened;
        declared = isLive() ? -1 : video.declared();
        double own = video.rate();
        rate = isLive() ? CAMERA_RATE : own > 0 && own <= FASTEST_RATE ? own : UNKNOWN_RATE;
        begin = System.nanoTime();
    }

    /** Skips the frames that are not sampled. */
    private boolean skip() {
        for (int i = 1; i < sampling.every(); i++) {
            if (!video.skip()) {
                return false;
            }
            frame++;
        }
        return true;
    }

    private Optional<FrameSource.Item> read() {
        Optional<Image> image = video.read();
        if (image.isEmpty()) {
            return end();
        }
        double seconds =
                isLive() ? (System.nanoTime() - begin) / 1e9 : video.seconds().orElse(frame / rate);
        Frame.Time moment = new Frame.Time(frame, seconds, isLive() ? rate : rate / sampling.every());
        frame++;
        taken++;
        return Optional.of(new Frame(origin.source(), origin.name(), image.get(), Optional.of(moment), ""));
    }

    /** The end, expected or premature. */
    private Optional<FrameSource.Item> end() {
        if (isLive()) {
            return problem("delivers no more frames; was it unplugged?");
        }
        if (taken == 0) {
            return problem("has no frame that can be read");
        }
        if (frame < declared - Math.max(1, declared / 100)) { // some videos only estimate the number
            return problem("the rest of " + declared + " frames is damaged or missing" + after());
        }
        ended = true;
        return Optional.empty();
    }

    private String after() {
        return taken == 0 ? "" : "; the " + Counted.of(frame, "frame before was", "frames before were") + " processed";
    }

    private Optional<FrameSource.Item> problem(String reason) {
        ended = true;
        return Optional.of(new FrameSource.Unreadable(origin.source(), reason));
    }

    @Override
    public void close() {
        if (video != null) {
            video.close();
            video = null;
        }
    }
}
