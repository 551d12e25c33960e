package org.vpt4j.vision.backbone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
 * Finds a backbone by folder or name: embedded in the class path, or downloaded by Hugging Face's tools. Nothing is
 * downloaded here.
 *
 * <p>A backbone is embedded as a resource folder {@code org/vpt4j/backbones/NAME} (with a {@code SHA256SUMS}) whose name
 * is a line of the resource {@code org/vpt4j/backbones/index.txt}; several archives may have an index.
 */
public final class BackboneHub {
    /** Name of the backbone that vpt4j comes with, the default everywhere. */
    public static final String DEFAULT = "dinov2-small";

    private static final String EMBEDDED = "org/vpt4j/backbones/";
    private static final String INDEX = EMBEDDED + "index.txt";

    private final ClassLoader loader;
    private final Path cache;
    private final HuggingFaceCache downloaded;

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
                + " nor one of " + names() + "; to use another one, put its config.json, preprocessor_config.json and"
                + " model.safetensors into a folder and name that folder");
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
