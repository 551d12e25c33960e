package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The annotation file of a part, for formats that have one file for each part.
 *
 * @param part {@code train}, {@code val}, {@code test} or {@link DatasetEntries#UNNAMED}
 * @param folders in which its images are searched, in this order
 */
public record AnnotationFile(String part, Path file, List<Path> folders) {
    public AnnotationFile {
        folders = List.copyOf(folders);
    }

    /**
     * Finds the annotation files of a dataset: one in each of {@code train/}, {@code valid/}, {@code test/}, or several
     * in {@code annotations/} or at the top, distinguished by their names. Files whose names say no part are read together;
     * their images are in no split if other files say one.
     *
     * @param root the dataset's folder, or the only file to be read
     * @param annotationsIn lists the files of that format directly in a folder; of a file, itself if it is one
     * @return empty if there is none
     */
    public static List<AnnotationFile> of(Path root, Function<Path, List<Path>> annotationsIn) {
        if (Files.isRegularFile(root)) {
            return named(DataPath.of(root).folder(), annotationsIn.apply(root));
        }
        List<AnnotationFile> files = inPartFolders(root, annotationsIn);
        if (files.isEmpty()) {
            files = named(root, annotationsIn.apply(root.resolve("annotations")));
        }
        return files.isEmpty() ? named(root, annotationsIn.apply(root)) : files;
    }

    /**
     * Finds an image by the name in the annotation, in the first folder that has it. Adds a finding if there is none.
     *
     * @param position of the name
     * @param boxes that it has
     */
    Optional<Path> image(
            String name, ImageLookup lookup, FilePosition position, int boxes, Findings.Collector findings) {
        ImageLookup.Found found = lookup.find(name, folders);
        if (found.file().isEmpty()) {
            findings.add(
                    found.outside()
                            ? Findings.Finding.Kind.IMAGE_OUTSIDE_FOLDER
                            : Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE,
                    name,
                    position,
                    Counted.of(boxes, "box", "boxes"),
                    "dropped with its boxes");
        } else if (found.byItsEnd()) {
            String path = ImageFiles.nameBelow(lookup.root(), found.file().get());
            findings.add(Findings.Finding.Kind.PATH_BY_ITS_END, path, position, "written as " + name, "used");
        }
        return found.file();
    }

    /**
     * Adds a finding for each image in the folders of these files that none of them lists.
     *
     * @param root the dataset's folder; next to a file that was named, such images are no finding
     */
    public static void noteUnlisted(
            Path root, List<AnnotationFile> files, Set<Path> listed, Findings.Collector findings) {
        if (Files.isRegularFile(root)) {
            return;
        }
        Set<Path> folders = new LinkedHashSet<>();
        files.forEach(file -> folders.addAll(file.folders()));
        folders.stream()
                .flatMap(folder -> ImageFiles.in(folder).stream())
                .distinct()
                .filter(image -> !listed.contains(image))
                .map(image -> ImageFiles.nameBelow(root, image))
                .forEach(name -> findings.add(
                        Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                        name,
                        FilePosition.of(name),
                        "no annotation file lists it",
                        "not used"));
    }

    /** Roboflow's layout: the file is next to the images of its part. */
    private static List<AnnotationFile> inPartFolders(Path root, Function<Path, List<Path>> annotationsIn) {
        List<AnnotationFile> files = new ArrayList<>();
        for (Path folder : PartNames.foldersIn(root)) {
            String part = PartNames.in(folder.getFileName().toString());
            annotationsIn
                    .apply(folder)
                    .forEach(file ->
                            files.add(new AnnotationFile(part, file, List.of(folder, folder.resolve("images"), root))));
        }
        return files;
    }

    private static List<AnnotationFile> named(Path root, List<Path> annotations) {
        List<AnnotationFile> files = new ArrayList<>();
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
            files.add(new AnnotationFile(part, file, List.copyOf(folders)));
        }
        return files;
    }
}
