package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class CapturedFramesTest {
    @TempDir
    private Path folder;

    @Test
    void framesComeWithTheirNumberTheirTimeAndTheirPixels() {
        Clip.write(folder.resolve("clip.avi"), 7, 64, 48, 10);

        List<FrameSource.Item> all = all(FrameSource.Sampling.all());

        assertThat(all).hasSize(7);
        for (int i = 0; i < 7; i++) {
            Frame frame = (Frame) all.get(i);
            assertThat(frame.name()).isEqualTo("clip");
            assertThat(frame.singleName()).isEqualTo("clip-00000" + i);
            Frame.Time moment = frame.moment().orElseThrow();
            assertThat(moment.frame()).isEqualTo(i);
            assertThat(moment.seconds()).isCloseTo(i / 10.0, within(1e-9));
            assertThat(moment.rate()).isEqualTo(10);
            assertThat(brightness(frame.image())).isCloseTo(i * Clip.STEP, within(3));
        }
    }

    @Test
    void everyThirdFrameKeepsItsNumberAndTime() {
        Clip.write(folder.resolve("clip.avi"), 8, 64, 48, 10);

        List<Frame> frames = frames(all(new FrameSource.Sampling(3, Long.MAX_VALUE)));

        assertThat(frames).extracting(f -> f.moment().orElseThrow().frame()).containsExactly(0L, 3L, 6L);
        assertThat(frames).extracting(f -> f.moment().orElseThrow().rate()).containsOnly(10 / 3.0);
        assertThat(brightness(frames.get(2).image())).isCloseTo(6 * Clip.STEP, within(3));
    }

    @Test
    void soManyFramesAndNoMore() {
        Clip.write(folder.resolve("clip.avi"), 8, 64, 48, 10);

        assertThat(frames(all(new FrameSource.Sampling(2, 3))))
                .extracting(f -> f.moment().orElseThrow().frame())
                .containsExactly(0L, 2L, 4L);
    }

    @Test
    void theLengthIsKnownWhenItIsOpen() {
        Clip.write(folder.resolve("clip.avi"), 8, 64, 48, 10);

        try (FrameSource source = source(new FrameSource.Sampling(3, 100))) {
            source.next();
            assertThat(source.length()).isEqualTo(3);
        }
        try (FrameSource source = source(new FrameSource.Sampling(1, 5))) {
            assertThat(source.length()).isEqualTo(5);
        }
    }

    @Test
    void aFileThatWasCutOffGivesTheFramesBefore() throws IOException {
        Path clip = folder.resolve("clip.avi");
        Clip.write(clip, 12, 64, 48, 10);
        byte[] whole = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(whole, whole.length / 2));

        List<FrameSource.Item> all = all(FrameSource.Sampling.all());

        List<Frame> frames = frames(all.subList(0, all.size() - 1));
        assertThat(frames).hasSizeBetween(2, 8);
        assertThat(brightness(frames.get(1).image())).isCloseTo(Clip.STEP, within(3));
        assertThat(frames.get(1).moment().orElseThrow().seconds()).isCloseTo(0.1, within(1e-6));
        assertThat(all.get(all.size() - 1))
                .isInstanceOfSatisfying(FrameSource.Unreadable.class, problem -> assertThat(problem.reason())
                        .contains("is cut short")
                        .contains("frames before were processed"));
    }

    @Test
    void aVideoThatEndsTooEarlyGivesItsFramesAndSaysHowManyThereWere() {
        List<FrameSource.Item> all = all(decoder(100, 37, false));

        assertThat(frames(all.subList(0, 37))).hasSize(37);
        assertThat(all.get(37))
                .isEqualTo(new FrameSource.Unreadable(
                        "v.avi", "the rest of 100 frames is damaged or missing; the 37 frames before were processed"));
        assertThat(all).hasSize(38);
    }

    @Test
    void aFrameThatCannotBeReadEndsTheVideo() {
        List<FrameSource.Item> all = all(decoder(-1, 3, true));

        assertThat(all.get(3))
                .isEqualTo(new FrameSource.Unreadable("v.avi", "broke; the 3 frames before were processed"));
        assertThat(all).hasSize(4);
    }

    @Test
    void aNumberOfFramesThatIsOnlyEstimatedIsNoFault() {
        assertThat(frames(all(decoder(303, 300, false)))).hasSize(300);
    }

    @Test
    void whatIsNoVideoIsNamedWithWhatToDo() throws IOException {
        Files.writeString(folder.resolve("clip.avi"), "this only pretends");

        assertThat(all(FrameSource.Sampling.all()))
                .singleElement()
                .isInstanceOfSatisfying(FrameSource.Unreadable.class, problem -> {
                    assertThat(problem.source()).endsWith("clip.avi");
                    assertThat(problem.reason()).contains("is not a video that can be read here", "ffmpeg");
                });
    }

    @Test
    void aCameraThatIsNotThereIsNamedWithWhatToDo() {
        try (FrameSource camera = CapturedFrames.ofCamera(97, "camera-97", FrameSource.Sampling.all())) {
            assertThat(camera.next()).get().isInstanceOfSatisfying(FrameSource.Unreadable.class, problem -> assertThat(
                            problem.sentence())
                    .startsWith("camera 97: cannot be opened"));
            assertThat(camera.next()).isEmpty();
        }
    }

    private FrameSource source(FrameSource.Sampling sampling) {
        return CapturedFrames.ofFile(folder.resolve("clip.avi").toString(), "clip", sampling);
    }

    /** Says that it has so many frames and gives so many. */
    private static FrameSource decoder(long declared, int given, boolean breaks) {
        VideoDecoder decoder = new VideoDecoder() {
            private int next;

            @Override
            public double rate() {
                return 25;
            }

            @Override
            public long declared() {
                return declared;
            }

            @Override
            public boolean skip() {
                return read().isPresent();
            }

            @Override
            public Optional<Image> read() {
                if (next == given && breaks) {
                    throw new ImageException("broke");
                }
                return next++ < given ? Optional.of(Image.of(new ImageSize(2, 2), new byte[12])) : Optional.empty();
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        return new CapturedFrames(
                new CapturedFrames.Origin("v.avi", "v", false, () -> Optional.of(decoder), ""),
                FrameSource.Sampling.all());
    }

    private List<FrameSource.Item> all(FrameSource.Sampling sampling) {
        return all(source(sampling));
    }

    private static List<FrameSource.Item> all(FrameSource frames) {
        List<FrameSource.Item> all = new ArrayList<>();
        try (FrameSource source = frames) {
            for (Optional<FrameSource.Item> next = source.next(); next.isPresent(); next = source.next()) {
                all.add(next.get());
            }
        }
        return all;
    }

    private static List<Frame> frames(List<FrameSource.Item> all) {
        return all.stream().map(Frame.class::cast).toList();
    }

    private static int brightness(Image image) {
        return image.rgb(32, 24) & 0xff;
    }
}
