package org.vpt4j.datasets;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.vision.image.Image;

/**
 * Images whose EXIF orientation leaves their size as it is: turned by 180°, mirrored, or square. The size then does not tell
 * whether the boxes are those of the upright image. An annotation tool either follows the orientation or does not, so they
 * are like the other rotated images of the dataset, if these agree.
 *
 * @param images their names
 * @param stored how many of the others have boxes of the stored pixels
 * @param upright how many of the others have boxes of the upright image
 */
record UnclearRotations(Set<String> images, int stored, int upright) {
    /** Every size tells. */
    static final UnclearRotations NONE = new UnclearRotations(Set.of(), 0, 0);

    UnclearRotations {
        images = Set.copyOf(images);
    }

    static UnclearRotations of(Map<String, DatasetEntries.ImageEntry> all, Map<String, ImageCheck.Result> checked) {
        Set<String> unclear = new HashSet<>();
        int stored = 0;
        int upright = 0;
        for (Map.Entry<String, DatasetEntries.ImageEntry> one : all.entrySet()) {
            DatasetEntries.ImageEntry entry = one.getValue();
            Optional<Image.Facts> facts = checked.get(one.getKey()).facts();
            if (entry.boxes().isEmpty() || facts.isEmpty() || facts.get().exif() == 1) {
                continue;
            }
            if (facts.get().size().equals(facts.get().stored())) {
                unclear.add(one.getKey());
            } else {
                BoxFrame.Kind kind = BoxFrame.of(entry, facts.get()).kind();
                stored += kind == BoxFrame.Kind.STORED ? 1 : 0;
                upright += kind == BoxFrame.Kind.SAME && entry.width() > 0 ? 1 : 0;
            }
        }
        return new UnclearRotations(unclear, stored, upright);
    }

    /** Whether it is one of them, and the others have boxes of the stored pixels. */
    boolean isStored(String image) {
        return images.contains(image) && stored > 0 && upright == 0;
    }

    /** Whether it is one of them, and the others do not agree, or there are none. */
    boolean isUnclear(String image) {
        return images.contains(image) && (stored > 0) == (upright > 0);
    }
}
