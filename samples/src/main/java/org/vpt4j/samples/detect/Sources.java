package org.vpt4j.samples.detect;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Resolves the sources of a command line: an existing file is a video if its extension says so, otherwise an image; a
 * folder stands for all images in it, a number for a camera, a pattern with {@code *} and the like for its images and
 * videos.
 */
final class Sources {
    private static final Set<String> VIDEO_ENDINGS = Set.of(
            "avi", "mp4", "m4v", "mov", "mkv", "webm", "mpg", "mpeg", "wmv", "flv", "ts", "mts", "3gp", "mjpeg",
            "mjpg");

    private final Path results;
    private final FrameSource.Sampling sampling;
    private final ResultNames names = new ResultNames();
    private final List<FrameSource> sources = new ArrayList<>();
    private final List<Path> inputs = new ArrayList<>();
    private final List<Path> painted = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<ImageFileSource.Entry> images = new ArrayList<>();
    private final List<FrameSource.Unreadable> refused = new ArrayList<>();

    private Sources(Path results, FrameSource.Sampling sampling) {
        this.results = results;
        this.sampling = sampling;
    }

    /**
     * The sources of a run.
     *
     * @param sources in the given order; not opened yet
     * @param inputs files that they read
     * @param painted files that images and videos with boxes will be written to
     * @param remarks for the user, on what is skipped
     */
    public record Resolved(List<FrameSource> sources, List<Path> inputs, List<Path> painted, List<String> remarks) {
        /** @throws ConfigException if an output would overwrite an input */
        public void requireNoneReplaced() {
            Set<Path> read = new HashSet<>();
            inputs.forEach(file -> read.add(file.toAbsolutePath().normalize()));
            for (Path file : painted) {
                if (read.contains(file.toAbsolutePath().normalize())) {
                    throw new ConfigException("out: " + file
                            + " would be overwritten by the image with boxes; use another" + " folder, or --no-images");
                }
            }
        }
    }

    /**
     * Resolves sources.
     *
     * @param results folder of the results, which is skipped
     * @throws FileException if a source does not exist or has no image
     * @throws ConfigException if a pattern is invalid
     */
    public static Resolved of(List<String> words, Path results, FrameSource.Sampling sampling) {
        Sources found = new Sources(results, sampling);
        words.forEach(found::add);
        found.endImages();
        return new Resolved(
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

    /** Empty for patterns that are not valid paths on this system. */
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
            throw new FileException("there is no image in " + folder + "; name a folder that contains some");
        }
        long videos = walk.files().stream().filter(Sources::isVideo).count();
        if (videos > 0) {
            remarks.add(folder + ": " + Counted.of(videos, "video is", "videos are")
                    + " skipped; to use videos, name them or a pattern that matches them");
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
                .filter(file -> ImageFiles.isImage(file) || isVideo(file))
                .toList();
        if (matches.isEmpty()) {
            throw new FileException(pattern + " matches no image or video; check its spelling");
        }
        matches.forEach(file -> addFile(glob.folder(), file));
        refused.addAll(walk.refused());
    }

    private void addFile(Path folder, Path file) {
        inputs.add(file);
        String name = names.below(folder.toAbsolutePath(), file.toAbsolutePath());
        ImageFileSource.Entry found = new ImageFileSource.Entry(file, name);
        if (isVideo(file)) {
            painted.add(results.resolve(name + ".avi"));
            endImages();
            sources.add(CapturedFrames.ofFile(found.source(), name, sampling));
        } else {
            painted.add(results.resolve(name + ".jpg"));
            images.add(found);
        }
    }

    private static boolean isVideo(Path file) {
        String name = file.getFileName().toString();
        return VIDEO_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** Consecutive images are one source. */
    private void endImages() {
        if (!images.isEmpty() || !refused.isEmpty()) {
            sources.add(new ImageFileSource(List.copyOf(images), List.copyOf(refused)));
            images.clear();
            refused.clear();
        }
    }

    /** Unique names for results: the file's path in the given folder. */
    private static final class ResultNames {
        private final Set<String> taken = new HashSet<>();

        /** The path in a folder without extension, with a number if it is taken. */
        String below(Path folder, Path file) {
            String name = ImageFiles.nameBelow(folder, file);
            int slash = name.lastIndexOf('/');
            return unique(name.substring(0, slash + 1) + ImageFiles.stem(file));
        }

        /** This name, with a number if it is taken, ignoring case as many file systems do. */
        String unique(String name) {
            String candidate = name;
            for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
                candidate = name + "-" + i;
            }
            return candidate;
        }
    }
}
