package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one annotation file of a part, of a form that has one for each.
 *
 * @param part {@code train}, {@code val}, {@code test} or {@link RawDataset#UNNAMED}
 * @param folders where its images may lie, the likeliest first
 */
public record PartFile(String part, Path file, List<Path> folders) {
    public PartFile {
        folders = List.copyOf(folders);
    }

    /**
     * The annotation files of a dataset: one in each of {@code train/}, {@code valid/}, {@code test/}, or several in
     * {@code annotations/} or at the top, told apart by their names.
     *
     * @param form the form's name, for messages
     * @param annotationsIn the files of that form right in a folder
     * @return empty if there is none
     * @throws DatasetException if there is no telling which file is which
     */
    public static List<PartFile> of(Path root, String form, Function<Path, List<Path>> annotationsIn) {
        List<PartFile> files = inPartFolders(root, form, annotationsIn);
        if (files.isEmpty()) {
            files = named(root, annotationsIn.apply(root.resolve("annotations")));
        }
        if (files.isEmpty()) {
            files = named(root, annotationsIn.apply(root));
        }
        long unnamed = files.stream()
                .filter(file -> file.part().equals(RawDataset.UNNAMED))
                .count();
        if (unnamed > 1 || (unnamed == 1 && files.size() > 1)) {
            String first = files.get(0).file().getFileName().toString();
            String ending = first.substring(first.lastIndexOf('.'));
            String names = files.stream()
                    .map(file -> ImageFiles.nameBelow(root, file.file()))
                    .collect(Collectors.joining(", "));
            throw new DatasetException("several " + form + " files in " + root + " (" + names
                    + ") and no telling which is which; name them " + String.join(ending + ", ", "train", "val", "test")
                    + ending + ", or leave one");
        }
        return files;
    }

    /** The image of a name, in the first folder that has it. */
    public Optional<Path> image(String name) {
        Path relative;
        try {
            relative = Path.of(name.replace('\\', '/'));
        } catch (InvalidPathException e) {
            return Optional.empty(); // no file can have this name
        }
        for (Path folder : folders) {
            Path found = folder.resolve(relative).normalize();
            if (found.startsWith(folder) && Files.isRegularFile(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Notes the images in the folders of all files that none of them speaks of. */
    public static void noteUnlisted(Path root, List<PartFile> files, Set<Path> listed, Findings.Collector findings) {
        Set<Path> folders = new LinkedHashSet<>();
        files.forEach(file -> folders.addAll(file.folders()));
        folders.stream()
                .flatMap(folder -> ImageFiles.in(folder).stream())
                .distinct()
                .filter(image -> !listed.contains(image))
                .map(image -> ImageFiles.nameBelow(root, image))
                .forEach(name -> findings.add(
                        FindingKind.IMAGE_WITHOUT_ANNOTATION,
                        name,
                        Place.of(name),
                        "no annotation file lists it",
                        "not used"));
    }

    /** Roboflow's form: the file beside the images of its part. */
    private static List<PartFile> inPartFolders(Path root, String form, Function<Path, List<Path>> annotationsIn) {
        List<PartFile> files = new ArrayList<>();
        for (Path folder : PartNames.foldersIn(root)) {
            List<Path> inside = annotationsIn.apply(folder);
            if (inside.size() > 1) {
                throw new DatasetException("more than one " + form + " file in " + folder + "; leave one");
            }
            String part = PartNames.in(folder.getFileName().toString());
            inside.forEach(
                    file -> files.add(new PartFile(part, file, List.of(folder, folder.resolve("images"), root))));
        }
        return files;
    }

    private static List<PartFile> named(Path root, List<Path> annotations) {
        List<PartFile> files = new ArrayList<>();
        for (Path file : annotations) {
            String stem = ImageFiles.stem(file).replaceFirst("^instances_", "");
            String part = PartNames.in(stem);
            Set<Path> folders = new LinkedHashSet<>();
            for (String folder : List.of(stem, part, "valid")) {
                if (!folder.isEmpty() && (!folder.equals("valid") || part.equals("val"))) {
                    folders.add(root.resolve(folder));
                    folders.add(root.resolve("images").resolve(folder));
                }
            }
            folders.add(root.resolve("images"));
            folders.add(root);
            folders.add(file.getParent());
            files.add(new PartFile(part, file, List.copyOf(folders)));
        }
        return files;
    }
}
