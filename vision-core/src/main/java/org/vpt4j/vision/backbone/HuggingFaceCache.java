package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * The folder where Hugging Face's tools keep what they have downloaded:
 * {@code models--ORG--NAME/snapshots/COMMIT/config.json}, a link to a file in {@code blobs} that is named by its digest.
 * Downloads are kept there in the same way.
 *
 * @param hub that folder; it need not exist
 */
record HuggingFaceCache(Path hub) {
    private static final String PREFIX = "models--";

    /** Of an environment: {@code HF_HUB_CACHE}, else {@code hub} in {@code HF_HOME} or in {@code ~/.cache/huggingface}. */
    static HuggingFaceCache of(Map<String, String> environment, String home) {
        for (String name : List.of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")) {
            String hub = environment.getOrDefault(name, "");
            if (!hub.isBlank()) {
                return new HuggingFaceCache(Path.of(hub));
            }
        }
        return new HuggingFaceCache(home(environment, home).resolve("hub"));
    }

    /** {@code HF_HOME}, else {@code huggingface} in {@code XDG_CACHE_HOME} or {@code ~/.cache}. */
    static Path home(Map<String, String> environment, String home) {
        String root = environment.getOrDefault("HF_HOME", "");
        if (!root.isBlank()) {
            return Path.of(root);
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (caches.isBlank() ? Path.of(home, ".cache") : Path.of(caches)).resolve("huggingface");
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

    /** The complete snapshot of a branch, tag or commit, if there is one. */
    Optional<Path> snapshot(String name, String revision) {
        Path model = hub.resolve(PREFIX + name.replace("/", "--"));
        Path reference = model.resolve("refs").resolve(revision);
        try {
            String commit =
                    Files.isRegularFile(reference) ? Files.readString(reference).strip() : revision;
            Path snapshot = model.resolve("snapshots").resolve(commit).normalize();
            return Optional.of(snapshot)
                    .filter(path -> path.startsWith(model) && BackboneFolder.isOne(path))
                    .filter(path -> WeightFiles.in(path).isPresent());
        } catch (IOException e) {
            throw FileException.unreadable(reference, e);
        }
    }

    /** The folder of a model, with those in it; they are made if necessary. */
    Path folder(String name) {
        Path model = hub.resolve(PREFIX + name.replace("/", "--"));
        AtomicFiles.createFolders(model.resolve("blobs"));
        return model;
    }

    /** Where a file with this digest is, or will be. */
    Path blob(String name, String digest) {
        return folder(name).resolve("blobs").resolve(digest);
    }

    /** Keeps other processes of vpt4j from downloading the same model at the same time. */
    Lock lock(String name) {
        Path file = hub.resolve(".locks").resolve(PREFIX + name.replace("/", "--") + ".vpt4j.lock");
        AtomicFiles.createFolders(file.getParent());
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Lock(channel, channel.lock(), this);
        } catch (IOException | OverlappingFileLockException e) {
            throw new FileException("the lock " + file + " cannot be had: " + e.getMessage(), e);
        }
    }

    /** A lock that lasts until it is closed. */
    record Lock(FileChannel channel, FileLock held, HuggingFaceCache cache) implements AutoCloseable {
        /** The folder of a model's snapshot. */
        Path snapshot(HubModel model) {
            return cache.snapshotOf(model);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new FileException("a lock in " + cache.hub() + " cannot be released: " + e.getMessage(), e);
            }
        }
    }

    private Path snapshotOf(HubModel model) {
        return folder(model.name()).resolve("snapshots").resolve(model.commit());
    }

    /** Makes a complete file visible in its model's snapshot. */
    void link(HubModel model, HubModel.RemoteFile file) {
        Path link = snapshotOf(model).resolve(file.name());
        Path blob = blob(model.name(), file.digest());
        try {
            if (Files.exists(link) && Files.isSameFile(link, blob)) {
                return;
            }
            AtomicFiles.createFolders(link.getParent());
            Path fresh = link.resolveSibling("." + file.name() + ".vpt4j-link");
            Files.deleteIfExists(fresh);
            try {
                Files.createSymbolicLink(fresh, Path.of("..", "..", "blobs", file.digest()));
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(blob, fresh); // Windows without the right to make links
            }
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FileException(link + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Notes which commit a branch or tag was. */
    void writeReference(HubModel model, String revision) {
        if (!revision.equals(model.commit())) {
            Path reference = folder(model.name()).resolve("refs").resolve(revision);
            AtomicFiles.writeString(reference, model.commit());
        }
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
