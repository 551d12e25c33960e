package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The files of a YOLO dataset.
 *
 * @param source the file that lists the class names
 * @param lists the files that list images
 * @param names the class names by class number
 * @param parts the images of each part
 * @param keypoints numbers of all keypoints of an object, if the labels have some; else -1
 * @param unlabelledIsEmpty whether an image without label file has no objects, as Ultralytics defines it, or is not used
 */
record YoloLayout(
        Path source,
        List<Path> lists,
        SortedMap<Integer, String> names,
        Map<String, List<Path>> parts,
        int keypoints,
        boolean unlabelledIsEmpty) {
    /** Value of {@link #keypoints} without any. */
    static final int NO_KEYPOINTS = -1;

    private static final String IMAGES = "images";
    private static final String LABELS = "labels";

    /** The file by which a folder, or a file itself, is recognised: a description in YAML, or a list of classes. */
    static Optional<Path> source(Path root) {
        return YoloDescription.fileOf(root)
                .or(() -> DarknetData.in(root).map(DarknetData::file))
                .or(() -> withoutDescription(root).map(YoloLayout::source));
    }

    /**
     * The layout of a folder, by its description in YAML or Darknet's, or else by its files; empty if it is not a YOLO dataset.
     *
     * @param root the folder, or its description or list of classes
     * @param allowsOutside whether the description may name folders outside
     */
    static Optional<YoloLayout> of(Path root, boolean allowsOutside) {
        return YoloDescription.in(root, allowsOutside)
                .or(() -> DarknetData.in(root).map(data -> data.layout(allowsOutside)))
                .or(() -> withoutDescription(root));
    }

    /**
     * The label file of an image, whether or not it exists: in {@code labels/} for an image in {@code images/}, else next
     * to the image.
     */
    static Path labelOf(Path image) {
        String file = ImageFiles.stem(image) + ".txt";
        Path sibling = image.resolveSibling(file);
        for (int i = image.getNameCount() - 2; i >= 0; i--) {
            if (image.getName(i).toString().equals(IMAGES)) {
                Path head = i == 0 ? image.getRoot() : image.getRoot().resolve(image.subpath(0, i));
                Path inLabels = head.resolve(LABELS)
                        .resolve(image.subpath(i + 1, image.getNameCount()))
                        .resolveSibling(file);
                return Files.isRegularFile(sibling) && !Files.isRegularFile(inLabels) ? sibling : inLabels;
            }
        }
        return sibling;
    }

    /** As Darknet and annotation tools write it: images, label files, and a text file with a class name in each line. */
    private static Optional<YoloLayout> withoutDescription(Path given) {
        DataPath data = DataPath.of(given);
        Path root = data.folder();
        return data.file()
                .map(file -> isNames(file) ? Optional.of(file) : Optional.<Path>empty())
                .orElseGet(() -> namesFile(root))
                .map(file -> new YoloLayout(file, cvatLists(root), readNames(file), partsIn(root), NO_KEYPOINTS, false))
                .filter(YoloLayout::hasLabels);
    }

    private boolean hasLabels() {
        return parts.values().stream()
                .flatMap(List::stream)
                .map(YoloLayout::labelOf)
                .anyMatch(YoloLabels::looksLikeLabels);
    }

    /** CVAT's folders of images with their labels: {@code obj_train_data}, {@code obj_valid_data}, … */
    static List<Path> cvatFolders(Path root) {
        return ImageFiles.foldersIn(root).stream()
                .filter(folder -> folder.getFileName().toString().matches("(?i)obj_[a-z]+_data"))
                .toList();
    }

    /** The lists that CVAT writes for Darknet; its folders say the same. */
    private static List<Path> cvatLists(Path root) {
        return cvatFolders(root).isEmpty()
                ? List.of()
                : ImageFiles.filesIn(root).stream()
                        .filter(file -> file.getFileName()
                                .toString()
                                .matches("(?i)(train|valid|validation|test)\\.txt|.*\\.data"))
                        .toList();
    }

    private static Map<String, List<Path>> partsIn(Path root) {
        Map<String, List<Path>> parts = new LinkedHashMap<>();
        for (Path folder : cvatFolders(root)) {
            parts.computeIfAbsent(PartNames.in(folder.getFileName().toString()), key -> new ArrayList<>())
                    .addAll(ImageFiles.below(folder));
        }
        for (Path folder : List.of(root, root.resolve(IMAGES))) {
            for (Path part : PartNames.foldersIn(folder)) {
                List<Path> images = ImageFiles.below(part);
                if (!images.isEmpty()) {
                    parts.computeIfAbsent(PartNames.of(part), key -> new ArrayList<>())
                            .addAll(images);
                }
            }
        }
        if (parts.isEmpty()) {
            Path images = root.resolve(IMAGES);
            parts.put(
                    DatasetEntries.UNNAMED, Files.isDirectory(images) ? ImageFiles.below(images) : ImageFiles.in(root));
        }
        return parts;
    }

    private static Optional<Path> namesFile(Path root) {
        return Stream.concat(Stream.of(root, root.resolve(LABELS)), PartNames.foldersIn(root).stream())
                .flatMap(folder -> ImageFiles.filesIn(folder).stream())
                .filter(YoloLayout::isNames)
                .findFirst();
    }

    private static boolean isNames(Path file) {
        return file.getFileName().toString().matches("(classes|labels|obj_names)\\.txt|.*\\.names|_darknet\\.labels");
    }

    static SortedMap<Integer, String> readNames(Path file) {
        SortedMap<Integer, String> names = new TreeMap<>();
        for (String line : TextFile.lines(file)) {
            if (!line.isBlank()) {
                names.put(names.size(), line.strip());
            }
        }
        return names;
    }
}
