package org.vpt4j.detect.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskBackbone;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.error.ConfigException;

/** Where the backbone of a task is found. */
public final class TaskBackbones {
    private TaskBackbones() {}

    /**
     * The backbone to run a task on: the one that is said, else that of its training if its folder is still there, else
     * the one of its name. Whether it is the right one is {@link TaskBackbone#require}'s to check.
     *
     * @param said name or folder; may be empty
     * @throws ConfigException if none is found
     */
    public static Backbone find(Task task, String said) {
        BackboneHub hub = BackboneHub.standard();
        if (!said.isEmpty()) {
            return hub.open(said);
        }
        String trainedOn = task.provenance().settings().getOrDefault("backbone", "");
        if (!trainedOn.isEmpty() && Files.isDirectory(Path.of(trainedOn))) {
            return hub.open(trainedOn);
        }
        try {
            return hub.open(task.backbone().name());
        } catch (ConfigException e) {
            throw new ConfigException(
                    "backbone: the task was trained on \"" + task.backbone().name()
                            + "\", which is not found; name its folder with --backbone DIR",
                    e);
        }
    }
}
