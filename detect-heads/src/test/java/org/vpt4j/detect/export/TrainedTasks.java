package org.vpt4j.detect.export;

import ai.djl.Device;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TuningMethods;

/** Tasks of every method on a tiny backbone, with values as if they had been trained, and what their training graph says. */
final class TrainedTasks implements AutoCloseable {
    static final ImageSize INPUT = new ImageSize(64, 64);
    static final List<String> CLASSES = List.of("box", "disc", "star");
    /** Below the score that most locations have, so that there is something to detect. */
    private static final double THRESHOLD = 0.05;

    private static final Map<String, String> SMALL = Map.of("neck", "16", "channels", "8", "groups", "4");

    final TinyWorld world;
    final Backbone backbone;
    private final VisionEncoder encoder;

    TrainedTasks(Path folder, long seed) {
        world = TinyWorld.in(folder);
        world.writeBackbone(seed);
        backbone = Backbone.open(world.backbone());
        encoder = VisionEncoder.load(backbone, Precision.FLOAT32, Device.cpu());
    }

    Trained task(String method) {
        return task(method, List.of(1, 2));
    }

    /** @param layers that its head reads */
    Trained task(String method, List<Integer> layers) {
        return new Trained(method, layers);
    }

    /** Some of the world's images. */
    List<Image> images() {
        return IntStream.range(0, 3).mapToObj(i -> Image.read(world.image(i))).toList();
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** A task of a method, and its training graph. */
    final class Trained {
        private final ModelSpec spec;
        private final Map<String, FloatTensor> values = new LinkedHashMap<>();
        private final Map<String, String> headSettings;

        private Trained(String method, List<Integer> layers) {
            spec = new ModelSpec(
                    CLASSES,
                    TuningMethods.create(method, Map.of()),
                    new Task.Head("dense", SMALL, layers),
                    new Task.Preprocessing(INPUT, Normalization.IMAGENET));
            try (DetectionModel model = spec.initialise(encoder, Initialization.uniform(3), 5)) {
                model.parameters()
                        .asMap()
                        .forEach((name, array) -> values.put(name, moved(name, FloatTensor.from(array))));
                headSettings = model.head().settings().texts();
            }
        }

        /** No norm is all ones, no bias is all zeros after a training. */
        private static FloatTensor moved(String name, FloatTensor start) {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            double size = name.startsWith(DetectionModel.HEAD) ? 0.3 : 0.1;
            FloatTensor moved = FloatTensor.zeros(start.shape());
            for (int i = 0; i < moved.size(); i++) {
                moved.values()[i] = start.values()[i] + (float) (size * random.nextDouble(-1, 1));
            }
            return moved;
        }

        Task task() {
            return new Task(
                    CLASSES,
                    new Task.Method(
                            spec.method().name(), spec.method().settings().texts()),
                    new Task.Head("dense", headSettings, spec.head().layers()),
                    spec.preprocessing(),
                    new Task.Backbone(backbone.name(), backbone.fingerprint()),
                    THRESHOLD,
                    new Task.Provenance("no data", 3, Map.of(), Map.of(), "test", Instant.EPOCH),
                    under(DetectionModel.TUNED),
                    under(DetectionModel.HEAD));
        }

        private Map<String, FloatTensor> under(String prefix) {
            Map<String, FloatTensor> found = new LinkedHashMap<>();
            values.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    found.put(name.substring(prefix.length()), value);
                }
            });
            return found;
        }

        /** What the training graph says about pixels of any input. */
        Proposals trained(FloatTensor pixels) {
            long[] shape = pixels.shape();
            ModelSpec sized = new ModelSpec(
                    spec.classes(),
                    spec.method(),
                    spec.head(),
                    new Task.Preprocessing(new ImageSize((int) shape[3], (int) shape[2]), spec.normalization()));
            ByteBuffer memory =
                    ByteBuffer.allocateDirect(Float.BYTES * pixels.size()).order(ByteOrder.nativeOrder());
            memory.asFloatBuffer().put(pixels.values());
            try (DetectionModel model = sized.load(encoder, values)) {
                Tensors tensors = model.parameters();
                return model.propose(memory, (int) shape[0], tensors);
            }
        }
    }

    /** Normalised pixels {@code [images, 3, height, width]} of nothing in particular. */
    static FloatTensor pixels(int seed, int images, int height, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor pixels = FloatTensor.zeros(images, 3, height, width);
        for (int i = 0; i < pixels.size(); i++) {
            pixels.values()[i] = (float) random.nextDouble(-2, 2);
        }
        return pixels;
    }
}
