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
 * A few of the training images: until every class is shown on n of them.
 *
 * <p>The images come in an order that seed and names alone decide; each is taken if it shows a class of which fewer
 * than n images were taken before. So every class has at least n images (or all that there are), common classes may
 * have more because they share images with rare ones, images keep all their objects, and those of a smaller n are among
 * those of a larger one.
 */
final class ShotSubset {
    private ShotSubset() {}

    /** The images that are taken, in their order. */
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

    /** The split with only these to train on; validation and test stay. */
    public static SplitNames split(SplitNames whole, List<LabelledImage> training) {
        Map<Split, List<String>> names = new EnumMap<>(Split.class);
        names.putAll(whole.names());
        names.put(Split.TRAIN, training.stream().map(LabelledImage::name).toList());
        return new SplitNames(names, whole.origin(), whole.seed());
    }
}
