package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class DetectionRunTest {
    @TempDir
    private Path out;

    private final MadeUpDetector detector = new MadeUpDetector(List.of("thing"), 0.5);
    private final StopSignal stop = new StopSignal();
    private final Kept kept = new Kept();

    @Test
    void imagesKeepTheirOrderAndWhatCannotBeReadIsNamedInIt() throws IOException {
        Numbered source =
                new Numbered(11, i -> i % 4 == 1 ? new FrameSource.Unreadable("p" + i, "broken, \"so\"") : image(i, 8));

        DetectionRun.Summary summary = run(source);

        assertThat(kept.names).containsExactly("p0", "p2", "p3", "p4", "p6", "p7", "p8", "p10");
        assertThat(kept.ids).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(kept.finished).isTrue();
        assertThat(summary)
                .isEqualTo(new DetectionRun.Summary(
                        8, 0, 8, 3, List.of("p1: broken, \"so\"", "p5: broken, \"so\"", "p9: broken, \"so\""), false));
        assertThat(Files.readAllLines(out.resolve("failed.csv")))
                .containsExactly(
                        "file,reason",
                        "p1,\"broken, \"\"so\"\"\"",
                        "p5,\"broken, \"\"so\"\"\"",
                        "p9,\"broken, \"\"so\"\"\"");
        assertThat(source.closed).isTrue();
    }

    @Test
    void theListOfFailuresOfAFormerRunDoesNotStay() throws IOException {
        Files.writeString(out.resolve("failed.csv"), "file,reason\nold,old\n");

        run(new Numbered(1, i -> image(i, 8)));

        assertThat(out.resolve("failed.csv")).doesNotExist();
    }

    @Test
    void fourImagesAreLookedAtInOneCallAndFewerOfLargeOnes() {
        run(new Numbered(9, i -> image(i, 8)), new Numbered(3, i -> image(i, 6000)));

        assertThat(detector.calls()).containsExactly(4, 4, 1, 2, 1);
    }

    @Test
    void aCamerasImagesDoNotWaitForOneAnother() {
        Numbered camera = new Numbered(3, i -> image(i, 8));
        camera.live = true;

        run(camera);

        assertThat(detector.calls()).containsExactly(1, 1, 1);
    }

    @Test
    void aStopInTheMiddleCompletesWhatWasDone() {
        kept.after(6, stop::raise);
        Numbered endless = new Numbered(Integer.MAX_VALUE, i -> image(i, 8));
        Numbered never = new Numbered(5, i -> image(i, 8));

        DetectionRun.Summary summary = run(endless, never);

        assertThat(summary.stopped()).isTrue();
        assertThat(summary.images())
                .as("the images of the call in which it was stopped are done")
                .isEqualTo(8);
        assertThat(kept.finished).isTrue();
        assertThat(endless.closed).isTrue();
        assertThat(endless.given).as("read ahead, and no further").isLessThanOrEqualTo(8 + 8 + 1);
        assertThat(never.given).isZero();
    }

    @Test
    void aFaultOfASourceComesAfterTheImagesBeforeIt() {
        Numbered source = new Numbered(9, i -> {
            if (i == 5) {
                throw new IllegalArgumentException("a fault in the program");
            }
            return image(i, 8);
        });

        assertThatThrownBy(() -> run(source)).hasMessageContaining("a fault in the program");
        assertThat(kept.names).hasSize(5);
        assertThat(kept.finished).isFalse();
    }

    @Test
    void remarksAreSaid() {
        Frame frame = (Frame) image(0, 8);
        Numbered source =
                new Numbered(1, i -> new Frame(frame.source(), frame.name(), frame.image(), frame.moment(), "moves"));
        assertThat(said(source)).contains("p0: moves");
    }

    @Test
    void whatIsTooSmallOnAHugeImageIsSaidOnce() {
        assertThat(said(new Numbered(3, i -> image(i, 4000)))).doesNotContain("cannot be seen");
        assertThat(said(new Numbered(3, i -> image(i, 6000))))
                .containsOnlyOnce("p0 has 6000x6000 pixels: objects smaller than about 60 of them cannot be seen;"
                        + " --tiles auto makes them visible");
    }

    /** What a run says on standard error. */
    private String said(FrameSource source) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            run(source);
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private DetectionRun.Summary run(FrameSource... sources) {
        try (TaskDetectors tasks = new TaskDetectors(
                        List.of("task"), List.of(new TaskGroup.SingleTask("task", detector)), OptionalDouble.empty());
                FailedTable failed = new FailedTable(out);
                Progress progress = Progress.onStandardError()) {
            return new DetectionRun(tasks, kept, failed, progress, true, stop).run(List.of(sources));
        }
    }

    private static FrameSource.Item image(int number, int side) {
        String name = "p" + number;
        return new Frame(
                name, name, Image.of(new ImageSize(side, side), new byte[3 * side * side]), Optional.empty(), "");
    }

    /** Gives what a function makes of 0, 1, 2, … */
    private static final class Numbered implements FrameSource {
        private final int count;
        private final IntFunction<FrameSource.Item> maker;
        private volatile int given;
        private volatile boolean closed;
        private boolean live;

        Numbered(int count, IntFunction<FrameSource.Item> maker) {
            this.count = count;
            this.maker = maker;
        }

        @Override
        public long length() {
            return count;
        }

        @Override
        public String title() {
            return "numbers";
        }

        @Override
        public boolean isLive() {
            return live;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        public Optional<FrameSource.Item> next() {
            return given == count ? Optional.empty() : Optional.of(maker.apply(given++));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Remembers what came. */
    private static final class Kept implements DetectionSink {
        private final List<String> names = new ArrayList<>();
        private final List<Integer> ids = new ArrayList<>();
        private boolean finished;
        private int count = -1;
        private Runnable then;

        void after(int images, Runnable action) {
            count = images;
            then = action;
        }

        @Override
        public void write(ImageResult found) {
            names.add(found.image().name());
            ids.add(found.id());
            if (names.size() == count) {
                then.run();
            }
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
