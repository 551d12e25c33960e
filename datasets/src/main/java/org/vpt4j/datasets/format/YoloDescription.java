package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
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
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The YAML description of a dataset, as defined by
 * <a href="https://docs.ultralytics.com/datasets/detect/">Ultralytics</a>: {@code names}, and for each of {@code train},
 * {@code val} and {@code test} a folder of images, a text file that lists images, or several of these.
 */
final class YoloDescription {
    private static final List<String> PARTS = List.of("train", "val", "test");

    private final Path file;
    private final Map<?, ?> entries;
    private final List<Path> bases;

    private YoloDescription(Path file, Map<?, ?> entries) {
        this.file = file;
        this.entries = entries;
        Path folder = file.getParent();
        // "path" is often that of another machine: then the description's own folder is used.
        this.bases = Stream.of(
                        folder.resolve(String.valueOf(entries.get("path") == null ? "" : entries.get("path"))), folder)
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    /** The layout that a folder's description gives; empty if there is no description. */
    static Optional<YoloLayout> in(Path root) {
        List<YoloDescription> found = ImageFiles.filesIn(root.toAbsolutePath().normalize()).stream()
                .filter(file -> file.getFileName().toString().matches(".*\\.ya?ml"))
                .flatMap(file -> read(file).stream())
                .toList();
        if (found.size() > 1) {
            throw new DatasetException("found more than one description of a YOLO dataset in " + root + " ("
                    + found.get(0).file.getFileName() + ", " + found.get(1).file.getFileName() + "); keep only one");
        }
        return found.stream().findFirst().map(YoloDescription::layout);
    }

    /** Empty if the file does not describe a dataset. */
    private static Optional<YoloDescription> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return root instanceof Map<?, ?> entries
                            && entries.containsKey("names")
                            && PARTS.stream().anyMatch(entries::containsKey)
                    ? Optional.of(new YoloDescription(file, entries))
                    : Optional.empty();
        } catch (YAMLException e) {
            if (file.getFileName().toString().matches("(data|dataset)\\.ya?ml")) {
                throw new DatasetException(file + " is broken: " + e.getMessage(), e);
            }
            return Optional.empty(); // not a dataset description
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private YoloLayout layout() {
        Map<String, List<Path>> parts = new LinkedHashMap<>();
        for (String part : PARTS) {
            if (entries.get(part) != null) {
                parts.put(part, images(part));
            }
        }
        return new YoloLayout(file, names(), parts, true);
    }

    private SortedMap<Integer, String> names() {
        SortedMap<Integer, String> names = new TreeMap<>();
        Object value = entries.get("names");
        if (value instanceof List<?> list) {
            list.forEach(name -> names.put(names.size(), String.valueOf(name)));
        } else if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(Integer.class::isInstance)) {
            map.forEach((number, name) -> names.put((Integer) number, String.valueOf(name)));
        } else {
            throw new DatasetException(file + ": names must be a list of class names, or lines \"0: name\"");
        }
        return names;
    }

    private List<Path> images(String part) {
        List<?> paths = entries.get(part) instanceof List<?> list ? list : List.of(entries.get(part));
        List<Path> images = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Object path : paths) {
            Optional<Path> found = find(String.valueOf(path));
            if (found.isEmpty()) {
                missing.add(String.valueOf(path));
            } else if (Files.isDirectory(found.get())) {
                images.addAll(ImageFiles.below(found.get()));
            } else {
                images.addAll(listed(found.get()));
            }
        }
        // Exporters often name a test part that they did not write: only a missing training part is an error.
        if (!missing.isEmpty() && (part.equals("train") || !images.isEmpty())) {
            throw new DatasetException(file + ": " + part + ": " + missing.get(0)
                    + " is neither a folder nor a list of images below " + bases.get(0));
        }
        return images;
    }

    /** Some exporters point one folder too high ({@code ../train/images}): the leading {@code ../} is optional. */
    private Optional<Path> find(String path) {
        return Stream.of(path, path.replaceFirst("^(\\.\\./)+", ""))
                .flatMap(name -> bases.stream().map(base -> base.resolve(name).normalize()))
                .filter(Files::exists)
                .findFirst();
    }

    /** Reads a list of images, one a line, relative to the list's folder ({@code ./images/a.jpg}) or to the dataset. */
    private List<Path> listed(Path list) {
        try {
            return Files.readAllLines(list, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(line -> Stream.concat(Stream.of(list.getParent()), bases.stream())
                            .map(base -> base.resolve(line).normalize())
                            .filter(Files::exists)
                            .findFirst()
                            .orElse(list.resolveSibling(line).normalize()))
                    .toList();
        } catch (IOException e) {
            throw new DatasetException("cannot read the list of images " + list + ": " + e.getMessage(), e);
        }
    }
}
