package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;

/**
 * What a model takes over from the task that it starts from: all of the head, whose class layer keeps the rows of classes
 * that both have by name; and the tuned parameters of each part of the method that is the same in both (Vu et al. 2022,
 * soft prompt transfer).
 *
 * <p>The row of a new class is the mean of the start's rows, and its bias the head's initial one, the prior of Lin et al.
 * (2017). Several new classes so begin with equal rows; they part with the first step, as each has targets of its own.
 * But where the start has a single class and the model several, new rows keep their initial values: as copies of that
 * row, each would find the objects of all, which takes longer to unlearn (blood cells, 75 steps: AP 0.41, not 0.39).
 */
final class Transfer {
    private final String name;
    private final Task start;
    private final ModelSpec spec;
    private final DetectionHead head;
    private final Map<String, FloatTensor> tuned = new LinkedHashMap<>();
    private final List<String> tunedParts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param name of the start, for the notes
     * @param start checked for the model's backbone; its head fits the model's but for the classes
     * @param spec of the model
     */
    Transfer(String name, Task start, ModelSpec spec, EncoderConfig encoder) {
        this.name = name;
        this.start = start;
        this.spec = spec;
        this.head = spec.createHead(encoder);
        ModelSpec before = ModelSpec.of(start);
        spec.method().parts().forEach((prefix, part) -> take(prefix, part, before.method(), encoder));
    }

    /** Takes the parameters of one part of the method if the start has the same, else says why not. */
    private void take(String prefix, TuningMethod part, TuningMethod before, EncoderConfig encoder) {
        if (part.shapes(encoder).isEmpty()) {
            return; // tunes nothing
        }
        Optional<Map.Entry<String, TuningMethod>> same = before.parts().entrySet().stream()
                .filter(entry -> entry.getValue().name().equals(part.name()))
                .findFirst();
        if (same.isEmpty()) {
            notes.add(part.name() + " starts from random values: " + name + " was trained with " + before.name());
            return;
        }
        Map<String, String> own = part.settings().texts();
        Map<String, String> others = same.get().getValue().settings().texts();
        if (!own.equals(others)) {
            notes.add(part.name() + " starts from random values: " + name + " has " + differences(others, own));
            return;
        }
        Map<String, FloatTensor> found = new LinkedHashMap<>();
        part.shapes(encoder).forEach((parameter, shape) -> {
            FloatTensor value = start.tuned().get(same.get().getKey() + parameter);
            if (value != null && Arrays.equals(value.shape(), shape.getShape())) {
                found.put(prefix + parameter, value);
            }
        });
        if (found.size() < part.shapes(encoder).size()) { // a pixel prompt has the size of the input
            notes.add(part.name() + " starts from random values: " + name + " was trained at "
                    + start.preprocessing().input() + " px, this run is at " + spec.input());
            return;
        }
        tuned.putAll(found);
        tunedParts.add(part.name());
    }

    private static String differences(Map<String, String> before, Map<String, String> now) {
        return now.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .map(entry -> entry.getKey() + " " + before.get(entry.getKey()) + ", not " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    /**
     * The values to take over, named as the model's tensors, {@code tuned.…} and {@code head.…}; what is not among them
     * keeps its initial value.
     *
     * @param initial the model's initial values by these names
     */
    Map<String, FloatTensor> values(Function<String, FloatTensor> initial) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        tuned.forEach((parameter, value) -> values.put(DetectionModel.TUNED + parameter, value));
        Set<String> byClass = head.classParameters();
        head.shapes().forEach((parameter, shape) -> {
            String full = DetectionModel.HEAD + parameter;
            FloatTensor value = start.headTensors().get(parameter);
            if (!head.trains(parameter)) {
                return; // the backbone gives it
            }
            if (byClass.contains(parameter)) {
                values.put(full, rows(value, initial.apply(full)));
            } else if (Arrays.equals(value.shape(), shape.getShape())) {
                values.put(full, value);
            }
        });
        return values;
    }

    /**
     * The rows of a class parameter: those of the start's classes by name, for new ones the mean or the initial values;
     * then the rows that belong to no class.
     */
    private FloatTensor rows(FloatTensor before, FloatTensor initial) {
        int width = before.size() / Math.toIntExact(before.shape()[0]);
        float[] values = initial.values().clone();
        float[] mean = mean(before.values(), width);
        int classes = spec.classes().size();
        boolean bias = before.shape().length == 1;
        boolean ofAll = start.classes().size() == 1 && classes > 1;
        for (int row = 0; row < classes; row++) {
            int old = start.classes().indexOf(spec.classes().get(row));
            if (old >= 0) {
                System.arraycopy(before.values(), old * width, values, row * width, width);
            } else if (!bias && !ofAll) {
                System.arraycopy(mean, 0, values, row * width, width);
            }
        }
        int from = start.classes().size() * width;
        System.arraycopy(before.values(), from, values, classes * width, before.size() - from);
        return new FloatTensor(initial.shape(), values);
    }

    private float[] mean(float[] rows, int width) {
        int classes = start.classes().size();
        float[] mean = new float[width];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int row = 0; row < classes; row++) {
                sum += rows[row * width + i];
            }
            mean[i] = (float) (sum / classes);
        }
        return mean;
    }

    /** What is kept and what is not, in lines for the log. */
    List<String> notes() {
        List<String> kept =
                spec.classes().stream().filter(start.classes()::contains).toList();
        List<String> fresh = spec.classes().stream()
                .filter(c -> !start.classes().contains(c))
                .toList();
        List<String> lost = start.classes().stream()
                .filter(c -> !spec.classes().contains(c))
                .toList();
        StringBuilder line = new StringBuilder("starts from " + name + ": the head");
        if (kept.isEmpty()) {
            line.append(" but its class layer");
        }
        tunedParts.forEach(part -> line.append(" and ").append(part));
        if (!kept.isEmpty()) {
            line.append("; ").append(count(kept)).append(" kept: ").append(String.join(", ", kept));
        }
        if (!fresh.isEmpty()) {
            line.append("; ").append(count(fresh)).append(" new");
            line.append(kept.isEmpty() ? "" : ": " + String.join(", ", fresh));
        }
        boolean agnostic = start.isClassAgnostic();
        if (!lost.isEmpty() && !agnostic) {
            line.append("; ").append(count(lost)).append(" not in these data and left out: ");
            line.append(String.join(", ", lost));
        }
        List<String> lines = new ArrayList<>(List.of(line.toString()));
        lines.addAll(notes);
        if (head.classParameters().isEmpty() && !start.classes().equals(spec.classes())) {
            lines.add("the head " + head.name() + " does not say which of its parameters belong to classes: those whose"
                    + " size depends on the number of classes start from random values if that number has changed");
        }
        return lines;
    }

    private static String count(List<String> classes) {
        return Counted.of(classes.size(), "class is", "classes are");
    }
}
