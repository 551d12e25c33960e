package org.vpt4j.datasets;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.vision.error.Excerpt;

/** The rules for class names, which appear in task files, tables and on terminals. */
final class ClassNames {
    /** Characters of a name. */
    private static final int LONGEST = 200;

    private ClassNames() {}

    /** The same data with all class names in Unicode's composed form, in which equal names are equal. */
    static DatasetEntries composed(DatasetEntries raw) {
        boolean already = raw.classes().stream().allMatch(ClassNames::isComposed)
                && raw.parts().stream()
                        .flatMap(part -> part.images().stream())
                        .flatMap(image -> image.boxes().stream())
                        .allMatch(box -> isComposed(box.className()));
        if (already) {
            return raw;
        }
        List<DatasetEntries.Part> parts = raw.parts().stream()
                .map(part -> new DatasetEntries.Part(
                        part.name(),
                        part.images().stream().map(ClassNames::composed).toList()))
                .toList();
        return new DatasetEntries(
                raw.classes().stream().map(ClassNames::composed).distinct().toList(), parts);
    }

    private static DatasetEntries.ImageEntry composed(DatasetEntries.ImageEntry image) {
        return image.with(image.boxes().stream()
                .map(box -> box.ofClass(composed(box.className())))
                .toList());
    }

    private static boolean isComposed(String name) {
        return Normalizer.isNormalized(name, Normalizer.Form.NFC);
    }

    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** @throws DatasetException if a name could not be written to a task file */
    static void requireUsable(List<String> classes, Path root) {
        for (String name : classes) {
            if (name.isBlank()) {
                throw new DatasetException(root + ": a class has an empty name; give it one");
            }
            if (name.chars().anyMatch(Character::isISOControl)) {
                throw new DatasetException(root + ": the class name \"" + Excerpt.of(name)
                        + "\" has control characters, which cannot be shown or stored; rename the class");
            }
            if (name.length() > LONGEST) {
                throw new DatasetException(root + ": the class name \"" + Excerpt.of(name) + "\" has " + name.length()
                        + " characters, more than the " + LONGEST + " that are supported; rename the class");
            }
        }
    }
}
