package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vpt4j.vision.error.Counted;

/** What a format cannot hold of a dataset, as sentences. */
final class FormatLosses {
    private final String format;
    private final List<String> sentences = new ArrayList<>();

    FormatLosses(String format) {
        this.format = format;
    }

    /** Leaves out crowds: as ordinary objects they would teach a model to find crowds, so the boxes are not written. */
    FormatLosses crowds(DatasetEntries data) {
        long crowds = data.count(DatasetEntries.BoxEntry::crowd);
        if (crowds > 0) {
            sentences.add(Counted.of(crowds, "crowd or difficult object", "crowd or difficult objects") + " left out: "
                    + format + " cannot mark them as regions to ignore");
        }
        return this;
    }

    /** A format that only has the classes of its boxes loses the others. */
    FormatLosses unusedClasses(DatasetEntries data, boolean crowdsAreWritten) {
        Set<String> used = new HashSet<>();
        data.allImages().stream()
                .flatMap(image -> image.boxes().stream())
                .filter(box -> crowdsAreWritten || !box.crowd())
                .forEach(box -> used.add(box.className()));
        List<String> lost =
                data.classes().stream().filter(name -> !used.contains(name)).toList();
        if (!lost.isEmpty()) {
            sentences.add(Counted.of(lost.size(), "class", "classes") + " without boxes left out: " + format
                    + " has no list of classes (" + String.join(", ", lost) + ")");
        }
        return this;
    }

    /** A format without areas: evaluation by size then uses those of the boxes. */
    FormatLosses areas(DatasetEntries data) {
        long areas = data.count(box ->
                !Double.isNaN(box.area()) && Math.abs(box.area() - (box.x2() - box.x1()) * (box.y2() - box.y1())) > 1);
        if (areas > 0) {
            sentences.add("areas of " + Counted.of(areas, "mask", "masks") + " left out: in " + format
                    + " an object has the area of its box");
        }
        return this;
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
