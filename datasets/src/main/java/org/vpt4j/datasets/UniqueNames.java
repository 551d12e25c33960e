package org.vpt4j.datasets;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * File names for images of several folders in one: unique without their extension, and for systems that ignore case, since
 * formats name an image's annotations like the image.
 */
final class UniqueNames {
    private final Set<String> taken = new HashSet<>();
    private int changed;
    private String example = "";

    /** The name of an image without its folders; if it is taken, with its folders before it, or else with a number. */
    String of(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        String name = last;
        if (isTaken(name)) {
            name = path.replace('/', '_');
            for (int i = 2; isTaken(name); i++) {
                name = stem(last) + "-" + i + last.substring(stem(last).length());
            }
            changed++;
            example = example.isEmpty() ? path + " to " + name : example;
        }
        taken.add(key(name));
        return name;
    }

    /** Number of names that were taken. */
    int changed() {
        return changed;
    }

    /** {@code b/x.jpg to b_x.jpg} */
    String example() {
        return example;
    }

    private boolean isTaken(String name) {
        return taken.contains(key(name));
    }

    private static String key(String name) {
        return stem(name).toLowerCase(Locale.ROOT);
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
