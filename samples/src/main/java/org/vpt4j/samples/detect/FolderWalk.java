package org.vpt4j.samples.detect;

import java.io.File;
import java.io.IOException;
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

/**
 * The files in a folder and below, sorted by path. Links are followed; what is hidden is left out, and so is the folder
 * of the results, so that a second run does not look at the images that the first one painted.
 *
 * @param files all of them, whatever they are
 * @param refused folders and files that could not be looked into
 */
record FolderWalk(List<Path> files, List<Unreadable> refused) {

    /** @param depth how many folders deep; 1 is the folder alone */
    static FolderWalk of(Path folder, Path results, int depth) {
        Path left = results.toAbsolutePath().normalize();
        List<Path> files = new ArrayList<>();
        List<Unreadable> refused = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    boolean skipped = !path.equals(folder)
                            && (isHidden(path)
                                    || path.toAbsolutePath().normalize().equals(left));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (!isHidden(path) && !attributes.isDirectory()) {
                        files.add(path);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) {
                    if (!(e instanceof FileSystemLoopException)) { // what it leads to is visited anyway
                        refused.add(refusal(path, e));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path path, IOException e) {
                    if (e != null) {
                        refused.add(refusal(path, e));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            refused.add(refusal(folder, e));
        }
        files.sort(null);
        return new FolderWalk(List.copyOf(files), List.copyOf(refused));
    }

    private static Unreadable refusal(Path path, IOException e) {
        return new Unreadable(
                path.toString().replace(File.separatorChar, '/'),
                "cannot be looked into (" + e.getClass().getSimpleName().replace("Exception", "")
                        + "); is reading it permitted?");
    }

    private static boolean isHidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }
}
