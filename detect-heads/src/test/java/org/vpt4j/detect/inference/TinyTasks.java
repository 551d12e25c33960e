package org.vpt4j.detect.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** Tasks with random values for a tiny backbone, as no training has made them: made without any engine. */
public final class TinyTasks {
    private static final Map<String, String> SMALL = Map.of("neck", "32", "channels", "16", "groups", "4");

    private final Backbone backbone;

    public TinyTasks(Backbone backbone) {
        this.backbone = backbone;
    }

    /** A task of two classes for an input of 64×48. */
    public Task random(String method, Map<String, String> settings, long seed) {
        return random(method, settings, new ImageSize(64, 48), seed);
    }

    Task random(String method, Map<String, String> settings, ImageSize input, long seed) {
        Random random = new Random(seed);
        TuningMethod tuning = TuningMethods.create(method, settings).on(input);
        Map<String, FloatTensor> prompt = new TreeMap<>();
        new TreeMap<>(tuning.shapes(backbone.config()))
                .forEach((name, shape) -> prompt.put(name, prompt(name, shape, random)));
        return task(tuning, input, prompt, classes(2), head(classes(2), random));
    }

    /** A task without a prompt, with one class, that says this score of every place it looks at. */
    Task saying(double score) {
        List<String> classes = classes(1);
        Map<String, FloatTensor> head = head(classes, new Random(7));
        FloatTensor weight = head.get("towers.class.out.weight");
        Arrays.fill(weight.values(), 0);
        Arrays.fill(head.get("towers.class.out.bias").values(), (float) Math.log(score / (1 - score)));
        return task(TuningMethods.create("head-only", Map.of()), new ImageSize(64, 48), Map.of(), classes, head);
    }

    /** The file of a task. */
    static Path write(Path folder, String name, Task task) {
        Path file = folder.resolve(name + ".safetensors");
        TaskFile.write(file, task, DataType.F16);
        return file;
    }

    private Task task(
            TuningMethod method,
            ImageSize input,
            Map<String, FloatTensor> prompt,
            List<String> classes,
            Map<String, FloatTensor> head) {
        return new Task(
                classes,
                new Task.Method(method.name(), method.settings().texts()),
                new Task.Head("dense", SMALL, List.of(1, 2)),
                new Task.Preprocessing(input, backbone.normalization()),
                new Task.Backbone(backbone.name(), backbone.fingerprint()),
                0.4,
                new Task.Provenance(
                        "none", 0, Map.of("backbone", backbone.folder().toString()), Map.of(), "0", Instant.EPOCH),
                prompt,
                head);
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    private Map<String, FloatTensor> head(List<String> classes, Random random) {
        DetectionHead head =
                DetectionHeads.create("dense", Settings.of(SMALL), classes, backbone.config(), List.of(1, 2));
        Map<String, FloatTensor> values = new TreeMap<>();
        new TreeMap<>(head.shapes()).forEach((name, shape) -> {
            double scale = shape.dimension() > 1 ? 1.5 / Math.sqrt((double) shape.size() / shape.get(0)) : 0.3;
            double centre = name.endsWith("norm.weight") || name.endsWith("box.scale") ? 1 : 0;
            values.put(name, gaussian(shape, centre, scale, random));
        });
        return values;
    }

    /** A changed weight stays near the published one; anything else is as large as tokens and pixels are. */
    private FloatTensor prompt(String name, Shape shape, Random random) {
        if (!backbone.names().contains(name)) {
            return gaussian(shape, 0, 0.3, random);
        }
        FloatTensor changed = gaussian(shape, 0, 0.05, random);
        float[] published = backbone.values(name);
        for (int i = 0; i < published.length; i++) {
            changed.values()[i] += published[i];
        }
        return half(changed);
    }

    private static FloatTensor gaussian(Shape shape, double centre, double scale, Random random) {
        FloatTensor tensor = FloatTensor.zeros(shape.getShape());
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) (centre + scale * random.nextGaussian());
        }
        return half(tensor);
    }

    /** What a task file of 16-bit floats holds of it. */
    private static FloatTensor half(FloatTensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = HalfPrecision.fromF16(HalfPrecision.toF16(tensor.values()[i]));
        }
        return tensor;
    }

    /** Every method that needs no words, each with settings that fit the tiny backbone, and a sum of two. */
    static List<String> methods() {
        List<String> all = new ArrayList<>(TuningMethods.names());
        all.removeIf(name -> TuningMethods.has(name, "text-width"));
        all.add("vpt-deep+bitfit");
        return all;
    }

    /** Settings with which a method fits the tiny backbone. */
    static Map<String, String> settings(String method) {
        return TuningMethods.accepted(method, Map.of("width", "5", "tokens", "3", "patch", "10", "rank", "2"));
    }
}
