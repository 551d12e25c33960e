package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;

/** One or more tasks that run on the same images. Owns native memory: close it. */
final class TaskDetectors implements AutoCloseable {
    private static final String ZERO_SHOT = "zero-shot";

    private final List<TaskGroup> groups;
    private final OptionalDouble score;
    private final Categories categories;

    /** Index of each task's first class in {@link #categories}. */
    private final Map<String, Integer> firstClasses = new HashMap<>();

    /**
     * Takes ownership of the tasks.
     *
     * @param names of the tasks, in their order
     * @param score lowest score that is kept; empty: each task's own
     */
    TaskDetectors(List<String> names, List<TaskGroup> groups, OptionalDouble score) {
        this.groups = List.copyOf(groups);
        this.score = score;
        Map<String, List<String>> found = new HashMap<>();
        groups.forEach(group -> found.putAll(group.classes()));
        Map<String, List<String>> classes = new LinkedHashMap<>();
        int first = 0;
        for (String name : names) {
            classes.put(name, found.get(name));
            firstClasses.put(name, first);
            first += found.get(name).size();
        }
        this.categories = Categories.of(classes);
    }

    /**
     * Detectors for task files, named by {@link #names}; those of one backbone share its encoder.
     *
     * <p>Throws as {@link Detector#load(Path)}.
     *
     * @param score lowest score that is kept; empty: each task's own
     */
    public static TaskDetectors load(List<Path> tasks, DetectorOptions options, OptionalDouble score) {
        List<String> names = names(tasks);
        Map<String, Path> files = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            files.put(names.get(i), tasks.get(i));
        }
        return new TaskDetectors(names, TaskLoading.load(files, options), score);
    }

    /** A detector of these classes without a task; throws as {@link Detector#zeroShot}. */
    static TaskDetectors zeroShot(List<String> classes, DetectorOptions options, OptionalDouble score) {
        TaskGroup group = new TaskGroup.SingleTask(ZERO_SHOT, Detector.zeroShot(classes, options));
        return new TaskDetectors(List.of(ZERO_SHOT), List.of(group), score);
    }

    /**
     * A unique name for each task file: the file's, without extension; if several are equal, such as task, those of
     * their folders; if these are equal too, with a number.
     */
    static List<String> names(List<Path> tasks) {
        List<String> names = tasks.stream().map(ImageFiles::stem).toList();
        if (names.stream().distinct().count() < names.size()) {
            names = tasks.stream().map(TaskDetectors::folderOf).toList();
        }
        List<String> unique = new ArrayList<>();
        for (String name : names) {
            String candidate = name;
            for (int i = 2; unique.contains(candidate); i++) {
                candidate = name + "-" + i;
            }
            unique.add(candidate);
        }
        return unique;
    }

    private static String folderOf(Path task) {
        Path folder = task.toAbsolutePath().normalize().getParent();
        return folder == null || folder.getFileName() == null
                ? ImageFiles.stem(task)
                : folder.getFileName().toString();
    }

    /** The classes of all tasks. */
    public Categories categories() {
        return categories;
    }

    /** About the side of the smallest objects that all tasks can see on an image of this size, in its pixels. */
    double leastSide(ImageSize image) {
        return groups.stream()
                .mapToDouble(group -> group.leastSide(image))
                .max()
                .orElse(0);
    }

    /** For each image the detections of all tasks, by descending score, with class indices of {@link #categories}. */
    public List<List<Detection>> detect(List<Image> images) {
        List<List<Detection>> found = new ArrayList<>();
        images.forEach(image -> found.add(new ArrayList<>()));
        for (TaskGroup group : groups) {
            group.detect(images, score).forEach((task, ofTask) -> {
                int first = firstClasses.get(task);
                for (int i = 0; i < images.size(); i++) {
                    for (Detection d : ofTask.get(i)) {
                        found.get(i).add(new Detection(first + d.classIndex(), d.label(), d.box(), d.score()));
                    }
                }
            });
        }
        found.forEach(list -> list.sort(
                Comparator.comparingDouble(Detection::score).reversed().thenComparingInt(Detection::classIndex)));
        return found;
    }

    @Override
    public void close() {
        groups.forEach(TaskGroup::close);
    }
}
