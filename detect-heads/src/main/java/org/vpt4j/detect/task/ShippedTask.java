package org.vpt4j.detect.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.error.ConfigException;

/**
 * A task that comes with a backbone: a task file next to its weights.
 *
 * <pre>{@code
 * try (Detector detector = Detector.load(ShippedTask.OBJECTS.on("dinov2-small"))) {
 *     detector.detect(Path.of("photo.jpg")); // every object is an "object"
 * }
 * }</pre>
 */
public enum ShippedTask {
    /** A head that finds objects of any kind, with the single class {@code object}; trainings start from it. */
    OBJECTS("objects");

    private final String taskName;

    ShippedTask(String taskName) {
        this.taskName = taskName;
    }

    /** Its file in a backbone's folder. */
    public String fileName() {
        return taskName + ".safetensors";
    }

    /**
     * Its file, if the backbone comes with it.
     *
     * @throws org.vpt4j.vision.error.WeightsException if the file's checksum is not the recorded one
     */
    public Optional<Path> of(Backbone backbone) {
        return backbone.file(fileName());
    }

    /**
     * Its file.
     *
     * @throws ConfigException if the backbone comes without it
     * @throws org.vpt4j.vision.error.WeightsException as {@link #of}
     */
    public Path on(Backbone backbone) {
        return of(backbone)
                .orElseThrow(() -> new ConfigException("the backbone " + backbone.name() + " comes without the task \""
                        + taskName + "\": there is no " + fileName() + " in " + backbone.folder()
                        + "; make one with \"vpt4j head pretrain --backbone " + backbone.name() + " --data DIR\""));
    }

    /**
     * Its file, for a backbone by its name or folder.
     *
     * @throws ConfigException if there is no such backbone, or it comes without the task
     * @throws org.vpt4j.vision.error.WeightsException as {@link #of}, or if the backbone is damaged
     */
    public Path on(String backbone) {
        return on(BackboneHub.standard().open(backbone));
    }

    /**
     * The file that a user means: a path that is not an existing file but is the name of a shipped task means that task.
     *
     * @param task a file, or {@code objects}
     * @param backbone name or folder; empty: the default one
     * @throws ConfigException as {@link #on(String)}
     */
    public static Path resolve(Path task, String backbone) {
        return meant(task)
                .map(shipped -> shipped.on(backbone.isEmpty() ? BackboneHub.DEFAULT : backbone))
                .orElse(task);
    }

    /** As {@link #resolve(Path, String)}, for an open backbone. */
    public static Path resolve(Path task, Backbone backbone) {
        return meant(task).map(shipped -> shipped.on(backbone)).orElse(task);
    }

    private static Optional<ShippedTask> meant(Path task) {
        return Arrays.stream(values())
                .filter(shipped -> task.toString().equals(shipped.taskName) && !Files.exists(task))
                .findFirst();
    }

    /** What users write: {@code objects}. */
    @Override
    public String toString() {
        return taskName;
    }
}
