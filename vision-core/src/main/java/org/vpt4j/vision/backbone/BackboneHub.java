package org.vpt4j.vision.backbone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.CacheFolder;

/**
 * Finds a backbone by folder or name: embedded in the class path, or downloaded by Hugging Face's tools or by {@link #pull}.
 * Only that downloads something.
 *
 * <p>A backbone is embedded as a resource folder {@code org/vpt4j/backbones/NAME} (with a {@code SHA256SUMS}) whose name
 * is a line of the resource {@code org/vpt4j/backbones/index.txt}; several archives may have an index.
 */
public final class BackboneHub {
    /** Name of the backbone that vpt4j comes with, the default everywhere. */
    public static final String DEFAULT = "dinov2-small";

    private static final String EMBEDDED = "org/vpt4j/backbones/";
    private static final String INDEX = EMBEDDED + "index.txt";

    /** How long a request waits before it is tried again. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ClassLoader loader;
    private final Path cache;
    private final HuggingFaceCache downloaded;

    /** Is told how far a download is. Called by several threads. */
    public interface PullListener {
        /**
         * More of a file has arrived.
         *
         * @param file its name
         * @param bytes that have arrived, those of an earlier try among them
         * @param size of the file in bytes
         */
        void onProgress(String file, long bytes, long size);
    }

    private BackboneHub(ClassLoader loader, Path cache, HuggingFaceCache downloaded) {
        this.loader = loader;
        this.cache = cache;
        this.downloaded = downloaded;
    }

    /** The class path of vpt4j, and the cache folders of this user. */
    public static BackboneHub standard() {
        return new BackboneHub(
                BackboneHub.class.getClassLoader(),
                CacheFolder.ofThisUser(),
                HuggingFaceCache.of(System.getenv(), System.getProperty("user.home")));
    }

    /**
     * @param loader of the embedded backbones
     * @param cache where they are unpacked
     * @param downloads the folder of Hugging Face's {@code models--ORG--NAME} folders; it need not exist
     */
    public static BackboneHub of(ClassLoader loader, Path cache, Path downloads) {
        return new BackboneHub(loader, cache, new HuggingFaceCache(downloads));
    }

    /**
     * @param nameOrFolder a folder with {@code config.json} (or the file with the weights in it), the name of an embedded backbone, or {@code ORG/NAME} (or
     *     {@code NAME}, if only one organisation has it) of a downloaded one
     * @throws ConfigException if there is none; the message lists those that are
     * @throws org.vpt4j.vision.error.WeightsException if there is one and it is damaged
     */
    public Backbone open(String nameOrFolder) {
        if (isFolder(nameOrFolder, BackboneFolder::isOne)) {
            return Backbone.open(BackboneFolder.nameOf(Path.of(nameOrFolder)), Path.of(nameOrFolder));
        }
        if (isFolder(nameOrFolder, path -> Files.isRegularFile(path) && WeightFiles.isOne(path))) {
            Path file = Path.of(nameOrFolder).toAbsolutePath();
            return Backbone.open(BackboneFolder.nameOf(file.getParent()), file);
        }
        if (embedded().contains(nameOrFolder)) {
            return Backbone.open(nameOrFolder, CacheFolder.unpack(loader, EMBEDDED + nameOrFolder, cache));
        }
        Map<String, Path> models = downloaded.models();
        List<String> matching = models.keySet().stream()
                .filter(name -> name.equals(nameOrFolder) || name.endsWith("/" + nameOrFolder))
                .toList();
        if (matching.size() > 1) {
            throw new ConfigException("backbone: " + nameOrFolder + " is not clear; write one of " + matching);
        }
        if (matching.size() == 1) {
            return Backbone.open(matching.get(0), models.get(matching.get(0)));
        }
        if (isFolder(nameOrFolder, Files::isDirectory)) {
            return Backbone.open(Path.of(nameOrFolder)); // says what is missing there
        }
        throw new ConfigException("backbone: " + nameOrFolder + " is not known: it is neither a folder with config.json"
                + " nor one of " + names() + "; "
                + (nameOrFolder.matches("[\\w.-]+/[\\w.-]+")
                        ? "\"./vpt4j backbone pull " + nameOrFolder + "\" downloads it if the Hugging Face hub has it"
                        : "\"./vpt4j backbone list\" shows some that can be downloaded")
                + "; or put a model's config.json, preprocessor_config.json and"
                + " model.safetensors into a folder and name that folder");
    }

    /**
     * Downloads a model from the Hugging Face hub into the cache of its tools, from which {@link #open} takes it. Files that are
     * there already are not downloaded again; a download that was stopped is continued. Everything is checked by size and
     * digest, and nothing incomplete becomes visible.
     *
     * @param name {@code ORG/NAME}
     * @param revision a branch, tag or commit; usually {@code main}
     * @param environment with {@code HF_ENDPOINT}, {@code HF_HOME}, {@code HF_TOKEN}, {@code HF_HUB_OFFLINE} and proxies
     * @return its folder
     * @throws ConfigException if there is no such model, the hub refuses access, or downloads are forbidden
     * @throws org.vpt4j.vision.error.WeightsException if the model cannot be used here, or the answer is not to be trusted
     * @throws FileException if the download or the disk fails
     */
    public Path pull(String name, String revision, Map<String, String> environment, PullListener listener) {
        HubSettings settings = HubSettings.of(environment, System.getProperty("user.home"));
        return new HubPull(settings, downloaded, PAUSE).pull(name, revision, listener);
    }

    /** The folder where models are downloaded to. */
    public Path downloads() {
        return downloaded.hub();
    }

    /** Names of the backbones in the class path. */
    public NavigableSet<String> embeddedNames() {
        return embedded();
    }

    /** Names that {@link #open} knows in addition to folders. */
    public NavigableSet<String> names() {
        NavigableSet<String> names = embedded();
        names.addAll(downloaded.models().keySet());
        return names;
    }

    private NavigableSet<String> embedded() {
        NavigableSet<String> names = new TreeSet<>();
        try {
            for (URL index : Collections.list(loader.getResources(INDEX))) {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(index.openStream(), StandardCharsets.UTF_8))) {
                    lines.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .forEach(names::add);
                }
            }
        } catch (IOException e) {
            throw new FileException("the embedded " + INDEX + " cannot be read: " + e.getMessage(), e);
        }
        return names;
    }

    private static boolean isFolder(String text, Predicate<Path> kind) {
        try {
            return !text.isBlank() && kind.test(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
