package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vpt4j.vision.error.FileException;

/**
 * The folder where Hugging Face's tools keep what they have downloaded:
 * {@code models--ORG--NAME/snapshots/REVISION/config.json}. It is only read.
 *
 * @param hub that folder; it need not exist
 */
record HuggingFaceCache(Path hub) {
    private static final String PREFIX = "models--";

    /** Of an environment: {@code HF_HUB_CACHE}, else {@code hub} in {@code HF_HOME} or in {@code ~/.cache/huggingface}. */
    static HuggingFaceCache of(Map<String, String> environment, String home) {
        String hub = environment.getOrDefault("HF_HUB_CACHE", "");
        if (!hub.isBlank()) {
            return new HuggingFaceCache(Path.of(hub));
        }
        String root = environment.getOrDefault("HF_HOME", "");
        Path parent = root.isBlank() ? Path.of(home, ".cache", "huggingface") : Path.of(root);
        return new HuggingFaceCache(parent.resolve("hub"));
    }

    /** Folders of the models that are there with a configuration, by {@code ORG/NAME}. */
    NavigableMap<String, Path> models() {
        NavigableMap<String, Path> models = new TreeMap<>();
        for (Path model : children(hub)) {
            String folder = model.getFileName().toString();
            if (folder.startsWith(PREFIX)) {
                String name = folder.substring(PREFIX.length()).replaceFirst("--", "/");
                snapshot(model).ifPresent(path -> models.put(name, path));
            }
        }
        return models;
    }

    /** The snapshot that {@code refs/main} names, else the latest one that is complete enough to have a configuration. */
    private static Optional<Path> snapshot(Path model) {
        List<Path> usable = children(model.resolve("snapshots")).stream()
                .filter(BackboneFolder::isOne)
                .toList();
        Path reference = model.resolve("refs").resolve("main");
        if (Files.isRegularFile(reference)) {
            try {
                String revision = Files.readString(reference).strip();
                Optional<Path> main = usable.stream()
                        .filter(path -> path.getFileName().toString().equals(revision))
                        .findFirst();
                if (main.isPresent()) {
                    return main;
                }
            } catch (IOException e) {
                throw new FileException(reference + " cannot be read: " + e.getMessage(), e);
            }
        }
        return usable.stream()
                .max(Comparator.comparingLong(path -> path.toFile().lastModified()));
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new FileException("folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
