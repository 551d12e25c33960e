package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes a label file for each image, {@code labels/train/a.txt} for {@code images/train/a.jpg}, and the names of the
 * classes: in {@code data.yaml} if there are parts, else in {@code classes.txt}. Crowds are left out.
 */
final class YoloWriter {
    private YoloWriter() {}

    static void write(DatasetEntries data, Path folder) {
        List<String> parts = new ArrayList<>();
        for (DatasetEntries.Part part : data.parts()) {
            for (DatasetEntries.ImageEntry image : part.images()) {
                List<String> lines = image.boxes().stream()
                        .filter(box -> !box.crowd())
                        .map(box -> line(data.classes().indexOf(box.className()), box, image))
                        .toList();
                TextOutput.lines(folder.resolve(labelOf(image.name())), lines);
            }
            if (!part.name().equals(DatasetEntries.UNNAMED)) {
                parts.add(part.name() + ": images/" + part.name());
            }
        }
        if (parts.isEmpty()) {
            TextOutput.lines(folder.resolve("classes.txt"), data.classes());
        } else {
            Stream<String> names =
                    data.classes().stream().map(name -> "  " + data.classes().indexOf(name) + ": " + quoted(name));
            TextOutput.lines(
                    folder.resolve("data.yaml"),
                    Stream.of(parts.stream(), Stream.of("names:"), names)
                            .flatMap(lines -> lines)
                            .toList());
        }
    }

    private static String labelOf(String image) {
        return TextOutput.withoutExtension(image).replaceFirst("^images/", "labels/") + ".txt";
    }

    private static String line(int classNumber, DatasetEntries.BoxEntry box, DatasetEntries.ImageEntry image) {
        return String.format(
                Locale.ROOT,
                "%d %.6f %.6f %.6f %.6f",
                classNumber,
                (box.x1() + box.x2()) / 2 / image.width(),
                (box.y1() + box.y2()) / 2 / image.height(),
                (box.x2() - box.x1()) / image.width(),
                (box.y2() - box.y1()) / image.height());
    }

    /** In quotation marks, so that YAML takes no name for a number, a truth value or a comment. */
    private static String quoted(String name) {
        return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
