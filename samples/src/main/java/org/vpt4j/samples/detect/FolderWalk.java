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
 * All files in a folder and its subfolders, sorted by path. Follows links; skips hidden files and the results folder, so
 * that a second run does not use the images that the first one wrote.
 *
 * @param files of any kind
 * @param refused folders and files that could not be opened
 */
record FolderWalk(List<Path> files, List<FrameSource.Unreadable> refused) {

    /** @param depth number of folder levels; 1 for the folder alone */
    static FolderWalk of(Path folder, Path results, int depth) {
        Path left = results.toAbsolutePath().normalize();
        List<Path> files = new ArrayList<>();
        List<FrameSource.Unreadable> refused = new ArrayList<>();
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
                    if (!(e instanceof FileSystemLoopException)) { // its target is visited anyway
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

    private static FrameSource.Unreadable refusal(Path path, IOException e) {
        return new FrameSource.Unreadable(
                path.toString().replace(File.separatorChar, '/'),
                "cannot be opened (" + e.getClass().getSimpleName().replace("Exception", "")
                        + "); check its permissions");
    }

    private static boolean isHidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }
}
