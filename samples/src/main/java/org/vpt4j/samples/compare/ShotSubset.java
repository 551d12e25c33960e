package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.vision.files.Sha256;

/**
 * A subset of the training images that shows every class in at least n images.
 *
 * <p>The images are ordered by a hash of the seed and their names; each is taken if it shows a class with fewer than n
 * images so far. So every class has at least n images (or all that exist), common classes may have more because they
 * share images with rare ones, images keep all their objects, and the subset for a smaller n is contained in that for a
 * larger one.
 */
final class ShotSubset {
    private ShotSubset() {}

    /** The subset, in that order. */
    public static List<LabelledImage> of(List<LabelledImage> training, Shots shots, long seed) {
        if (shots.isAll()) {
            return training;
        }
        Map<Integer, Integer> taken = new HashMap<>();
        List<LabelledImage> subset = new ArrayList<>();
        List<LabelledImage> order = training.stream()
                .sorted(Comparator.comparing((LabelledImage image) -> Sha256.of(seed + "/" + image.name())))
                .toList();
        for (LabelledImage image : order) {
            Set<Integer> shown = image.annotations().stream()
                    .filter(a -> !a.crowd())
                    .map(Annotation::classIndex)
                    .collect(Collectors.toCollection(HashSet::new));
            if (shown.stream().anyMatch(c -> taken.getOrDefault(c, 0) < shots.images())) {
                shown.forEach(c -> taken.merge(c, 1, Integer::sum));
                subset.add(image);
            }
        }
        return List.copyOf(subset);
    }

    /** The split with only these images to train on; validation and test are unchanged. */
    public static SplitNames split(SplitNames whole, List<LabelledImage> training) {
        Map<Split, List<String>> names = new EnumMap<>(Split.class);
        names.putAll(whole.names());
        names.put(Split.TRAIN, training.stream().map(LabelledImage::name).toList());
        return new SplitNames(names, whole.origin(), whole.seed());
    }
}
