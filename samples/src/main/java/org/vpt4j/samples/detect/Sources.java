package org.vpt4j.samples.detect;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.image.ImageFiles;

/**
 * What the words of a command line stand for: a file that exists is a video if its ending says so, else an image; a
 * folder stands for the images in it and below; a number for a camera; what has signs such as {@code *} for the
 * images and videos of a pattern.
 */
public final class Sources {
    private final Path results;
    private final Sampling sampling;
    private final ResultNames names = new ResultNames();
    private final List<FrameSource> sources = new ArrayList<>();
    private final List<Path> inputs = new ArrayList<>();
    private final List<Path> painted = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<StillFile> images = new ArrayList<>();
    private final List<Unreadable> refused = new ArrayList<>();

    private Sources(Path results, Sampling sampling) {
        this.results = results;
        this.sampling = sampling;
    }

    /**
     * The sources, and what to say of them.
     *
     * @param sources in the order of the words; nothing is open yet
     * @param inputs the files that they read
     * @param painted where the painted ones will be
     * @param remarks what was left out
     */
    public record Found(List<FrameSource> sources, List<Path> inputs, List<Path> painted, List<String> remarks) {
        /** @throws ConfigException if a painted image or video would take the place of one that is read */
        public void requireNoneReplaced() {
            Set<Path> read = new HashSet<>();
            inputs.forEach(file -> read.add(file.toAbsolutePath().normalize()));
            for (Path file : painted) {
                if (read.contains(file.toAbsolutePath().normalize())) {
                    throw new ConfigException("out: " + file + " would be replaced by the painted one; choose another"
                            + " folder, or --no-images");
                }
            }
        }
    }

    /**
     * Finds them.
     *
     * @param results folder of the results: what lies in it is not looked at
     * @throws FileException if one does not exist or holds nothing to look at
     * @throws ConfigException if a pattern is none
     */
    public static Found of(List<String> words, Path results, Sampling sampling) {
        Sources found = new Sources(results, sampling);
        words.forEach(found::add);
        found.endImages();
        return new Found(
                List.copyOf(found.sources),
                List.copyOf(found.inputs),
                List.copyOf(found.painted),
                List.copyOf(found.remarks));
    }

    private void add(String word) {
        Optional<Path> path = path(word);
        if (path.isPresent() && Files.isDirectory(path.get())) {
            addFolder(path.get());
        } else if (path.isPresent() && Files.exists(path.get())) {
            addFile(path.get().toAbsolutePath().getParent(), path.get());
        } else if (word.matches("\\d{1,3}")) {
            endImages();
            int number = Integer.parseInt(word);
            sources.add(CapturedFrames.ofCamera(number, names.unique("camera-" + number), sampling));
        } else if (Glob.isOne(word)) {
            addMatches(word);
        } else {
            throw new FileException(word + " does not exist; name images, folders of images, patterns such as"
                    + " 'photos/**/*.jpg', videos, or the number of a camera");
        }
    }

    /** Patterns are no paths on every system. */
    private static Optional<Path> path(String word) {
        try {
            return Optional.of(Path.of(word));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private void addFolder(Path folder) {
        FolderWalk walk = FolderWalk.of(folder, results, Integer.MAX_VALUE);
        List<Path> inside = walk.files().stream().filter(ImageFiles::isImage).toList();
        if (inside.isEmpty() && walk.refused().isEmpty()) {
            throw new FileException("there is no image in " + folder + "; name a folder that holds some");
        }
        long videos = walk.files().stream().filter(VideoFiles::isVideo).count();
        if (videos > 0) {
            remarks.add(folder + ": " + Counted.of(videos, "video is", "videos are")
                    + " left out; name videos themselves or by a pattern to look at them");
        }
        inside.forEach(file -> addFile(folder, file));
        refused.addAll(walk.refused());
    }

    private void addMatches(String pattern) {
        Glob glob = Glob.of(pattern);
        FolderWalk walk = Files.isDirectory(glob.folder())
                ? FolderWalk.of(glob.folder(), results, glob.depth())
                : new FolderWalk(List.of(), List.of());
        List<Path> matches = walk.files().stream()
                .filter(glob.matcher()::matches)
                .filter(file -> ImageFiles.isImage(file) || VideoFiles.isVideo(file))
                .toList();
        if (matches.isEmpty()) {
            throw new FileException(pattern + " fits no image or video; is it spelled as the files are?");
        }
        matches.forEach(file -> addFile(glob.folder(), file));
        refused.addAll(walk.refused());
    }

    private void addFile(Path folder, Path file) {
        inputs.add(file);
        String name = names.below(folder.toAbsolutePath(), file.toAbsolutePath());
        StillFile found = new StillFile(file, name);
        if (VideoFiles.isVideo(file)) {
            painted.add(results.resolve(name + ".avi"));
            endImages();
            sources.add(CapturedFrames.ofFile(found.source(), name, sampling));
        } else {
            painted.add(results.resolve(name + ".jpg"));
            images.add(found);
        }
    }

    /** Images that follow one another are one source. */
    private void endImages() {
        if (!images.isEmpty() || !refused.isEmpty()) {
            sources.add(new StillFiles(List.copyOf(images), List.copyOf(refused)));
            images.clear();
            refused.clear();
        }
    }
}
