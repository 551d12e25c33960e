package org.vpt4j.datasets.coco;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.findings.DatasetException;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.RawDataset;

/** Which JSON files of a folder are COCO annotations, of which part, and where their pictures may lie. */
final class CocoLayout {
    private static final List<String> PART_FOLDERS = List.of("train", "valid", "val", "validation", "test");

    private CocoLayout() {}

    /**
     * One annotation file.
     *
     * @param name of the part: {@code train}, {@code val}, {@code test} or unnamed
     * @param folders where its pictures may lie, the likeliest first
     */
    record Part(String name, Path json, List<Path> folders) {}

    /** The annotation files of a folder; empty if it has none. */
    static List<Part> of(Path root) {
        List<Part> parts = inPartFolders(root);
        if (parts.isEmpty()) {
            parts = named(root, preferInstances(jsonIn(root.resolve("annotations"))));
        }
        if (parts.isEmpty()) {
            parts = named(root, preferInstances(jsonIn(root)));
        }
        long unnamed = parts.stream()
                .filter(part -> part.name().equals(RawDataset.UNNAMED))
                .count();
        if (unnamed > 1 || (unnamed == 1 && parts.size() > 1)) {
            throw new DatasetException("several COCO files in " + root + " ("
                    + String.join(
                            ", ",
                            parts.stream()
                                    .map(part -> ImageFiles.nameBelow(root, part.json()))
                                    .toList())
                    + ") and no telling which is which; name them train.json, val.json, test.json, or leave one");
        }
        return parts;
    }

    /** Roboflow's form: {@code train/_annotations.coco.json} beside the pictures. */
    private static List<Part> inPartFolders(Path root) {
        List<Part> parts = new ArrayList<>();
        for (String name : PART_FOLDERS) {
            Path folder = root.resolve(name);
            List<Path> files = jsonIn(folder);
            if (files.size() == 1) {
                parts.add(new Part(partName(name), files.get(0), List.of(folder, folder.resolve("images"), root)));
            } else if (files.size() > 1) {
                throw new DatasetException("more than one COCO file in " + folder + "; leave one");
            }
        }
        return parts;
    }

    private static List<Part> named(Path root, List<Path> files) {
        List<Part> parts = new ArrayList<>();
        for (Path json : files) {
            String stem = ImageFiles.stem(json).replaceFirst("^instances_", "");
            String part = partName(stem);
            Set<Path> folders = new LinkedHashSet<>();
            for (String folder : List.of(stem, part, "valid")) {
                if (!folder.isEmpty() && (!folder.equals("valid") || part.equals("val"))) {
                    folders.add(root.resolve(folder));
                    folders.add(root.resolve("images").resolve(folder));
                }
            }
            folders.add(root.resolve("images"));
            folders.add(root);
            folders.add(json.getParent());
            parts.add(new Part(part, json, List.copyOf(folders)));
        }
        return parts;
    }

    /** The part that a file's name speaks of: {@code train2017}, {@code my_val}, {@code valid}. */
    private static String partName(String stem) {
        String lower = stem.toLowerCase(Locale.ROOT);
        for (String part : List.of("trainval", "train", "val", "test")) {
            if (lower.matches("(.*[^a-z])?" + part + "(id|idation|ing)?([^a-z].*)?")) {
                return part;
            }
        }
        return RawDataset.UNNAMED;
    }

    private static List<Path> jsonIn(Path folder) {
        return ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".json"))
                .filter(CocoFile::looksLikeCoco)
                .toList();
    }

    /** Beside {@code instances_*.json} lie captions and key points, which are no boxes of all objects. */
    private static List<Path> preferInstances(List<Path> files) {
        List<Path> instances = files.stream()
                .filter(file -> file.getFileName().toString().startsWith("instances"))
                .toList();
        return instances.isEmpty() ? files : instances;
    }

    /** The picture of a name, in the first folder that has it. */
    static Optional<Path> find(Part part, String fileName) {
        Path relative;
        try {
            relative = Path.of(fileName.replace('\\', '/'));
        } catch (InvalidPathException e) {
            return Optional.empty(); // no file can have this name
        }
        for (Path folder : part.folders()) {
            Path file = folder.resolve(relative).normalize();
            if (file.startsWith(folder) && Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
