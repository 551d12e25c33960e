package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.image.ImageFiles;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The YAML description of a dataset, as defined by
 * <a href="https://docs.ultralytics.com/datasets/detect/">Ultralytics</a>: {@code names}, and for each of {@code train},
 * {@code val} and {@code test} a folder of images, a text file that lists images, or several of these.
 */
final class YoloDescription {
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private final Path file;
    private final Path root;
    private final boolean allowsOutside;
    private final Map<String, Object> entries;
    private final List<Path> bases;
    private final ImageLookup lookup;
    private final List<Path> lists = new ArrayList<>();

    private YoloDescription(Path file, Map<String, Object> entries, boolean allowsOutside) {
        this.file = file;
        this.root = file.getParent();
        this.allowsOutside = allowsOutside;
        this.entries = entries;
        this.lookup = new ImageLookup(root, allowsOutside);
        // "path" is often that of another machine: then the description's own folder is used.
        this.bases = Stream.of(resolved(root, text("path")), Optional.of(root))
                .flatMap(Optional::stream)
                .filter(folder -> isAllowed(folder) && Files.isDirectory(folder))
                .distinct()
                .toList();
    }

    private boolean isAllowed(Path place) {
        return allowsOutside || place.startsWith(root);
    }

    /**
     * The layout that a folder's description gives; empty if there is no description.
     *
     * @param root the folder, or the description
     * @param allowsOutside whether it may name folders outside that of the description
     */
    static Optional<YoloLayout> in(Path root, boolean allowsOutside) {
        return of(root, allowsOutside).map(YoloDescription::layout);
    }

    /** The description of a folder, or the file itself if it is one. */
    static Optional<Path> fileOf(Path root) {
        return of(root, false).map(description -> description.file);
    }

    private static Optional<YoloDescription> of(Path root, boolean allowsOutside) {
        DataPath data = DataPath.of(root);
        List<YoloDescription> found =
                data.file().map(List::of).orElseGet(() -> ImageFiles.filesIn(data.folder())).stream()
                        .filter(file -> file.getFileName().toString().matches(".*\\.ya?ml"))
                        .flatMap(file -> read(file, allowsOutside).stream())
                        .toList();
        if (found.size() > 1) {
            throw new DatasetException("found more than one description of a YOLO dataset in " + root + " ("
                    + found.get(0).file.getFileName() + ", " + found.get(1).file.getFileName()
                    + "); keep only one, or name one of them as the data");
        }
        return found.stream().findFirst();
    }

    /** Empty if the file does not describe a dataset. */
    private static Optional<YoloDescription> read(Path file, boolean allowsOutside) {
        boolean usual = file.getFileName().toString().matches("(data|dataset)\\.ya?ml");
        try {
            Map<String, Object> entries = new LinkedHashMap<>();
            if (YamlTree.read(file) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> entries.put(String.valueOf(key), value));
            }
            boolean named = usual || entries.containsKey("names") || entries.containsKey("nc");
            boolean describes = named && entries.keySet().stream().anyMatch(key -> PartNames.isPart(key));
            return describes ? Optional.of(new YoloDescription(file, entries, allowsOutside)) : Optional.empty();
        } catch (YAMLException e) {
            if (usual) {
                throw new DatasetException(file + " is broken: " + e.getMessage(), e);
            }
            return Optional.empty(); // not a dataset description
        } catch (DatasetException e) {
            if (usual) {
                throw e;
            }
            return Optional.empty(); // not text
        }
    }

    private YoloLayout layout() {
        Map<String, List<Path>> parts = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            if (PartNames.isPart(key) && !(value instanceof String text && NOTHING.contains(text))) {
                parts.computeIfAbsent(PartNames.in(key), part -> new ArrayList<>())
                        .addAll(images(key, value));
            }
        });
        return new YoloLayout(file, lists, names(), parts, keypoints(), true);
    }

    private String text(String key) {
        return entries.get(key) instanceof String text && !NOTHING.contains(text) ? text : "";
    }

    private SortedMap<Integer, String> names() {
        SortedMap<Integer, String> names = new TreeMap<>();
        Object value = entries.get("names");
        if (value == null && String.valueOf(entries.get("nc")).matches("[1-9]\\d{0,4}")) { // Ultralytics' names
            int count = Integer.parseInt(entries.get("nc").toString());
            IntStream.range(0, count).forEach(number -> names.put(number, "class_" + number));
        } else if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            list.forEach(name -> names.put(names.size(), ((String) name).strip()));
        } else if (value instanceof Map<?, ?> map
                && map.keySet().stream().allMatch(key -> key.toString().matches("\\d{1,9}"))
                && map.values().stream().allMatch(String.class::isInstance)) {
            map.forEach((number, name) -> names.put(Integer.parseInt(number.toString()), ((String) name).strip()));
        } else {
            throw new DatasetException(file + ": names must be a list of class names, or lines \"0: name\"");
        }
        return names;
    }

    /** The numbers of a line's keypoints from {@code kpt_shape: [17, 3]}. */
    private int keypoints() {
        if (entries.get("kpt_shape") instanceof List<?> shape
                && shape.size() == 2
                && shape.stream().allMatch(number -> number.toString().matches("\\d{1,4}"))) {
            return Integer.parseInt(shape.get(0).toString())
                    * Integer.parseInt(shape.get(1).toString());
        }
        return YoloLayout.NO_KEYPOINTS;
    }

    private List<Path> images(String part, Object value) {
        List<?> paths = value instanceof List<?> list ? list : List.of(value);
        List<Path> images = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Object each : paths) {
            String path = Excerpt.of(each instanceof String ? each : "a list or map");
            Optional<Path> found = find(part, path);
            if (found.isEmpty()) {
                missing.add(path);
            } else if (Files.isDirectory(found.get())) {
                images.addAll(ImageFiles.below(found.get()));
            } else {
                lists.add(found.get());
                images.addAll(listed(found.get(), bases, lookup));
            }
        }
        // Exporters often name a test part that they did not write: only a missing training part is an error.
        if (!missing.isEmpty() && (PartNames.in(part).equals("train") || !images.isEmpty())) {
            throw new DatasetException(file + ": " + part + ": " + missing.get(0)
                    + " is neither a folder nor a list of images below " + bases.get(0) + outside());
        }
        return images;
    }

    /** A hint if the description's path is not used because it leads out of its folder. */
    private String outside() {
        Optional<Path> path = resolved(root, text("path"));
        return path.isPresent() && !isAllowed(path.get()) && Files.isDirectory(path.get())
                ? "; its path " + text("path") + " leads out of that folder: allow it with --allow-outside"
                : "";
    }

    /**
     * Some exporters point one folder too high ({@code ../train/images}): the leading {@code ../} is optional.
     *
     * @throws DatasetException if it exists only outside the dataset's folder, and that is not allowed
     */
    private Optional<Path> find(String part, String path) {
        List<Path> found = Stream.of(path, path.replaceFirst("^(\\.\\./)+", ""))
                .flatMap(name -> bases.stream().flatMap(base -> resolved(base, name).stream()))
                .filter(Files::exists)
                .toList();
        Optional<Path> inside = found.stream().filter(this::isAllowed).findFirst();
        if (inside.isEmpty() && !found.isEmpty()) {
            throw new DatasetException(file + ": " + part + ": " + path + " is " + found.get(0)
                    + ", which is outside the dataset's folder " + root
                    + "; move the description to the folder that contains all of it, and open that, or allow it with"
                    + " --allow-outside");
        }
        return inside;
    }

    private static Optional<Path> resolved(Path base, String name) {
        try {
            return name.isEmpty()
                    ? Optional.of(base)
                    : Optional.of(base.resolve(name.replace('\\', '/')).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a list of images, one a line, relative to the list's folder ({@code ./images/a.jpg}) or to the dataset.
     *
     * @return also the paths of images that do not exist
     */
    static List<Path> listed(Path list, List<Path> bases, ImageLookup lookup) {
        List<Path> folders =
                Stream.concat(Stream.of(list.getParent()), bases.stream()).toList();
        List<Path> images = new ArrayList<>();
        for (String line : TextFile.lines(list)) {
            String name = line.strip();
            if (!name.isEmpty()) {
                Optional<Path> found = lookup.find(name, folders).file();
                images.add(found.or(() -> resolved(list.getParent(), name)).orElse(list));
            }
        }
        return images;
    }
}
