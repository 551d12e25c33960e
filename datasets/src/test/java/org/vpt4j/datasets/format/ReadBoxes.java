package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a reader finds in a folder, as texts. */
final class ReadBoxes {
    private ReadBoxes() {}

    /** {@code part image class [x1, y1, x2, y2]} of each box. */
    static List<String> in(Path root, DatasetReading reading, Findings.Collector findings) {
        DatasetFormat format = reading.formatOf(root);
        return reading.read(format, root.toAbsolutePath(), findings).parts().stream()
                .flatMap(part -> part.images().stream().flatMap(image -> image.boxes().stream()
                        .map(box -> Stream.of(part.name(), image.name(), box.className(), box.coordinates())
                                .filter(word -> !word.isEmpty())
                                .reduce((a, b) -> a + " " + b)
                                .orElseThrow())))
                .toList();
    }
}
