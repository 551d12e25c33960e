package org.vpt4j.vision.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.FileException;

class CacheFolderTest {
    @TempDir
    Path temp;

    private Path resources;
    private Path cache;

    @BeforeEach
    void twoFilesAndTheirIndex() {
        resources = temp.resolve("root/res/thing");
        cache = temp.resolve("cache/deeper");
        AtomicFiles.writeString(resources.resolve("a.txt"), "alpha");
        AtomicFiles.writeString(resources.resolve("sub/b c.txt"), "beta");
        writeIndex(Sha256.of("alpha"), Sha256.of("beta"));
    }

    private void writeIndex(String a, String b) {
        AtomicFiles.writeString(resources.resolve("SHA256SUMS"), a + "  a.txt\n" + b + "  sub/b c.txt\n");
    }

    private Path unpack() throws IOException {
        URL[] roots = {temp.resolve("root").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(roots, null)) {
            return CacheFolder.unpack(loader, "res/thing", cache);
        }
    }

    @Test
    void theFirstUseUnpacksAndTheSecondTouchesNothing() throws IOException {
        Path place = unpack();
        assertThat(place.getParent()).isEqualTo(cache);
        assertThat(Files.readString(place.resolve("a.txt"))).isEqualTo("alpha");
        assertThat(Files.readString(place.resolve("sub/b c.txt"))).isEqualTo("beta");
        FileTime before = Files.getLastModifiedTime(place.resolve(".unpacked"));
        assertThat(unpack()).isEqualTo(place);
        assertThat(Files.getLastModifiedTime(place.resolve(".unpacked"))).isEqualTo(before);
    }

    @Test
    void aFileThatWasCutOrDeletedIsUnpackedAgain() throws IOException {
        Path place = unpack();
        Files.writeString(place.resolve("a.txt"), "al");
        assertThat(Files.readString(unpack().resolve("a.txt"))).isEqualTo("alpha");
        Files.delete(place.resolve("sub/b c.txt"));
        assertThat(Files.readString(unpack().resolve("sub/b c.txt"))).isEqualTo("beta");
        Files.writeString(place.resolve(".unpacked"), Files.readString(place.resolve(".unpacked")) + "nonsense\n");
        assertThat(Files.readString(unpack().resolve(".unpacked"))).doesNotContain("nonsense");
    }

    @Test
    void aDamagedResourceIsNamedAndLeavesNothing() throws IOException {
        writeIndex(Sha256.of("alpha"), Sha256.of("another"));
        assertThatThrownBy(this::unpack)
                .isInstanceOf(FileException.class)
                .hasMessageContaining("res/thing/sub/b c.txt")
                .hasMessageContaining("damaged");
        try (var left = Files.list(cache)) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void aMissingResourceAndAPathOutsideAreRefused() throws IOException {
        AtomicFiles.writeString(resources.resolve("SHA256SUMS"), Sha256.of("x") + "  missing.txt\n");
        assertThatThrownBy(this::unpack)
                .isInstanceOf(FileException.class)
                .hasMessageContaining("res/thing/missing.txt")
                .hasMessageContaining("missing from the class path");
        AtomicFiles.writeString(resources.resolve("SHA256SUMS"), Sha256.of("x") + "  ../outside.txt\n");
        assertThatThrownBy(this::unpack)
                .isInstanceOf(FileException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("outside");
    }

    @Test
    void aNewVersionOfTheResourcesGetsItsOwnPlace() throws IOException {
        Path former = unpack();
        AtomicFiles.writeString(resources.resolve("a.txt"), "omega");
        writeIndex(Sha256.of("omega"), Sha256.of("beta"));
        Path place = unpack();
        assertThat(place).isNotEqualTo(former);
        assertThat(Files.readString(place.resolve("a.txt"))).isEqualTo("omega");
        assertThat(Files.readString(former.resolve("a.txt"))).isEqualTo("alpha");
    }

    @Test
    void manyThreadsAtOnceGetTheSameWholeFolder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> Files.readString(unpack().resolve("sub/b c.txt")));
            }
            for (Future<String> result : threads.invokeAll(calls)) {
                assertThat(result.get()).isEqualTo("beta");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void severalProcessesAtOnceGetTheSameWholeFolder() throws Exception {
        List<Process> processes = new ArrayList<>();
        String classPath = System.getProperty("java.class.path") + java.io.File.pathSeparator + temp.resolve("root");
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classPath,
                            "-Dvpt4j.cache=" + cache,
                            Unpacking.class.getName())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said.strip()).isEqualTo("beta");
        }
    }

    /** What each of the processes does. */
    static final class Unpacking {
        private Unpacking() {}

        public static void main(String[] arguments) throws IOException {
            Path place = CacheFolder.unpack(Unpacking.class, "res/thing");
            System.out.println(Files.readString(place.resolve("sub/b c.txt")));
        }
    }
}
