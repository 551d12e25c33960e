package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.vpt4j.vision.image.ImageFiles;

/** Gives every source's results a name that no other has: the file's own, below the folder that was named. */
final class ResultNames {
    private final Set<String> taken = new HashSet<>();

    /** The path below a folder without ending; a second one of the same name gets a number. */
    String below(Path folder, Path file) {
        String name = ImageFiles.nameBelow(folder, file);
        int slash = name.lastIndexOf('/');
        return unique(name.substring(0, slash + 1) + ImageFiles.stem(file));
    }

    /** This name, with a number if it is taken; case does not count, as on many file systems. */
    String unique(String name) {
        String candidate = name;
        for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
            candidate = name + "-" + i;
        }
        return candidate;
    }
}
