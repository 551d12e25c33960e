package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Darknet's description of a dataset, such as {@code data/obj.data}: lines {@code train = data/train.txt}, {@code valid = …}
 * with lists of images, and {@code names = data/obj.names} with the classes. The paths are relative to the folder from which
 * Darknet was started: that of the dataset, or the one above the description.
 *
 * @param root the dataset's folder
 * @param names the file with the classes
 * @param lists the file of each part's list, and whether it is there
 */
record DarknetData(Path root, Path file, Path names, Map<String, List<String>> lists) {
    /** The description of a folder, or the file itself if it is one; CVAT's repeats what its folders say. */
    static Optional<DarknetData> in(Path given) {
        DataPath data = DataPath.of(given);
        Path root = data.folder();
        if (data.file().isEmpty() && !YoloLayout.cvatFolders(root).isEmpty()) {
            return Optional.empty();
        }
        return data.file()
                .map(Stream::of)
                .orElseGet(() -> Stream.of(root, root.resolve("data"), root.resolve("cfg"))
                        .flatMap(folder -> ImageFiles.filesIn(folder).stream()))
                .filter(file -> TextFile.hasExtension(file, ".data"))
                .flatMap(file -> read(root, file).stream())
                .findFirst();
    }

    /** Empty if the file does not name a list of training images and an existing list of classes. */
    private static Optional<DarknetData> read(Path root, Path file) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        Optional<Path> names = Optional.empty();
        for (String line : TextFile.head(file).lines().toList()) {
            String[] sides = line.split("=", 2);
            String key = sides[0].strip();
            if (sides.length == 2 && key.equals("names")) {
                names = find(root, file, sides[1].strip());
            } else if (sides.length == 2 && PartNames.isPart(key)) {
                lists.computeIfAbsent(key, part -> new ArrayList<>()).add(sides[1].strip());
            }
        }
        boolean complete = names.isPresent()
                && lists.keySet().stream().anyMatch(key -> PartNames.in(key).equals("train"));
        return complete ? Optional.of(new DarknetData(root, file, names.get(), lists)) : Optional.empty();
    }

    private static Optional<Path> find(Path root, Path file, String name) {
        try {
            Path path = Path.of(name.replace('\\', '/'));
            Path last = path.getFileName() == null ? path : path.getFileName();
            return Stream.of(root.resolve(path), file.resolveSibling(path), file.resolveSibling(last))
                    .map(Path::normalize)
                    .filter(found -> found.startsWith(root) && Files.isRegularFile(found))
                    .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** @throws DatasetException if the list of training images is missing */
    YoloLayout layout(boolean allowsOutside) {
        Map<String, List<Path>> parts = new LinkedHashMap<>();
        List<Path> used = new ArrayList<>(List.of(file));
        ImageLookup lookup = new ImageLookup(root, allowsOutside);
        lists.forEach((key, paths) -> paths.forEach(path -> {
            Optional<Path> list = find(root, file, path);
            if (list.isPresent()) {
                used.add(list.get());
                parts.computeIfAbsent(PartNames.in(key), part -> new ArrayList<>())
                        .addAll(YoloDescription.listed(list.get(), List.of(root, file.getParent()), lookup));
            } else if (PartNames.in(key).equals("train")) {
                throw new DatasetException(
                        file + ": " + key + ": there is no list of images " + path + " below " + root);
            }
        }));
        SortedMap<Integer, String> classes = YoloLayout.readNames(names);
        return new YoloLayout(names, used, classes, parts, YoloLayout.NO_KEYPOINTS, false);
    }
}
