package org.vpt4j.datasets.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Finds the image files that annotations name, below one folder. Names that differ in case or in the form of their accents
 * (Unicode's composed and decomposed form, the latter is written by macOS) stand for the same file, unless there are two.
 *
 * <p>Folders are listed once: a lookup is for one reading of a dataset.
 */
final class ImageLookup {
    private static final Pattern ELSEWHERE = Pattern.compile("[/\\\\%]");

    private final Path root;
    private final Path real;
    private final boolean allowsOutside;
    private final Map<Path, Map<String, Optional<Path>>> listed = new HashMap<>();
    private final Map<Path, Map<String, Optional<Path>>> stems = new HashMap<>();
    private final Map<Path, String> claimed = new HashMap<>(); // the name by which an image was found
    private final List<Expected> expected = new ArrayList<>();
    private ImageIndex index; // of all images, made when it is first needed

    /** The names that annotations give to images, and the folders in which these are searched. */
    private record Expected(List<String> names, List<Path> folders) {}

    /**
     * A lookup below a folder.
     *
     * @param root absolute and normalised
     * @param allowsOutside whether an image outside it is found, too
     */
    ImageLookup(Path root, boolean allowsOutside) {
        this.root = root;
        this.allowsOutside = allowsOutside;
        this.real = real(root).orElse(root);
    }

    /**
     * What a name stands for.
     *
     * @param file below the root, if there is one
     * @param outside whether the name stands for an existing file outside the root, which is not used
     * @param byItsEnd whether it is a path of another machine, of which only the end exists
     */
    record Found(Optional<Path> file, boolean outside, boolean byItsEnd) {
        private static final Found NOTHING = new Found(Optional.empty(), false, false);
        private static final Found OUTSIDE = new Found(Optional.empty(), true, false);

        static Found of(Path file) {
            return new Found(Optional.of(file), false, false);
        }

        Found or(Supplier<Found> other) {
            return file.isEmpty() && !outside ? other.get() : this;
        }
    }

    Path root() {
        return root;
    }

    /** Names that are looked up later: an image that has one of them is not taken for a path of another machine. */
    void expect(List<String> names, List<Path> folders) {
        expected.add(new Expected(names, folders));
    }

    /**
     * Finds an image.
     *
     * @param name as an annotation gives it: absolute, or relative to one of the folders, with {@code /} or {@code \}
     * @param folders in which it is searched, in this order
     */
    Found find(String name, List<Path> folders) {
        Found found = here(name, folders).or(() -> byEnd(name, folders));
        found.file().ifPresent(file -> claimed.putIfAbsent(file, name));
        return found;
    }

    /**
     * Only of a path of another machine: a name alone, or a path to a folder of this dataset, could be that of an image that is
     * missing. Nor is an image taken that has its own name.
     */
    private Found byEnd(String name, List<Path> folders) {
        if (!ELSEWHERE.matcher(name).find() || leadsToFolder(name, folders)) {
            return Found.NOTHING;
        }
        if (index == null) {
            index = new ImageIndex(root);
        }
        claimExpected();
        return index.findByEnd(name, DatasetEntries.UNNAMED)
                .filter(file -> claimed.getOrDefault(file, name).equals(name))
                .map(file -> new Found(Optional.of(file), false, true))
                .orElse(Found.NOTHING);
    }

    private void claimExpected() {
        for (Expected part : expected) {
            for (String name : part.names()) {
                here(name, part.folders()).file().ifPresent(file -> claimed.putIfAbsent(file, name));
            }
        }
        expected.clear();
    }

    private boolean leadsToFolder(String name, List<Path> folders) {
        Optional<Path> path = path(name);
        return path.isPresent()
                && !path.get().isAbsolute()
                && path.get().getNameCount() > 1
                && folders.stream()
                        .map(folder -> folder.resolve(path.get()).normalize().getParent())
                        .anyMatch(folder -> folder.startsWith(root) && Files.isDirectory(folder));
    }

    /** An image under its own name only. */
    Found here(String name, List<Path> folders) {
        Optional<Path> path = path(name);
        if (path.isEmpty()) {
            return Found.NOTHING;
        }
        if (path.get().isAbsolute()) {
            return absolute(path.get().normalize());
        }
        boolean outside = false;
        for (Path folder : folders) {
            Path file = folder.resolve(path.get()).normalize();
            boolean there = Files.isRegularFile(file);
            if (there && (allowsOutside || file.startsWith(root))) {
                return Found.of(file);
            }
            outside |= there;
        }
        for (Path folder : folders) {
            Path file = folder.resolve(path.get()).normalize();
            Optional<Path> similar = file.startsWith(root) ? similar(file).or(() -> byStem(file)) : Optional.empty();
            if (similar.isPresent()) {
                return Found.of(similar.get());
            }
        }
        return outside ? Found.OUTSIDE : Found.NOTHING;
    }

    private static Optional<Path> path(String name) {
        try {
            String plain = name.strip().replaceFirst("^file:/*(?=/)", "").replace('\\', '/');
            return plain.isEmpty() ? Optional.empty() : Optional.of(Path.of(plain));
        } catch (InvalidPathException e) {
            return Optional.empty(); // not a valid file name
        }
    }

    /** The same folder can have two names, if one of them contains a link. */
    private Found absolute(Path file) {
        if (!Files.isRegularFile(file)) {
            return file.startsWith(root) ? similar(file).map(Found::of).orElse(Found.NOTHING) : Found.NOTHING;
        }
        if (file.startsWith(root)) {
            return Found.of(file);
        }
        return real(file)
                .filter(path -> path.startsWith(real))
                .map(path -> Found.of(root.resolve(real.relativize(path))))
                .orElse(allowsOutside ? Found.of(file) : Found.OUTSIDE);
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The only regular file whose path differs from this one in nothing but case and form. */
    Optional<Path> similar(Path file) {
        Optional<Path> found = Optional.of(root);
        for (Path name : root.relativize(file)) {
            found = found.flatMap(folder -> {
                Path exact = folder.resolve(name);
                return Files.exists(exact)
                        ? Optional.of(exact)
                        : listed.computeIfAbsent(folder, ImageLookup::names)
                                .getOrDefault(key(name.toString()), Optional.empty());
            });
        }
        return found.filter(Files::isRegularFile);
    }

    /** The only image of a folder that has this name and an extension, if the name has none of an image. */
    private Optional<Path> byStem(Path file) {
        return ImageFiles.isImage(file)
                ? Optional.empty()
                : stems.computeIfAbsent(file.getParent(), ImageLookup::stems)
                        .getOrDefault(file.getFileName().toString(), Optional.empty());
    }

    private static Map<String, Optional<Path>> stems(Path folder) {
        Map<String, Optional<Path>> stems = new HashMap<>();
        ImageFiles.in(folder)
                .forEach(image ->
                        stems.merge(ImageFiles.stem(image), Optional.of(image), (one, other) -> Optional.empty()));
        return stems;
    }

    /** What is in a folder by its name in one form; empty where two names have the same. */
    private static Map<String, Optional<Path>> names(Path folder) {
        Map<String, Optional<Path>> names = new HashMap<>();
        for (List<Path> kind : List.of(ImageFiles.filesIn(folder), ImageFiles.foldersIn(folder))) {
            kind.forEach(path -> names.merge(
                    key(path.getFileName().toString()), Optional.of(path), (one, other) -> Optional.empty()));
        }
        return names;
    }

    /** A name in the form in which all names of a file are equal. */
    static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
