package org.vpt4j.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.image.Box;

/** Identifies labelled data: SHA-256 of a text with a line for each class, image and box. */
final class DataFingerprint {
    private DataFingerprint() {}

    static String of(List<String> classes, Collection<DetectionDataset> splits) {
        StringBuilder text = new StringBuilder();
        classes.forEach(name -> text.append("class ").append(name).append('\n'));
        splits.stream()
                .flatMap(split -> split.images().stream())
                .collect(Collectors.toMap(
                        LabelledImage::name,
                        image -> image,
                        (image, again) -> image,
                        TreeMap::new)) // splits may be equal
                .values()
                .forEach(image -> append(text, image));
        return Sha256.of(text.toString());
    }

    private static void append(StringBuilder text, LabelledImage image) {
        text.append("image ").append(image.name());
        text.append(' ').append(bytes(image)).append(' ').append(image.size()).append('\n');
        image.annotations().stream().map(DataFingerprint::line).sorted().forEach(text::append);
    }

    private static String line(Annotation annotation) {
        Box box = annotation.box();
        return String.format(
                Locale.ROOT,
                "box %d %.3f %.3f %.3f %.3f %b\n",
                annotation.classIndex(),
                box.x1(),
                box.y1(),
                box.x2(),
                box.y2(),
                annotation.crowd());
    }

    private static long bytes(LabelledImage image) {
        try {
            return Files.size(image.file());
        } catch (IOException e) {
            throw new DatasetException("cannot read " + image.file() + ": " + e.getMessage(), e);
        }
    }
}
