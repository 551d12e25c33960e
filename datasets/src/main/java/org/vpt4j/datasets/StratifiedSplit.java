package org.vpt4j.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.vision.files.Sha256;

/**
 * Draws splits in which each class has its share of boxes: iterative stratification (Sechidis et al. 2011), which assigns the
 * images of the rarest class first, each to the split that lacks most of it. Images that belong together, such as those of a
 * video or two of the same, stay together. The draw depends only on the seed and the data.
 */
public final class StratifiedSplit {
    private final DetectionData data;
    private final Map<Split, Double> ratios;
    private final long seed;

    private StratifiedSplit(DetectionData data, Map<Split, Double> ratios, long seed) {
        this.data = data;
        this.ratios = ratios;
        this.seed = seed;
    }

    /**
     * Which images stay together.
     *
     * @param pattern whose first group (or whole match) in an image's name is the name of its group; empty if there is none
     * @param twins whether images that look the same do; then every image is decoded
     */
    public record Grouping(Optional<Pattern> pattern, boolean twins) {}

    /**
     * Draws the splits of all images of a dataset, whatever their splits are now.
     *
     * @param ratios of the splits, any positive numbers
     * @param progress receives how many images are compared with the others
     * @throws DatasetException if there are fewer groups of images than splits
     */
    public static SplitNames of(
            DetectionData data, Map<Split, Double> ratios, Grouping grouping, long seed, IntConsumer progress) {
        StratifiedSplit split = new StratifiedSplit(data, new EnumMap<>(ratios), seed);
        return split.run(split.groups(grouping, progress));
    }

    /** Images that stay together, with the number of boxes of each class. */
    private record Group(String key, List<LabelledImage> images, Map<Integer, Integer> boxes) {
        static Group of(String key, List<LabelledImage> images) {
            Map<Integer, Integer> boxes = new HashMap<>();
            images.forEach(image -> image.annotations().stream()
                    .filter(annotation -> !annotation.crowd())
                    .forEach(annotation -> boxes.merge(annotation.classIndex(), 1, Integer::sum)));
            return new Group(key, images, boxes);
        }

        int of(int classIndex) {
            return boxes.getOrDefault(classIndex, 0);
        }
    }

    private List<Group> groups(Grouping grouping, IntConsumer progress) {
        List<LabelledImage> images = new ArrayList<>();
        for (Split split : Split.values()) {
            data.split(split).ifPresent(dataset -> images.addAll(dataset.whole()));
        }
        Map<String, String> parent = new HashMap<>();
        images.forEach(image -> parent.put(image.name(), image.name()));
        Map<String, String> first = new HashMap<>();
        for (LabelledImage image : images) {
            grouping.pattern().flatMap(pattern -> key(pattern, image.name())).ifPresent(key -> {
                String other = first.putIfAbsent(key, image.name());
                if (other != null) {
                    join(parent, other, image.name());
                }
            });
        }
        ImageTwins.exact(images)
                .forEach(pair -> join(parent, pair.first().name(), pair.second().name()));
        if (grouping.twins()) {
            ImageTwins.near(images, progress)
                    .forEach(pair ->
                            join(parent, pair.first().name(), pair.second().name()));
        }
        Map<String, List<LabelledImage>> groups = new LinkedHashMap<>();
        images.stream().sorted(Comparator.comparing(LabelledImage::name)).forEach(image -> groups.computeIfAbsent(
                        root(parent, image.name()), key -> new ArrayList<>())
                .add(image));
        return groups.values().stream()
                .map(group -> Group.of(Sha256.of(seed + "/" + group.get(0).name()), group))
                .sorted(Comparator.comparing(Group::key))
                .toList();
    }

    private static Optional<String> key(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.ofNullable(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
    }

    private static void join(Map<String, String> parent, String one, String other) {
        parent.put(root(parent, one), root(parent, other));
    }

    private static String root(Map<String, String> parent, String name) {
        String root = name;
        while (!parent.get(root).equals(root)) {
            root = parent.get(root);
        }
        parent.put(name, root);
        return root;
    }

    private SplitNames run(List<Group> groups) {
        if (groups.size() < ratios.size()) {
            throw new DatasetException("only " + groups.size() + " groups of images that stay together, for "
                    + ratios.size() + " splits; use fewer splits, or smaller groups");
        }
        double sum = ratios.values().stream().mapToDouble(ratio -> ratio).sum();
        Wanted wanted = new Wanted(groups, data.classes().size());
        ratios.forEach((split, ratio) -> wanted.add(split, ratio / sum));
        Map<Split, List<Group>> assigned = new EnumMap<>(Split.class);
        ratios.keySet().forEach(split -> assigned.put(split, new ArrayList<>()));
        List<Group> left = new ArrayList<>(groups);
        while (!left.isEmpty()) {
            int rarest = rarest(left);
            List<Group> next = left.stream()
                    .filter(group -> rarest < 0 || group.of(rarest) > 0)
                    .sorted(Comparator.comparingInt(
                                    (Group group) -> rarest < 0 ? group.images().size() : group.of(rarest))
                            .reversed()
                            .thenComparing(Group::key))
                    .toList();
            for (Group group : next) {
                Split split = wanted.split(group, rarest);
                assigned.get(split).add(group);
            }
            left.removeAll(next);
        }
        fillEmpty(assigned);
        Map<Split, List<String>> names = new EnumMap<>(Split.class);
        assigned.forEach((split, list) -> names.put(
                split,
                list.stream()
                        .flatMap(group -> group.images().stream())
                        .map(LabelledImage::name)
                        .toList()));
        return new SplitNames(names, SplitNames.Origin.MADE, seed);
    }

    /** The class that the fewest of these groups have; -1 if they have no boxes. */
    private int rarest(List<Group> groups) {
        int[] count = new int[data.classes().size()];
        groups.forEach(group -> group.boxes().keySet().forEach(index -> count[index]++));
        int rarest = -1;
        for (int i = 0; i < count.length; i++) {
            if (count[i] > 0 && (rarest < 0 || count[i] < count[rarest])) {
                rarest = i;
            }
        }
        return rarest;
    }

    /** Every split has an image: it gets the smallest group of the split with the most. */
    private static void fillEmpty(Map<Split, List<Group>> assigned) {
        assigned.values().stream().filter(List::isEmpty).forEach(empty -> {
            List<Group> most = assigned.values().stream()
                    .max(Comparator.comparingInt(List::size))
                    .orElseThrow();
            Group smallest = most.stream()
                    .min(Comparator.comparingInt((Group group) -> group.images().size())
                            .thenComparing(Group::key))
                    .orElseThrow();
            most.remove(smallest);
            empty.add(smallest);
        });
    }

    /** How much each split still lacks, of the boxes of each class and of images. */
    private static final class Wanted {
        private final double[] boxes;
        private final double images;
        private final Map<Split, double[]> lack = new EnumMap<>(Split.class);

        Wanted(List<Group> groups, int classes) {
            boxes = new double[classes];
            groups.forEach(group -> group.boxes().forEach((index, count) -> boxes[index] += count));
            images = groups.stream().mapToInt(group -> group.images().size()).sum();
        }

        void add(Split split, double share) {
            double[] wanted = new double[boxes.length + 1];
            for (int i = 0; i < boxes.length; i++) {
                wanted[i] = share * boxes[i];
            }
            wanted[boxes.length] = share * images;
            lack.put(split, wanted);
        }

        /** The split that lacks most of a class, or of images if there is none; the group is counted there. */
        Split split(Group group, int classIndex) {
            int last = boxes.length;
            Comparator<Map.Entry<Split, double[]>> byImages =
                    Comparator.comparingDouble(entry -> entry.getValue()[last]);
            Comparator<Map.Entry<Split, double[]>> order = classIndex < 0
                    ? byImages
                    : Comparator.<Map.Entry<Split, double[]>>comparingDouble(entry -> entry.getValue()[classIndex])
                            .thenComparing(byImages);
            Map.Entry<Split, double[]> best =
                    lack.entrySet().stream().max(order).orElseThrow();
            group.boxes().forEach((index, count) -> best.getValue()[index] -= count);
            best.getValue()[last] -= group.images().size();
            return best.getKey();
        }
    }
}
