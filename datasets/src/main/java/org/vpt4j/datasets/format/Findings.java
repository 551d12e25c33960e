package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All problems of a dataset that was read, in the order of discovery: counted, named, and with what was done. */
public record Findings(List<Finding> all) {
    private static final int NAMED = 3;

    public Findings {
        all = List.copyOf(all);
    }

    public static Findings none() {
        return new Findings(List.of());
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public int count(FindingKind kind) {
        return of(kind).size();
    }

    public List<Finding> of(FindingKind kind) {
        return all.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /**
     * Findings of one kind to which the same was done.
     *
     * @param found at least one
     */
    public record Group(FindingKind kind, String done, List<Finding> found) {
        public Group {
            found = List.copyOf(found);
        }

        /** Whom they concern, each once. */
        public List<String> subjects() {
            return found.stream().map(Finding::subject).distinct().toList();
        }
    }

    /** All findings, by kind and what was done. */
    public List<Group> groups() {
        Map<FindingKind, Map<String, List<Finding>>> groups = new EnumMap<>(FindingKind.class);
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
     * One line for each kind and what was done, e.g. {@code 191 annotated images that are absent (dropped): a.jpg,
     * b.jpg, c.jpg and 188 more}; empty if nothing was found.
     */
    public List<String> summary() {
        return groups().stream()
                .map(group -> group.kind().counted(group.found().size()) + " (" + group.done() + "): "
                        + firstOf(group.subjects()))
                .toList();
    }

    private static String firstOf(List<String> names) {
        String first = String.join(", ", names.stream().limit(NAMED).toList());
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }

    /** Takes findings while a dataset is being read. */
    public static final class Collector {
        private final List<Finding> found = new ArrayList<>();

        public void add(FindingKind kind, String subject, Place place, String detail, String done) {
            found.add(new Finding(kind, subject, place, detail, done));
        }

        public Findings collected() {
            return new Findings(found);
        }
    }
}
