package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Images for paths that do not exist, such as those of another machine, by the ends of their paths. An image that an
 * annotation names by its own path is not taken, nor one that two different paths would stand for.
 */
final class PathEnds {
    private final Path root;
    private final Supplier<ImageIndex> images;
    private final Findings.Collector findings;
    private final Set<Path> taken = new HashSet<>();
    private final Map<String, Optional<Path>> byWritten = new HashMap<>();
    private final Map<Path, String> claimed = new HashMap<>();
    private ImageIndex index;

    /** @param images made when the first path is looked for */
    PathEnds(Path root, Supplier<ImageIndex> images, Findings.Collector findings) {
        this.root = root;
        this.images = images;
        this.findings = findings;
    }

    /** Images that are named by their own paths. */
    void exclude(Collection<Path> files) {
        taken.addAll(files);
    }

    /** Looks for a path; all are to be looked for before one is {@linkplain #find found}. */
    void want(String part, String written) {
        if (index == null) {
            index = images.get();
        }
        byWritten.computeIfAbsent(part + "\n" + written, key -> {
            Optional<Path> file = index.findByEnd(written, part);
            file.ifPresent(found -> {
                String other = claimed.putIfAbsent(found, written);
                if (other != null && !other.equals(written)) {
                    taken.add(found);
                }
            });
            return file;
        });
    }

    /** The image, with a finding; empty if there is none. */
    Optional<Path> find(String part, String written, FilePosition position) {
        Optional<Path> file =
                byWritten.getOrDefault(part + "\n" + written, Optional.empty()).filter(found -> !taken.contains(found));
        file.ifPresent(found -> findings.add(
                Findings.Finding.Kind.PATH_BY_ITS_END,
                ImageFiles.nameBelow(root, found),
                position,
                "written as " + written,
                "used"));
        return file;
    }
}
