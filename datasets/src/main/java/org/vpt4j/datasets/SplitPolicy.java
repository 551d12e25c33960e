package org.vpt4j.datasets;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.files.Sha256;

/** Assigns images to splits; {@link DetectionData} has the rules. */
final class SplitPolicy {
    /** Fraction of the training images that is held out if no validation part is given. */
    static final double HELD_OUT = 0.2;

    private static final String TRAINVAL = "trainval";

    private SplitPolicy() {}

    /** The splits from the image names of each given part; a draw depends only on seed and names. */
    static SplitNames of(Map<String, List<String>> parts, long seed, Findings.Collector findings) {
        Map<Split, Set<String>> splits = given(parts, findings);
        if (splits.isEmpty()) {
            Set<String> all = new TreeSet<>();
            parts.values().forEach(all::addAll);
            splits.put(Split.TRAIN, all);
            holdOut(splits, seed);
            return names(splits, SplitNames.Origin.MADE, seed);
        }
        noteUnlisted(parts, splits.values(), findings);
        if (splits.containsKey(Split.TRAIN) && !splits.containsKey(Split.VALIDATION)) {
            holdOut(splits, seed);
            return names(splits, SplitNames.Origin.VALIDATION_HELD_OUT, seed);
        }
        return names(splits, SplitNames.Origin.GIVEN, seed);
    }

    /** The given splits, with nothing drawn: without any, all images are in {@link Split#TRAIN}. */
    static SplitNames asGiven(Map<String, List<String>> parts, Findings.Collector findings) {
        Map<Split, Set<String>> splits = given(parts, findings);
        if (splits.isEmpty()) {
            Set<String> all = new TreeSet<>();
            parts.values().forEach(all::addAll);
            return names(Map.of(Split.TRAIN, all), SplitNames.Origin.NONE, 0);
        }
        noteUnlisted(parts, splits.values(), findings);
        return names(splits, SplitNames.Origin.GIVEN, 0);
    }

    /** A saved split; refused if the data no longer has all its images. */
    static SplitNames asWritten(Map<String, List<String>> parts, SplitNames written, Findings.Collector findings) {
        List<String> missing = missing(parts, written);
        if (!missing.isEmpty()) {
            throw new DatasetException("the split file lists " + Counted.of(missing.size(), "image", "images")
                    + " that the data does not contain, e.g. " + missing.get(0)
                    + "; check that the split was made for this folder");
        }
        noteUnlisted(parts, written.names().values(), findings);
        return written;
    }

    /** A saved split if the data has all its images, else {@link #of}. */
    static SplitNames asWrittenIfPresent(
            Map<String, List<String>> parts, SplitNames written, long seed, Findings.Collector findings) {
        return missing(parts, written).isEmpty() ? asWritten(parts, written, findings) : of(parts, seed, findings);
    }

    private static List<String> missing(Map<String, List<String>> parts, SplitNames written) {
        Set<String> present = new HashSet<>();
        parts.values().forEach(present::addAll);
        return written.names().values().stream()
                .flatMap(List::stream)
                .filter(name -> !present.contains(name))
                .toList();
    }

    private static Map<Split, Set<String>> given(Map<String, List<String>> parts, Findings.Collector findings) {
        Map<Split, Set<String>> splits = new EnumMap<>(Split.class);
        parts.forEach((part, names) -> Split.named(part).ifPresent(split -> {
            if (names.isEmpty()) {
                findings.add(Findings.Finding.Kind.EMPTY_SPLIT, part, FilePosition.of(part), "", "ignored");
            } else {
                splits.computeIfAbsent(split, key -> new TreeSet<>()).addAll(names);
            }
        }));
        fillFromTrainval(splits, parts.getOrDefault(TRAINVAL, List.of()));
        keepApart(splits, Split.TEST, Split.VALIDATION, findings);
        keepApart(splits, Split.TEST, Split.TRAIN, findings);
        keepApart(splits, Split.VALIDATION, Split.TRAIN, findings);
        return splits;
    }

    /** Takes the missing one of train and validation from {@code trainval}, which is ignored if both exist. */
    private static void fillFromTrainval(Map<Split, Set<String>> splits, List<String> trainval) {
        Set<String> rest = new TreeSet<>(trainval);
        boolean validation = splits.containsKey(Split.VALIDATION);
        if (splits.containsKey(Split.TRAIN) && validation) {
            return;
        }
        splits.values().forEach(rest::removeAll);
        if (!rest.isEmpty()) {
            splits.put(splits.containsKey(Split.TRAIN) ? Split.VALIDATION : Split.TRAIN, rest);
        }
    }

    /**
     * An image to evaluate on is not trained on, unless that would leave nothing to train on: validation may repeat training
     * or test, as in COCO128; otherwise what repeats all training images is taken out of the other split.
     */
    private static void keepApart(
            Map<Split, Set<String>> splits, Split keeps, Split loses, Findings.Collector findings) {
        Set<String> kept = splits.getOrDefault(keeps, Set.of());
        Set<String> lost = splits.getOrDefault(loses, Set.of());
        Set<String> twice = new TreeSet<>(lost);
        twice.retainAll(kept);
        if (twice.isEmpty()) {
            return;
        }
        if (kept.equals(lost) && (keeps == Split.VALIDATION || loses == Split.VALIDATION)) {
            String detail = "the same " + Counted.of(kept.size(), "image", "images") + " as " + loses.key()
                    + (loses == Split.TRAIN ? ": its scores say nothing about other images" : "");
            findings.add(Findings.Finding.Kind.SAME_SPLIT, keeps.key(), FilePosition.of(keeps.key()), detail, "used");
            return;
        }
        Split from = loses == Split.TRAIN && twice.size() == lost.size() ? keeps : loses;
        Split in = from == loses ? keeps : loses;
        for (String name : twice) {
            findings.add(
                    Findings.Finding.Kind.DUPLICATE_IMAGE,
                    name,
                    FilePosition.of(name),
                    "in " + loses.key() + " and in " + keeps.key(),
                    "kept in " + in.key() + " only");
        }
        splits.get(from).removeAll(twice);
        if (splits.get(from).isEmpty()) {
            splits.remove(from);
        }
    }

    private static void noteUnlisted(
            Map<String, List<String>> parts,
            Collection<? extends Collection<String>> splits,
            Findings.Collector findings) {
        Set<String> unlisted = new TreeSet<>();
        parts.values().forEach(unlisted::addAll);
        splits.forEach(unlisted::removeAll);
        unlisted.forEach(
                name -> findings.add(Findings.Finding.Kind.NOT_LISTED, name, FilePosition.of(name), "", "not used"));
    }

    /** Moves a fifth of the training images to validation: at least one, but never all. */
    private static void holdOut(Map<Split, Set<String>> splits, long seed) {
        Set<String> train = splits.get(Split.TRAIN);
        int count = Math.min(Math.max(1, (int) Math.round(HELD_OUT * train.size())), train.size() - 1);
        List<String> drawn = train.stream()
                .sorted(Comparator.comparing(name -> Sha256.of(seed + "/" + name)))
                .limit(count)
                .toList();
        if (!drawn.isEmpty()) {
            drawn.forEach(train::remove);
            splits.put(Split.VALIDATION, new TreeSet<>(drawn));
        }
    }

    private static SplitNames names(Map<Split, Set<String>> splits, SplitNames.Origin origin, long seed) {
        Map<Split, List<String>> lists = new LinkedHashMap<>();
        splits.forEach((split, names) -> lists.put(split, List.copyOf(names)));
        return new SplitNames(lists, origin, seed);
    }
}
