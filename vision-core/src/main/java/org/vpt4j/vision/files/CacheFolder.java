package org.vpt4j.vision.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.FileException;

/**
 * The folder for downloaded and unpacked files: {@code VPT4J_CACHE}, else {@code vpt4j} in {@code XDG_CACHE_HOME} or
 * {@code ~/.cache}. Folders of class path resources are unpacked there when they are first needed as files.
 *
 * <p>A resource folder has an index {@code SHA256SUMS} as written by {@code sha256sum}: a line {@code <64 hex digits>
 * <path relative to the folder>} for each file. The files are verified and unpacked, with the index, to a temporary folder, which is then
 * renamed to {@code <cache>/<name of the folder>-<first 12 digits of the index's digest>}, so that every version has a
 * folder of its own. A file lock keeps processes from unpacking at the same time. Later uses compare the sizes of the
 * files, and unpack again if one differs.
 */
public final class CacheFolder {
    static final String INDEX = Sha256.SUMS;
    static final String MARKER = ".unpacked";
    private static final Object IN_THIS_PROCESS = new Object();

    private final ClassLoader loader;
    private final String folder;
    private final Path cache;

    private CacheFolder(ClassLoader loader, String folder, Path cache) {
        this.loader = loader;
        this.folder = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        this.cache = cache;
    }

    /** The cache folder in this process's environment; the system property {@code vpt4j.cache} overrides it. */
    public static Path ofThisUser() {
        String property = System.getProperty("vpt4j.cache", "");
        return property.isBlank() ? of(System.getenv(), System.getProperty("user.home")) : Path.of(property);
    }

    static Path of(Map<String, String> environment, String home) {
        String own = environment.getOrDefault("VPT4J_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (shared.isBlank() ? Path.of(home, ".cache") : Path.of(shared)).resolve("vpt4j");
    }

    /**
     * Unpacks a resource folder to {@link #ofThisUser()}, unless that has been done before.
     *
     * @param owner a class of the archive that contains the resources
     * @param resourceFolder from the root of the class path, without leading slash, e.g.
     *     {@code org/vpt4j/samples/bccd-sample}
     * @return the unpacked folder
     * @throws FileException if the resources are missing or damaged, or the cache cannot be written
     */
    public static Path unpack(Class<?> owner, String resourceFolder) {
        return unpack(owner.getClassLoader(), resourceFolder, ofThisUser());
    }

    /** As {@link #unpack(Class, String)}, to another cache folder. */
    public static Path unpack(ClassLoader loader, String resourceFolder, Path cache) {
        return new CacheFolder(loader, resourceFolder, cache).unpacked();
    }

    private Path unpacked() {
        byte[] index = readIndex();
        String digest = Sha256.of(index);
        Path place = cache.resolve(folder.substring(folder.lastIndexOf('/') + 1) + "-" + digest.substring(0, 12));
        if (isComplete(place, digest)) {
            return place;
        }
        AtomicFiles.createFolders(cache);
        Path lockFile = place.resolveSibling(place.getFileName() + ".lock");
        // A FileLock belongs to the whole process: its threads need another lock.
        synchronized (IN_THIS_PROCESS) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !isComplete(place, digest)) {
                    unpackTo(place, index, digest);
                }
            } catch (IOException e) {
                throw AtomicFiles.failure("unpack embedded files to", place, e);
            }
        }
        return place;
    }

    private byte[] readIndex() {
        try (InputStream in = open(INDEX)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new FileException("cannot read the embedded " + folder + "/" + INDEX + ": " + e.getMessage(), e);
        }
    }

    private InputStream open(String name) {
        InputStream in = loader.getResourceAsStream(folder + "/" + name);
        if (in == null) {
            throw new FileException("the embedded file " + folder + "/" + name
                    + " is missing from the class path; the installation is incomplete, build it again");
        }
        return in;
    }

    private record Entry(String sha256, String name) {}

    private List<Entry> entries(byte[] index) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : new String(index, StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (!line.matches("[0-9a-f]{64} [ *]\\S.*")) {
                throw new FileException("embedded " + folder + "/" + INDEX + " line " + number
                        + ": expected a SHA-256 digest, two spaces and a file name");
            }
            String name = line.substring(66).strip();
            Path path = Path.of(name).normalize();
            if (path.isAbsolute() || path.startsWith("..") || name.contains("\\")) {
                throw new FileException("embedded " + folder + "/" + INDEX + " line " + number + ": " + name
                        + " is outside the folder");
            }
            entries.add(new Entry(line.substring(0, 64), name));
        }
        return entries;
    }

    private void unpackTo(Path place, byte[] index, String digest) throws IOException {
        List<Entry> entries = entries(index);
        Path partial = PartialFiles.nextTo(place);
        try {
            StringBuilder marker = new StringBuilder(digest).append('\n');
            for (Entry entry : entries) {
                Path file = partial.resolve(entry.name());
                Files.createDirectories(file.getParent());
                copyVerified(entry, file);
                marker.append(Files.size(file)).append(' ').append(entry.name()).append('\n');
            }
            Files.write(partial.resolve(INDEX), index); // for Sha256.verify
            AtomicFiles.writeString(partial.resolve(MARKER), marker.toString());
            FileTree.delete(place);
            AtomicFiles.rename(partial, place);
            PartialFiles.removeLeftovers(place);
        } finally {
            FileTree.delete(partial);
        }
    }

    private void copyVerified(Entry entry, Path file) throws IOException {
        try (InputStream in = open(entry.name());
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            String found = Sha256.copying(in, out);
            channel.force(true);
            if (!found.equals(entry.sha256())) {
                throw new FileException("the embedded file " + folder + "/" + entry.name()
                        + " is damaged: its SHA-256 is " + found + " instead of " + entry.sha256()
                        + "; build or download the program again");
            }
        }
    }

    /** Whether the marker belongs to this index and each file has the size that the marker lists. */
    private static boolean isComplete(Path place, String digest) {
        Path marker = place.resolve(MARKER);
        try {
            if (!Files.isRegularFile(marker)) {
                return false;
            }
            List<String> lines = Files.readAllLines(marker);
            if (lines.isEmpty() || !lines.get(0).equals(digest)) {
                return false;
            }
            for (String line : lines.subList(1, lines.size())) {
                int blank = line.indexOf(' ');
                Path file = place.resolve(line.substring(blank + 1));
                if (!Files.isRegularFile(file) || Files.size(file) != Long.parseLong(line.substring(0, blank))) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return false; // unreadable or overwritten: unpacking again reports what is wrong
        }
    }
}
