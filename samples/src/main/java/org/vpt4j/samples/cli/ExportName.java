package org.vpt4j.samples.cli;

import java.nio.file.Path;
import org.vpt4j.vision.image.ImageFiles;

/** The default name of an exported task. */
final class ExportName {
    private static final String RUN = "task"; // name of the task file in every run's folder

    private ExportName() {}

    /** The task file's name; if that is {@code task}, as in a run's folder, the folder's name. */
    public static String of(Path task) {
        String stem = ImageFiles.stem(task);
        Path folder = task.toAbsolutePath().normalize().getParent();
        return stem.equals(RUN) && folder.getFileName() != null
                ? folder.getFileName().toString()
                : stem;
    }
}
