package org.vpt4j.vision.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.vpt4j.vision.error.FileException;

/** Lists folders and finds the image files in them, by file extension. */
public final class ImageFiles {
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff", "gif", "jp2", "ppm", "pgm");

    private static final Set<String> UNDECODABLE = Set.of(
            "heic", "heif", "avif", "jxl", "svg", "psd", "dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "raw", "dcm");

    private ImageFiles() {}

    /** Whether the name has an image extension and is not hidden; the file is not opened. */
    public static boolean isImage(Path file) {
        return hasExtension(file, EXTENSIONS);
    }

    /**
     * The images directly in a folder, sorted by name; empty if there is no such folder.
     *
     * @throws FileException here and below, if a folder cannot be listed
     */
    public static List<Path> in(Path folder) {
        return filesIn(folder).stream().filter(ImageFiles::isImage).toList();
    }

    /** Whether the name has the extension of an image format that is known but cannot be decoded. */
    public static boolean isUndecodable(Path file) {
        return hasExtension(file, UNDECODABLE);
    }

    private static boolean hasExtension(Path file, Set<String> extensions) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                && !isHidden(file)
                && extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean isHidden(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") || name.equals("__MACOSX"); // the latter: what macOS adds to archives
    }

    /** The images in a folder and its subfolders, sorted by path; as {@link #filesBelow}. */
    public static List<Path> below(Path folder) {
        return filesBelow(folder).stream()
                .filter(ImageFiles::isImage)
                .filter(Files::isRegularFile)
                .toList();
    }

    /**
     * All files in a folder and its subfolders, sorted by path, and links that lead nowhere. Links to folders are followed,
     * but not back to a folder that contains them; hidden files and folders are left out.
     */
    public static List<Path> filesBelow(Path folder) {
        List<Path> files = new ArrayList<>();
        walk(folder, files::add);
        files.sort(null);
        return files;
    }

    /** @param found is given each file; returns whether more are wanted */
    private static void walk(Path folder, Predicate<Path> found) {
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                            boolean hidden = !path.equals(folder) && isHidden(path);
                            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                            boolean more = isHidden(path) || attributes.isOther() || found.test(path);
                            return more ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                            if (e instanceof FileSystemLoopException) {
                                return FileVisitResult.CONTINUE; // its target is being visited
                            }
                            throw e;
                        }
                    });
        } catch (IOException e) {
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
        long[] count = {0};
        walk(folder, file -> {
            count[0] += isImage(file) ? 1 : 0;
            return count[0] < limit;
        });
        return count[0];
    }

    /** A file name without its extension: {@code a.b} for {@code a.b.jpg}. */
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The path relative to the root, with {@code /} on every system. */
    public static String nameBelow(Path root, Path file) {
        Path from = root.toAbsolutePath().normalize();
        return from.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
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
