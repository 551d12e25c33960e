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
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.files.Sha256;

/** Decides which image belongs to which split; see {@link DetectionData} for the rules. */
final class SplitPolicy {
    /** The part of the training images that is held out where no validation part is given. */
    static final double HELD_OUT = 0.2;

    private static final String TRAINVAL = "trainval";

    private SplitPolicy() {}

    /** The splits from the names of each given part; what has to be drawn depends on seed and names only. */
    static SplitNames of(Map<String, List<String>> parts, long seed, Findings.Collector findings) {
        Map<Split, Set<String>> splits = given(parts, findings);
        if (splits.isEmpty()) {
            Set<String> all = new TreeSet<>();
            parts.values().forEach(all::addAll);
            splits.put(Split.TRAIN, all);
            holdOut(splits, seed);
            return names(splits, SplitOrigin.MADE, seed);
        }
        noteUnlisted(parts, splits.values(), findings);
        if (splits.containsKey(Split.TRAIN) && !splits.containsKey(Split.VALIDATION)) {
            holdOut(splits, seed);
            return names(splits, SplitOrigin.VALIDATION_HELD_OUT, seed);
        }
        return names(splits, SplitOrigin.GIVEN, seed);
    }

    /** The splits of a file, after a look at whether the data still holds what they name. */
    static SplitNames asWritten(Map<String, List<String>> parts, SplitNames written, Findings.Collector findings) {
        List<String> absent = absent(parts, written);
        if (!absent.isEmpty()) {
            throw new DatasetException("the split file names " + Counted.of(absent.size(), "image", "images")
                    + " that the data does not hold (any more), first " + absent.get(0)
                    + "; was the split made for another folder?");
        }
        noteUnlisted(parts, written.names().values(), findings);
        return written;
    }

    /** Those of a file if the data holds all that they name, else as if there were no file. */
    static SplitNames asWrittenIfThere(
            Map<String, List<String>> parts, SplitNames written, long seed, Findings.Collector findings) {
        return absent(parts, written).isEmpty() ? asWritten(parts, written, findings) : of(parts, seed, findings);
    }

    private static List<String> absent(Map<String, List<String>> parts, SplitNames written) {
        Set<String> there = new HashSet<>();
        parts.values().forEach(there::addAll);
        return written.names().values().stream()
                .flatMap(List::stream)
                .filter(name -> !there.contains(name))
                .toList();
    }

    private static Map<Split, Set<String>> given(Map<String, List<String>> parts, Findings.Collector findings) {
        Map<Split, Set<String>> splits = new EnumMap<>(Split.class);
        parts.forEach((part, names) -> Split.named(part).ifPresent(split -> {
            if (names.isEmpty()) {
                findings.add(FindingKind.EMPTY_SPLIT, part, Place.of(part), "", "taken as absent");
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

    /** {@code trainval} gives what is missing of train and validation; are both there, it says nothing new. */
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

    /** An image to measure on is not learned from. */
    private static void keepApart(
            Map<Split, Set<String>> splits, Split stays, Split gives, Findings.Collector findings) {
        Set<String> twice = new TreeSet<>(splits.getOrDefault(gives, Set.of()));
        twice.retainAll(splits.getOrDefault(stays, Set.of()));
        for (String name : twice) {
            findings.add(
                    FindingKind.DUPLICATE_IMAGE,
                    name,
                    Place.of(name),
                    "in " + gives.key() + " and in " + stays.key(),
                    "kept in " + stays.key() + " only");
        }
        if (!twice.isEmpty()) {
            splits.get(gives).removeAll(twice);
            if (splits.get(gives).isEmpty()) {
                splits.remove(gives);
            }
        }
    }

    private static void noteUnlisted(
            Map<String, List<String>> parts,
            Collection<? extends Collection<String>> splits,
            Findings.Collector findings) {
        Set<String> unlisted = new TreeSet<>();
        parts.values().forEach(unlisted::addAll);
        splits.forEach(unlisted::removeAll);
        unlisted.forEach(name -> findings.add(FindingKind.NOT_LISTED, name, Place.of(name), "", "not used"));
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

    private static SplitNames names(Map<Split, Set<String>> splits, SplitOrigin origin, long seed) {
        Map<Split, List<String>> lists = new LinkedHashMap<>();
        splits.forEach((split, names) -> lists.put(split, List.copyOf(names)));
        return new SplitNames(lists, origin, seed);
    }
}
