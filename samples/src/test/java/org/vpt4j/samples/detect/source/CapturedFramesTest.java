package org.vpt4j.samples.detect.source;

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
import org.vpt4j.samples.detect.Clip;
import org.vpt4j.vision.image.Image;

class CapturedFramesTest {
    @TempDir
    private Path folder;

    @Test
    void framesComeWithTheirNumberTheirTimeAndTheirPixels() {
        Clip.write(folder.resolve("clip.avi"), 7, 64, 48, 10);

        List<Taken> all = all(Sampling.all());

        assertThat(all).hasSize(7);
        for (int i = 0; i < 7; i++) {
            Frame frame = (Frame) all.get(i);
            assertThat(frame.name()).isEqualTo("clip");
            assertThat(frame.singleName()).isEqualTo("clip-00000" + i);
            Moment moment = frame.moment().orElseThrow();
            assertThat(moment.frame()).isEqualTo(i);
            assertThat(moment.seconds()).isCloseTo(i / 10.0, within(1e-9));
            assertThat(moment.rate()).isEqualTo(10);
            assertThat(brightness(frame.image())).isCloseTo(i * Clip.STEP, within(3));
        }
    }

    @Test
    void everyThirdFrameKeepsItsNumberAndTime() {
        Clip.write(folder.resolve("clip.avi"), 8, 64, 48, 10);

        List<Frame> frames = frames(all(new Sampling(3, Long.MAX_VALUE)));

        assertThat(frames).extracting(f -> f.moment().orElseThrow().frame()).containsExactly(0L, 3L, 6L);
        assertThat(frames).extracting(f -> f.moment().orElseThrow().rate()).containsOnly(10 / 3.0);
        assertThat(brightness(frames.get(2).image())).isCloseTo(6 * Clip.STEP, within(3));
    }

    @Test
    void soManyFramesAndNoMore() {
        Clip.write(folder.resolve("clip.avi"), 8, 64, 48, 10);

        assertThat(frames(all(new Sampling(2, 3))))
                .extracting(f -> f.moment().orElseThrow().frame())
                .containsExactly(0L, 2L, 4L);
    }

    @Test
    void theLengthIsKnownWhenItIsOpen() {
        Clip.write(folder.resolve("clip.avi"), 8, 64, 48, 10);

        try (FrameSource source = source(new Sampling(3, 100))) {
            source.next();
            assertThat(source.length()).isEqualTo(3);
        }
        try (FrameSource source = source(new Sampling(1, 5))) {
            assertThat(source.length()).isEqualTo(5);
        }
    }

    @Test
    void aVideoThatIsCutShortGivesItsFramesAndSaysWhereItEnds() throws IOException {
        Path clip = folder.resolve("clip.avi");
        Clip.write(clip, 12, 64, 48, 10);
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(bytes, bytes.length * 2 / 3));

        List<Taken> all = all(Sampling.all());

        Taken last = all.get(all.size() - 1);
        assertThat(last).isInstanceOfSatisfying(Unreadable.class, problem -> assertThat(problem.reason())
                .isNotBlank());
        assertThat(all.size() - 1).isLessThan(12);
    }

    @Test
    void whatIsNoVideoIsNamedWithWhatToDo() throws IOException {
        Files.writeString(folder.resolve("clip.avi"), "this only pretends");

        assertThat(all(Sampling.all())).singleElement().isInstanceOfSatisfying(Unreadable.class, problem -> {
            assertThat(problem.source()).endsWith("clip.avi");
            assertThat(problem.reason()).contains("is no video that can be read here", "ffmpeg -i");
        });
    }

    @Test
    void aCameraThatIsNotThereIsNamedWithWhatToDo() {
        try (FrameSource camera = CapturedFrames.ofCamera(97, "camera-97", Sampling.all())) {
            assertThat(camera.next()).get().isInstanceOfSatisfying(Unreadable.class, problem -> assertThat(
                            problem.sentence())
                    .startsWith("camera 97: cannot be opened"));
            assertThat(camera.next()).isEmpty();
        }
    }

    private FrameSource source(Sampling sampling) {
        return CapturedFrames.ofFile(folder.resolve("clip.avi").toString(), "clip", sampling);
    }

    private List<Taken> all(Sampling sampling) {
        List<Taken> all = new ArrayList<>();
        try (FrameSource source = source(sampling)) {
            for (Optional<Taken> next = source.next(); next.isPresent(); next = source.next()) {
                all.add(next.get());
            }
        }
        return all;
    }

    private static List<Frame> frames(List<Taken> all) {
        return all.stream().map(Frame.class::cast).toList();
    }

    private static int brightness(Image image) {
        return image.rgb(32, 24) & 0xff;
    }
}
