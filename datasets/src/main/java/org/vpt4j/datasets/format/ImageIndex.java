package org.vpt4j.datasets.format;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Finds the image files that annotations name, also by paths of another machine: of a notebook, of Windows, with an
 * exporter's prefix, in the letters of an address, or behind the hash of an upload.
 *
 * <p>A path that does not exist stands for the image with which it has the longest end in common, if there is exactly one.
 */
final class ImageIndex {
    private static final Pattern QUERY = Pattern.compile("(?s)^[^?]*\\?(?:.*&)?d=([^&]+).*$");
    private static final Pattern ADDRESS = Pattern.compile("(?i)^[a-z][a-z0-9+.-]+://[^/]*/");
    private static final Pattern UPLOADED = Pattern.compile("[0-9a-f]{6,40}[-_](.+)");

    private final Path root;
    private final Map<String, List<Path>> byName = new HashMap<>();

    /** @param root the dataset's folder */
    ImageIndex(Path root) {
        this.root = root;
        for (Path image : ImageFiles.below(root)) {
            byName.computeIfAbsent(image.getFileName().toString(), name -> new ArrayList<>())
                    .add(image);
        }
    }

    /** All images below the dataset's folder. */
    List<Path> all() {
        return byName.values().stream().flatMap(List::stream).sorted().toList();
    }

    /**
     * The image under this path itself.
     *
     * @param written as in the annotation
     * @param folders in which it is looked for, in this order
     */
    Optional<Path> find(String written, List<Path> folders) {
        return readings(written).stream()
                .flatMap(path -> folders.stream().flatMap(folder -> inside(folder, path).stream()))
                .findFirst();
    }

    /**
     * The image with which a path has the longest end in common, if it is the only one; if there is none, without the hash
     * that an upload puts before the name.
     *
     * @param part that the annotation belongs to: images in the folder of another one are left out
     */
    Optional<Path> findByEnd(String written, String part) {
        Set<String> readings = readings(written);
        return readings.stream()
                .flatMap(path -> byEnd(path, part).stream())
                .findFirst()
                .or(() -> readings.stream()
                        .flatMap(path -> withoutHash(path).stream())
                        .flatMap(path -> byEnd(path, part).stream())
                        .findFirst());
    }

    /** The path with {@code /}, also without the percent signs and the query of an address. */
    private static Set<String> readings(String written) {
        Set<String> readings = new LinkedHashSet<>();
        readings.add(written.replace('\\', '/'));
        String address = written;
        Matcher query = QUERY.matcher(address);
        if (query.matches()) {
            address = query.group(1);
        } else if (ADDRESS.matcher(address).find()) {
            address = address.replaceFirst("[?#].*$", "");
        }
        address = ADDRESS.matcher(decoded(address)).replaceFirst("/").replace('\\', '/');
        readings.add(address);
        return readings;
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path; // a percent sign that is part of a name
        }
    }

    private Optional<Path> inside(Path folder, String path) {
        try {
            Path file = folder.resolve(path).normalize();
            return file.startsWith(root.normalize()) && Files.isRegularFile(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> byEnd(String path, String part) {
        List<String> names = List.of(path.split("/+", -1));
        if (names.isEmpty()) {
            return Optional.empty();
        }
        int longest = 0;
        List<Path> best = new ArrayList<>();
        for (Path candidate : byName.getOrDefault(names.get(names.size() - 1), List.of())) {
            if (!isOfPart(candidate, part.isEmpty() ? partIn(names) : part)) {
                continue;
            }
            int length = commonEnd(names, candidate);
            if (length > longest) {
                best.clear();
                longest = length;
            }
            if (length == longest) {
                best.add(candidate);
            }
        }
        return best.size() == 1 ? Optional.of(best.get(0)) : Optional.empty();
    }

    private boolean isOfPart(Path candidate, String part) {
        List<String> names = new ArrayList<>();
        root.relativize(candidate).forEach(name -> names.add(name.toString()));
        String own = partIn(names);
        return own.isEmpty() || part.isEmpty() || own.equals(part);
    }

    /** The part that the last of a path's folders with such a name stands for. */
    private static String partIn(List<String> names) {
        for (int i = names.size() - 2; i >= 0; i--) {
            String part = PartNames.in(names.get(i));
            if (!part.isEmpty()) {
                return part;
            }
        }
        return DatasetEntries.UNNAMED;
    }

    private static int commonEnd(List<String> names, Path candidate) {
        int length = 0;
        while (length < Math.min(names.size(), candidate.getNameCount())
                && names.get(names.size() - 1 - length)
                        .equals(candidate
                                .getName(candidate.getNameCount() - 1 - length)
                                .toString())) {
            length++;
        }
        return length;
    }

    /** {@code upload/1/0f3a9c21-a.jpg} is {@code a.jpg} that was uploaded. */
    private static Optional<String> withoutHash(String path) {
        Matcher hash = UPLOADED.matcher(TextOutput.lastName(path));
        return hash.matches() ? Optional.of(hash.group(1)) : Optional.empty();
    }
}
