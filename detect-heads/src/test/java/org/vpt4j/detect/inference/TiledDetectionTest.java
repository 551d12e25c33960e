package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Tiling;

class TiledDetectionTest {
    private static final ImageSize SIZE = new ImageSize(240, 180);
    private static final ImageSize INPUT = new ImageSize(80, 60);
    private static final Normalization PLAIN = new Normalization(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    private static final Tiling TILING = Tiling.grid(2, 2);

    @TempDir
    private Path root;

    /** Finds the smallest rectangle around all white pixels, if there are enough: small objects need a close look. */
    private static final class BrightSpot implements TaskDetector {
        private final Task.Preprocessing preprocessing;
        private final List<Integer> batches = new ArrayList<>();

        BrightSpot(Tiling tiling) {
            this.preprocessing = new Task.Preprocessing(INPUT, PLAIN, tiling);
        }

        @Override
        public List<String> classes() {
            return List.of("spot");
        }

        @Override
        public double threshold() {
            return 0.5;
        }

        @Override
        public Task.Preprocessing preprocessing() {
            return preprocessing;
        }

        @Override
        public List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore) {
            batches.add(images);
            FloatBuffer values =
                    pixels.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
            List<List<Detection>> found = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                found.add(spot(values, i * 3 * INPUT.width() * INPUT.height()));
            }
            return found;
        }

        private static List<Detection> spot(FloatBuffer values, int offset) {
            List<Box> white = new ArrayList<>();
            for (int p = 0; p < INPUT.width() * INPUT.height(); p++) {
                if (values.get(offset + p) > 0.6) {
                    int x = p % INPUT.width();
                    int y = p / INPUT.width();
                    white.add(new Box(x, y, x + 1, y + 1));
                }
            }
            return white.size() < 20
                    ? List.of()
                    : List.of(new Detection(
                            0,
                            new Box(
                                    white.stream().mapToDouble(Box::x1).min().orElseThrow(),
                                    white.stream().mapToDouble(Box::y1).min().orElseThrow(),
                                    white.stream().mapToDouble(Box::x2).max().orElseThrow(),
                                    white.stream().mapToDouble(Box::y2).max().orElseThrow()),
                            0.9));
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static Image white(int left, int top, int width, int height) {
        byte[] rgb = new byte[3 * SIZE.width() * SIZE.height()];
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[3 * (y * SIZE.width() + x) + c] = (byte) 255;
                }
            }
        }
        return Image.of(SIZE, rgb);
    }

    private static List<Detection> detect(Tiling trained, Optional<Tiling> asked, Image image) {
        DetectorOptions options =
                asked.map(DetectorOptions.defaults()::withTiles).orElse(DetectorOptions.defaults());
        try (Detector detector = new LetterboxDetector(new BrightSpot(trained), options)) {
            return detector.detect(image);
        }
    }

    @Test
    void tilesShowWhatIsTooSmallOnTheWholeImage() {
        Image small = white(20, 30, 10, 10); // 3 x 3 pixels of the input, on a tile 6 x 6
        assertThat(detect(Tiling.OFF, Optional.empty(), small)).isEmpty();
        assertThat(detect(TILING, Optional.empty(), small)).hasSize(1);
        assertThat(detect(TILING, Optional.of(Tiling.OFF), small)).isEmpty();
        assertThat(detect(Tiling.OFF, Optional.of(TILING), small)).hasSize(1);
        assertThat(detect(Tiling.OFF, Optional.of(Tiling.AUTO), small)).hasSize(1); // 3 px for one of the input
    }

    @Test
    void aBoxAcrossAllTilesIsFoundOnce() {
        List<Detection> found = detect(TILING, Optional.empty(), white(60, 50, 130, 70));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).box().iou(new Box(60, 50, 190, 120))).isGreaterThan(0.9);
        assertThat(found.get(0).label()).isEqualTo("spot");
    }

    @Test
    void allTilesGoThroughTheEncoderInBatches() {
        BrightSpot task = new BrightSpot(TILING);
        List<Image> images = List.of(white(20, 30, 10, 10), white(0, 0, 1, 1), white(180, 150, 20, 20));
        try (Detector detector = new LetterboxDetector(task, DetectorOptions.defaults())) {
            List<List<Detection>> found = detector.detect(images);
            assertThat(found).extracting(List::size).containsExactly(1, 0, 1);
            assertThat(found.get(2).get(0).box().iou(new Box(180, 150, 200, 170)))
                    .isGreaterThan(0.7);
        }
        assertThat(task.batches).containsExactly(4, 4, 4, 3);
    }

    @Test
    void tilesMakeTheSmallestVisibleObjectsSmaller() {
        try (Detector whole = new LetterboxDetector(new BrightSpot(Tiling.OFF), DetectorOptions.defaults());
                Detector tiled = new LetterboxDetector(new BrightSpot(TILING), DetectorOptions.defaults())) {
            assertThat(whole.leastSide(SIZE)).isEqualTo(24, within(1e-9));
            assertThat(tiled.leastSide(SIZE)).isEqualTo(24 / 1.8, within(0.2));
        }
    }

    @Test
    void evaluationComparesWhatTilesShowWithTheWholeImages() throws IOException {
        List<LabelledImage> images = new ArrayList<>();
        int[][] places = {{20, 30, 10, 10}, {60, 50, 130, 70}, {110, 80, 12, 12}};
        for (int[] at : places) {
            Path file = root.resolve(images.size() + ".png");
            ImageIO.write(white(at[0], at[1], at[2], at[3]).toBufferedImage(), "png", file.toFile());
            Annotation spot = Annotation.of(0, Box.ofXywh(at[0], at[1], at[2], at[3]));
            images.add(new LabelledImage(file.getFileName().toString(), file, SIZE, List.of(spot)));
        }
        DetectionDataset whole = new DetectionDataset(List.of("spot"), images);
        Evaluation without = evaluate(whole);
        Evaluation with = evaluate(whole.tiled(TILING, INPUT));

        assertThat(with.images()).extracting(one -> one.image()).isEqualTo(images);
        assertThat(with.images()).allMatch(one -> one.found().size() == 1);
        assertThat(without.metrics().ap50()).isEqualTo(34 / 101.0, within(0.01)); // the large one alone
        assertThat(with.metrics().ap50()).isEqualTo(1, within(1e-9));
    }

    private static Evaluation evaluate(DetectionDataset dataset) {
        List<Integer> progress = new ArrayList<>();
        try (DetectionLoader loader = new DetectionLoader(dataset, LoaderConfig.plain(INPUT, PLAIN, 2));
                TaskDetector detector = new BrightSpot(Tiling.OFF)) {
            Evaluation evaluation = Evaluator.evaluate(detector, loader, progress::add);
            assertThat(progress.get(progress.size() - 1)).isEqualTo(3);
            return evaluation;
        }
    }

    @Test
    void bothEnginesAndASharedEncoderFindTheSameOnTiles() {
        TinyWorld world = TinyWorld.in(root);
        Backbone backbone = Backbone.open(world.backbone());
        Task plain = new TinyTasks(backbone).random("vpt-deep", Map.of("tokens", "3"), 1);
        Task task = tiled(plain);
        Path file = TinyTasks.write(root, "deep", task);
        Path untiled = TinyTasks.write(root, "untiled", plain);
        byte[] rgb = new byte[3 * 200 * 150];
        new Random(5).nextBytes(rgb);
        Image image = Image.of(new ImageSize(200, 150), rgb);
        DetectorOptions options = DetectorOptions.defaults().withDevice("cpu").withThreads(1);
        try (Detector onnx = Detector.load(file, options);
                Detector torch = Detector.load(file, options.withEngine(DetectorOptions.PYTORCH));
                Detector asked = Detector.load(untiled, options.withTiles(TILING));
                Detector off = Detector.load(file, options.withTiles(Tiling.OFF));
                Detector alone = Detector.load(untiled, options);
                SharedDetector shared = SharedDetector.open(backbone, options)) {
            shared.attach("tiled", file);
            shared.attach("untiled", untiled);
            List<Detection> expected = onnx.detect(List.of(image), 0.5).get(0);
            assertThat(expected)
                    .hasSizeGreaterThan(alone.detect(List.of(image), 0.5).get(0).size());
            Found.assertSame(torch.detect(List.of(image), 0.5).get(0), expected, 200);
            assertThat(asked.detect(List.of(image), 0.5).get(0)).isEqualTo(expected);
            assertThat(off.detect(image)).isEqualTo(alone.detect(image));
            List<List<Detection>> both = shared.detect(List.of(
                    SharedDetector.Request.of(image, "tiled").withMinScore(0.5),
                    SharedDetector.Request.of(image, "untiled").withMinScore(0.5)));
            Found.assertSame(both.get(0), expected, 200);
            Found.assertSame(both.get(1), alone.detect(List.of(image), 0.5).get(0), 200);
        }
    }

    private static Task tiled(Task task) {
        Task.Preprocessing before = task.preprocessing();
        return new Task(
                task.classes(),
                task.method(),
                task.head(),
                new Task.Preprocessing(before.input(), before.normalization(), TILING),
                task.backbone(),
                task.threshold(),
                task.provenance(),
                task.tuned(),
                task.headTensors());
    }
}
