package org.vpt4j.samples.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.vision.error.FileException;

/** Picture files that a user names: single ones, and all that lie in a folder. */
public final class Pictures {
    private Pictures() {}

    /** @throws FileException if a source does not exist, or a folder holds no picture */
    public static List<Path> of(List<Path> sources) {
        List<Path> pictures = new ArrayList<>();
        for (Path source : sources) {
            if (Files.isDirectory(source)) {
                List<Path> inside = ImageFiles.in(source);
                if (inside.isEmpty()) {
                    throw new FileException("there is no picture in " + source + "; name a folder that holds some");
                }
                pictures.addAll(inside);
            } else if (Files.exists(source)) {
                pictures.add(source);
            } else {
                throw new FileException(source + " does not exist; name pictures, or folders of pictures");
            }
        }
        return pictures;
    }
}
