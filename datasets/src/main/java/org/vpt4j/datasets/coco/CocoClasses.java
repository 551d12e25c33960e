package org.vpt4j.datasets.coco;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.Place;

/**
 * The classes that the files of a dataset declare together.
 *
 * <p>A category that is another's supercategory and has no box of its own only groups them (Roboflow writes such a root
 * with id 0): it is no class.
 */
final class CocoClasses {
    private final Path root;
    private final List<CocoFile> files;
    private final Findings.Collector findings;

    CocoClasses(Path root, List<CocoFile> files, Findings.Collector findings) {
        this.root = root;
        this.files = files;
        this.findings = findings;
    }

    List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Map<String, Place> places = new HashMap<>();
        for (CocoFile file : files) {
            noteDuplicates(file);
            file.categories().stream()
                    .sorted(Comparator.comparingLong(CocoFile.Category::id))
                    .forEach(category -> {
                        names.add(category.name());
                        places.putIfAbsent(category.name(), place(file, category.line()));
                    });
        }
        for (String name : groups()) {
            names.remove(name);
            findings.add(FindingKind.ROOT_CATEGORY, name, places.get(name), "no box uses it", "dropped as a class");
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
                        FindingKind.DUPLICATE_ID,
                        "category " + category.id(),
                        place(file, category.line()),
                        other + " and " + category.name(),
                        "boxes are taken as " + other);
            } else if (!names.add(category.name())) {
                findings.add(
                        FindingKind.DUPLICATE_ID,
                        category.name(),
                        place(file, category.line()),
                        "a category of two ids",
                        "taken as one class");
            }
        }
    }

    private Place place(CocoFile file, int line) {
        return new Place(ImageFiles.nameBelow(root, file.path()), line);
    }
}
