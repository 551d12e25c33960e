package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All problems of a dataset, in the order in which they were found. */
public record Findings(List<Finding> all) {
    private static final int LISTED = 3;

    public Findings {
        all = List.copyOf(all);
    }

    public static Findings none() {
        return new Findings(List.of());
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public int count(Finding.Kind kind) {
        return of(kind).size();
    }

    public List<Finding> of(Finding.Kind kind) {
        return all.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /**
     * Findings of one kind that were handled in the same way.
     *
     * @param done how they were handled
     * @param found at least one
     */
    public record Group(Finding.Kind kind, String done, List<Finding> found) {
        public Group {
            found = List.copyOf(found);
        }

        /** The distinct images, classes or ids that are affected. */
        public List<String> subjects() {
            return found.stream().map(Finding::subject).distinct().toList();
        }
    }

    /** All findings, grouped by kind and by what was done. */
    public List<Group> groups() {
        Map<Finding.Kind, Map<String, List<Finding>>> groups = new EnumMap<>(Finding.Kind.class);
        for (Finding finding : all) {
            groups.computeIfAbsent(finding.kind(), kind -> new LinkedHashMap<>())
                    .computeIfAbsent(finding.done(), done -> new ArrayList<>())
                    .add(finding);
        }
        List<Group> list = new ArrayList<>();
        groups.forEach((kind, byDone) -> byDone.forEach((done, found) -> list.add(new Group(kind, done, found))));
        return list;
    }

    /**
     * A line for each group, e.g. {@code 191 annotations whose images are missing (dropped): a.jpg, b.jpg, c.jpg and
     * 188 more}; empty if nothing was found.
     */
    public List<String> summary() {
        return groups().stream()
                .map(group -> group.kind().counted(group.found().size()) + " (" + group.done() + "): "
                        + firstOf(group.subjects()))
                .toList();
    }

    private static String firstOf(List<String> names) {
        String first = String.join(", ", names.stream().limit(LISTED).toList());
        return names.size() > LISTED ? first + " and " + (names.size() - LISTED) + " more" : first;
    }

    /** Collects findings while a dataset is read. */
    public static final class Collector {
        private final List<Finding> found = new ArrayList<>();

        public void add(Finding.Kind kind, String subject, FilePosition position, String detail, String done) {
            found.add(new Finding(kind, subject, position, detail, done));
        }

        public Findings collected() {
            return new Findings(found);
        }
    }
}
