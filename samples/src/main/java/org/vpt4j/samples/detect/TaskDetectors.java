package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.samples.detect.flow.Categories;
import org.vpt4j.vision.image.Image;

/** One or more tasks that look at the same images. Owns native memory: close it. */
public final class TaskDetectors implements AutoCloseable {
    private final Map<String, Detector> detectors;
    private final OptionalDouble score;
    private final Categories categories;

    /**
     * Takes over the detectors: it closes them.
     *
     * @param detectors by the name of the task, in order
     * @param score least score of what is kept; empty: each task's own
     */
    public TaskDetectors(Map<String, Detector> detectors, OptionalDouble score) {
        this.detectors = new LinkedHashMap<>(detectors);
        this.score = score;
        Map<String, List<String>> classes = new LinkedHashMap<>();
        this.detectors.forEach((name, detector) -> classes.put(name, detector.classes()));
        this.categories = Categories.of(classes);
    }

    /** Detectors for task files, named by {@link #names}; throws as {@link Detector#load(Path)}. */
    public static TaskDetectors load(List<Path> tasks, DetectorOptions options, OptionalDouble score) {
        Map<String, Detector> loaded = new LinkedHashMap<>();
        try {
            List<String> names = names(tasks);
            for (int i = 0; i < names.size(); i++) {
                loaded.put(names.get(i), Detector.load(tasks.get(i), options));
            }
            return new TaskDetectors(loaded, score);
        } catch (RuntimeException e) {
            loaded.values().forEach(Detector::close);
            throw e;
        }
    }

    /**
     * A name for each task file that no other has: the file's, without ending; where several are alike, such as {@code
     * task}, those of their folders; where these are alike too, with a number.
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

    /** For each image what all tasks found on it, by falling score; class indexes point into {@link #categories}. */
    public List<List<Detection>> detect(List<Image> images) {
        List<List<Detection>> found = new ArrayList<>();
        images.forEach(image -> found.add(new ArrayList<>()));
        int first = 0;
        for (Detector detector : detectors.values()) {
            List<List<Detection>> ofTask = detector.detect(images, score.orElse(detector.threshold()));
            for (int i = 0; i < images.size(); i++) {
                for (Detection d : ofTask.get(i)) {
                    found.get(i).add(new Detection(first + d.classIndex(), d.box(), d.score()));
                }
            }
            first += detector.classes().size();
        }
        found.forEach(
                list -> list.sort(Comparator.comparingDouble(Detection::score).reversed()));
        return found;
    }

    @Override
    public void close() {
        detectors.values().forEach(Detector::close);
    }
}
