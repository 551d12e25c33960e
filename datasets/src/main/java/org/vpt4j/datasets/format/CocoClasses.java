package org.vpt4j.datasets.format;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes that all COCO files of a dataset declare.
 *
 * <p>A category that is the supercategory of others and has no boxes only groups them (Roboflow writes such a root with
 * id 0) and is not a class.
 */
final class CocoClasses {
    private final List<CocoFile> files;
    private final Findings.Collector findings;

    CocoClasses(List<CocoFile> files, Findings.Collector findings) {
        this.files = files;
        this.findings = findings;
    }

    List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Map<String, FilePosition> positions = new HashMap<>();
        for (CocoFile file : files) {
            noteDuplicates(file);
            file.categories().stream()
                    .sorted(Comparator.comparingLong(CocoFile.Category::id))
                    .forEach(category -> {
                        names.add(category.name());
                        positions.putIfAbsent(category.name(), category.position());
                    });
        }
        for (String name : groups()) {
            names.remove(name);
            findings.add(
                    Findings.Finding.Kind.ROOT_CATEGORY, name, positions.get(name), "it has no boxes", "not a class");
        }
        return List.copyOf(names);
    }

    private Set<String> groups() {
        Set<String> supercategories = new HashSet<>();
        Set<String> used = new HashSet<>();
        Set<String> groups = new LinkedHashSet<>();
        for (CocoFile file : files) {
            Set<Long> usedIds = new HashSet<>();
            file.annotations().forEach(annotation -> usedIds.add(annotation.categoryId()));
            for (CocoFile.Category category : file.categories()) {
                if (!category.supercategory().equals(category.name())) {
                    supercategories.add(category.supercategory());
                }
                if (usedIds.contains(category.id())) {
                    used.add(category.name());
                }
                groups.add(category.name());
            }
        }
        groups.retainAll(supercategories);
        groups.removeAll(used);
        return groups;
    }

    private void noteDuplicates(CocoFile file) {
        Map<Long, String> byId = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (CocoFile.Category category : file.categories()) {
            String other = byId.putIfAbsent(category.id(), category.name());
            if (other != null && !other.equals(category.name())) {
                findings.add(
                        Findings.Finding.Kind.DUPLICATE_ID,
                        "category " + file.idText(category.id()),
                        category.position(),
                        other + " and " + category.name(),
                        "boxes are assigned to " + other);
            } else if (!names.add(category.name())) {
                findings.add(
                        Findings.Finding.Kind.DUPLICATE_ID,
                        category.name(),
                        category.position(),
                        "the category has two ids",
                        "merged into one class");
            }
        }
    }
}
