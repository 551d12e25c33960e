package org.vpt4j.vision.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.vpt4j.vision.error.FileException;

/** Lists folders and finds the image files in them, by file extension. */
public final class ImageFiles {
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff", "gif", "jp2", "ppm", "pgm");

    private ImageFiles() {}

    /** Whether the name has an image extension and is not hidden; the file is not opened. */
    public static boolean isImage(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                && !name.startsWith(".")
                && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * The images directly in a folder, sorted by name; empty if there is no such folder.
     *
     * @throws FileException here and below, if a folder cannot be listed
     */
    public static List<Path> in(Path folder) {
        return filesIn(folder).stream().filter(ImageFiles::isImage).toList();
    }

    /** The images in a folder and its subfolders, sorted by path. */
    public static List<Path> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(ImageFiles::isImage)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw cannotList(folder, e);
        }
    }

    /** The files directly in a folder, sorted by name; empty if there is no such folder. */
    public static List<Path> filesIn(Path folder) {
        return list(folder).stream().filter(Files::isRegularFile).toList();
    }

    /** The subfolders directly in a folder, sorted by name, without hidden ones. */
    public static List<Path> foldersIn(Path folder) {
        return list(folder).stream()
                .filter(Files::isDirectory)
                .filter(path -> !path.getFileName().toString().startsWith("."))
                .toList();
    }

    /** Counts the images in a folder and its subfolders, up to a limit. */
    public static long countBelow(Path folder, long limit) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(ImageFiles::isImage).limit(limit).count();
        } catch (IOException | UncheckedIOException e) {
            throw cannotList(folder, e);
        }
    }

    /** A file name without its extension: {@code a.b} for {@code a.b.jpg}. */
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The path relative to the root, with {@code /} on every system. */
    public static String nameBelow(Path root, Path file) {
        return root.relativize(file).normalize().toString().replace('\\', '/');
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw cannotList(folder, e);
        }
    }

    private static FileException cannotList(Path folder, Exception cause) {
        return new FileException(
                "cannot list the folder " + folder + " (" + cause.getMessage() + "); check its permissions", cause);
    }
}
