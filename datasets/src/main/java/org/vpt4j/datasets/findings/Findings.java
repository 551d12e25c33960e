package org.vpt4j.datasets.findings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
     * One line for each kind and what was done, e.g. {@code 191 annotated images that are absent (dropped): a.jpg,
     * b.jpg, c.jpg and 188 more}; empty if nothing was found.
     */
    public List<String> summary() {
        Map<FindingKind, Map<String, List<Finding>>> groups = new EnumMap<>(FindingKind.class);
        for (Finding finding : all) {
            groups.computeIfAbsent(finding.kind(), kind -> new LinkedHashMap<>())
                    .computeIfAbsent(finding.done(), done -> new ArrayList<>())
                    .add(finding);
        }
        List<String> lines = new ArrayList<>();
        groups.forEach((kind, byDone) -> byDone.forEach(
                (done, found) -> lines.add(kind.counted(found.size()) + " (" + done + "): " + firstNames(found))));
        return lines;
    }

    private static String firstNames(List<Finding> found) {
        Set<String> names = new LinkedHashSet<>();
        found.forEach(finding -> names.add(finding.subject()));
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
