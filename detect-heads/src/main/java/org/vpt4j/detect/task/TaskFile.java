package org.vpt4j.detect.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/**
 * A task on disk: one safetensors file, readable by any reader of that format.
 *
 * <p>Its tensors are named {@code tuned.*} and {@code head.*}; everything else is one JSON object under the key
 * {@code vpt4j} of {@code __metadata__}. The same task gives the same bytes. Format 3 is written for a task with
 * tiles, format 2 for one without; format 1, in which {@code tuned.*} was {@code prompt.*}, is still read.
 */
public final class TaskFile {

    private static final String KEY = "vpt4j";
    private static final String TUNED = "tuned.";
    private static final String TUNED_IN_FORMAT_1 = "prompt.";
    private static final String HEAD = "head.";

    private TaskFile() {}

    /**
     * Writes the file completely or not at all.
     *
     * @param type of the values on disk: {@code F32}, or {@code F16} for half the size
     * @throws WeightsException if a value is not finite or too large for the type; the message names the tensor
     * @throws org.vpt4j.vision.error.FileException if the file cannot be written
     */
    public static void write(Path file, Task task, DataType type) {
        Map<String, FloatTensor> tensors = named(task);
        tensors.forEach((name, tensor) -> requireFinite(
                file, name, tensor, "nothing was written; the training has diverged, use a lower learning rate"));
        new SafetensorsWriter()
                .metadata(KEY, TaskDescription.write(task, tensors))
                .addAll(tensors, type)
                .write(file);
    }

    /** The JSON object under {@code vpt4j} in a task's file: everything but the values of its tensors. */
    public static String description(Task task) {
        return TaskDescription.write(task, named(task));
    }

    /**
     * A task without the values of its tensors.
     *
     * @param description as {@link #description} gives it
     * @throws IllegalArgumentException if it is not a description, or of a newer format; the message names the field
     */
    public static Task described(String description) {
        return TaskDescription.parse(description).toTask(Map.of(), Map.of());
    }

    private static Map<String, FloatTensor> named(Task task) {
        Map<String, FloatTensor> tensors = new TreeMap<>();
        task.tuned().forEach((name, tensor) -> tensors.put(TUNED + name, tensor));
        task.headTensors().forEach((name, tensor) -> tensors.put(HEAD + name, tensor));
        return tensors;
    }

    /**
     * Reads a task and checks its format, every field, and each tensor's name, shape and values.
     * {@link Task.Backbone#require} checks whether it fits a backbone.
     *
     * @throws WeightsException if it is not a task, of a newer format, or damaged; the message names file and field or
     *     tensor
     * @throws org.vpt4j.vision.error.FileException if the file cannot be read
     */
    public static Task read(Path file) {
        Safetensors stored = Safetensors.open(file);
        String text = stored.metadata().get(KEY);
        if (text == null) {
            throw new WeightsException(file + " is a safetensors file, but no task: its metadata has no \"" + KEY
                    + "\"; a task is the task.safetensors that a training writes");
        }
        try {
            TaskDescription description = TaskDescription.parse(text);
            String tuned = description.format() == 1 ? TUNED_IN_FORMAT_1 : TUNED;
            requireSame(stored, description.tensors(), tuned);
            return description.toTask(tensors(stored, tuned), tensors(stored, HEAD));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file + " is not a usable task: " + e.getMessage(), e);
        }
    }

    private static void requireSame(Safetensors stored, Map<String, List<Integer>> expected, String tuned) {
        expected.forEach((name, shape) -> {
            if (!stored.names().contains(name)) {
                throw new WeightsException(stored.file() + ": the tensor " + Excerpt.of(name)
                        + " of its description is missing; copy or train it again");
            }
            long[] listed = shape.stream().mapToLong(Integer::longValue).toArray();
            long[] actual = stored.entry(name).shape();
            if (!Arrays.equals(listed, actual)) {
                throw new WeightsException(stored.file() + ": the tensor " + Excerpt.of(name) + " has the shape "
                        + Arrays.toString(actual) + ", but its description says " + Excerpt.of(shape)
                        + "; copy or train it again");
            }
        });
        for (String name : stored.names()) {
            if (!expected.containsKey(name) || !(name.startsWith(tuned) || name.startsWith(HEAD))) {
                throw new WeightsException(stored.file() + ": the tensor " + Excerpt.of(name)
                        + " is not in its description; copy or train it again");
            }
        }
    }

    private static Map<String, FloatTensor> tensors(Safetensors stored, String prefix) {
        return new TreeMap<>(stored.names().parallelStream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toMap(name -> name.substring(prefix.length()), name -> tensor(stored, name))));
    }

    private static FloatTensor tensor(Safetensors stored, String name) {
        FloatTensor tensor = stored.tensor(name);
        requireFinite(stored.file(), name, tensor, "it is damaged; copy or train it again");
        return tensor;
    }

    private static void requireFinite(Path file, String name, FloatTensor tensor, String advice) {
        OptionalInt first = tensor.firstNotFinite();
        if (first.isPresent()) {
            throw new WeightsException(file + ": the tensor " + Excerpt.of(name) + " holds "
                    + tensor.values()[first.getAsInt()] + " at position " + first.getAsInt() + "; " + advice);
        }
    }
}
