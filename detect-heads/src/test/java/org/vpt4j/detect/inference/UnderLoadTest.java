package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.Image;

/** Many threads on one detector: nothing is lost, nothing is mixed up, whatever is attached, replaced or closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UnderLoadTest {
    private static final int THREADS = 8;
    private static final DetectorOptions OPTIONS =
            DetectorOptions.defaults().withDevice("cpu").withThreads(1);

    @TempDir
    private static Path root;

    private static Backbone backbone;
    private static TinyTasks tasks;
    private static Path deep;
    private static List<Image> images;

    private ExecutorService threads;

    @BeforeAll
    static void makeTheWorld() {
        TinyWorld world = TinyWorld.in(root);
        backbone = Backbone.open(world.backbone());
        tasks = new TinyTasks(backbone);
        deep = TinyTasks.write(root, "deep", tasks.random("vpt-deep", Map.of("tokens", "3"), 1));
        images = IntStream.range(0, 8).mapToObj(i -> Image.read(world.image(i))).toList();
    }

    @BeforeEach
    void startThreads() {
        threads = Executors.newFixedThreadPool(THREADS);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** Runs the same in every thread, and ends with what went wrong first. */
    private void inEveryThread(Callable<?> work) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(threads.submit(work));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    @Test
    void threadsThatShareADetectorGetWhatEachWouldGetAlone() throws Exception {
        try (Detector detector = Detector.load(deep, OPTIONS)) {
            List<List<Detection>> expected = detector.detect(images);
            AtomicInteger next = new AtomicInteger();
            inEveryThread(() -> {
                for (int i = 0; i < 25; i++) {
                    int which = next.getAndIncrement() % images.size();
                    Found.assertSame(detector.detect(images.get(which)), expected.get(which), TinyWorld.SIDE);
                }
                return null;
            });
        }
    }

    @Test
    void severalDetectAtTheSameTime() throws Exception {
        CountDownLatch together = new CountDownLatch(2);
        try (Detector detector = Detector.load(deep, OPTIONS)) {
            List<Image> meeting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                meeting.add(images.get(i));
            }
            Callable<Boolean> call = () -> {
                // a list that is read inside of the call: both calls have to be inside to get any further
                List<Image> waiting = new AbstractList<>() {
                    @Override
                    public Image get(int index) {
                        together.countDown();
                        try {
                            if (!together.await(20, TimeUnit.SECONDS)) {
                                throw new IllegalStateException("the other call is kept waiting");
                            }
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return meeting.get(index);
                    }

                    @Override
                    public int size() {
                        return meeting.size();
                    }
                };
                return detector.detect(waiting, 0.5).size() == 2;
            };
            Future<Boolean> one = threads.submit(call);
            Future<Boolean> other = threads.submit(call);
            assertThat(one.get() && other.get()).isTrue();
        }
    }

    @Test
    void tasksAreReplacedUnderLoadAndEachAnswerIsThatOfOneTask() throws Exception {
        List<Double> scores = List.of(0.5, 0.6, 0.7, 0.8);
        AtomicBoolean swapping = new AtomicBoolean(true);
        try (SharedDetector shared = SharedDetector.open(backbone, OPTIONS)) {
            shared.attach("changing", tasks.saying(scores.get(0)));
            shared.attach("steady", tasks.saying(0.9));
            Future<Integer> swaps = threads.submit(() -> {
                int count = 0;
                while (swapping.get()) {
                    count++;
                    shared.replace("changing", tasks.saying(scores.get(count % scores.size())));
                    shared.attach("passing", tasks.saying(0.55));
                    shared.detach("passing");
                }
                return count;
            });
            AtomicInteger answers = new AtomicInteger();
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS - 1; i++) {
                callers.add(threads.submit(() -> {
                    for (int k = 0; k < 30; k++) {
                        Image image = images.get(k % images.size());
                        List<List<Detection>> found = shared.detect(List.of(
                                SharedDetector.Request.of(image, "changing"),
                                SharedDetector.Request.of(image, "steady")));
                        double said = said(found.get(0));
                        assertThat(scores).anyMatch(score -> Math.abs(score - said) < 1e-3);
                        assertThat(said(found.get(1))).isBetween(0.899, 0.901);
                        answers.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            swapping.set(false);
            assertThat(swaps.get()).isPositive();
            assertThat(answers).hasValue(30 * (THREADS - 1));
        }
    }

    /** The one score that all detections have. */
    private static double said(List<Detection> found) {
        assertThat(found).isNotEmpty();
        double first = found.get(0).score();
        assertThat(found).extracting(Detection::score).allMatch(score -> Math.abs(score - first) < 1e-6);
        return first;
    }

    @Test
    void aCallThatHasBegunIsFinishedBeforeClosing() throws Exception {
        for (int round = 0; round < 5; round++) {
            Detector detector = Detector.load(deep, OPTIONS);
            List<Detection> expected = detector.detect(images.get(0));
            assertThat(closedUnderLoad(
                            detector, () -> Found.assertSame(detector.detect(images.get(0)), expected, TinyWorld.SIDE)))
                    .allMatch(said -> said.contains("the detector is closed"));
        }
    }

    @Test
    void aSharedDetectorIsClosedUnderLoad() throws Exception {
        SharedDetector shared = SharedDetector.open(backbone, OPTIONS);
        shared.attach("a", tasks.saying(0.5));
        assertThat(closedUnderLoad(shared, () -> assertThat(said(shared.detect(images.get(0), "a")))
                        .isBetween(0.499, 0.501)))
                .allMatch(said -> said.contains("the shared detector is closed"));
    }

    /** Closes it while every thread calls again and again; gives what each is told in the end. */
    private List<String> closedUnderLoad(AutoCloseable detector, Runnable call) throws Exception {
        AtomicInteger done = new AtomicInteger();
        List<Future<String>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            callers.add(threads.submit(() -> {
                try {
                    while (true) {
                        call.run();
                        done.incrementAndGet();
                    }
                } catch (IllegalStateException e) {
                    return e.getMessage();
                }
            }));
        }
        while (done.get() < 10) {
            Thread.onSpinWait();
        }
        detector.close();
        List<String> said = new ArrayList<>();
        for (Future<String> caller : callers) {
            said.add(caller.get());
        }
        return said;
    }
}
