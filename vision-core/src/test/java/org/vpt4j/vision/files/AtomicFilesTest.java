package org.vpt4j.vision.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.FileException;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReplacesAFileAndCreatesFoldersAboveIt() throws IOException {
        Path file = folder.resolve("a/b/text.txt");
        AtomicFiles.writeString(file, "first");
        AtomicFiles.writeString(file, "säcond");
        assertThat(Files.readString(file)).isEqualTo("säcond");
        assertThat(names(file.getParent())).containsExactly("text.txt");
    }

    @Test
    void aFailureInTheMiddleKeepsTheFormerFileAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("text.txt");
        AtomicFiles.writeString(file, "former");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("disk is full");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Files.readString(file)).isEqualTo("former");
        assertThat(names(folder)).containsExactly("text.txt");
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws IOException {
        Path file = folder.resolve("text.txt");
        long self = ProcessHandle.current().pid();
        Path ofTheDead = Files.createFile(folder.resolve(".text.txt.999999999-5.0a1b2c3d.part"));
        Path ofAReusedId = Files.createFile(folder.resolve(".text.txt." + self + "-5.0a1b2c3d.part"));
        Path ofAnotherFile = Files.createFile(folder.resolve(".other.txt.999999999-5.0a1b2c3d.part"));
        Path ofSomebody = Files.createFile(folder.resolve(".text.txt.notes"));
        Path living = Files.createFile(PartialFiles.nextTo(file));
        AtomicFiles.writeString(file, "x");
        assertThat(ofTheDead).doesNotExist();
        assertThat(ofAReusedId).doesNotExist();
        assertThat(ofAnotherFile).exists();
        assertThat(ofSomebody).exists();
        assertThat(living).exists();
    }

    @Test
    void theRealMessageOfAFullDiskIsUnderstood() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        IOException real = null;
        try (OutputStream out = Files.newOutputStream(full)) {
            out.write(1);
        } catch (IOException e) {
            real = e;
        }
        assertThat(real).isNotNull();
        assertThat(AtomicFiles.failure("write", full, real)).hasMessageContaining("disk is full");
    }

    @Test
    void aFileWhereAFolderIsNeededIsNamed() {
        Path file = folder.resolve("plain");
        AtomicFiles.writeString(file, "x");
        assertThatThrownBy(() -> AtomicFiles.writeString(file.resolve("below.txt"), "y"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("a file is where a folder is needed");
    }

    @Test
    void aFolderWhereAFileIsNeededIsNamed() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken/inside")).getParent();
        assertThatThrownBy(() -> AtomicFiles.writeString(taken, "y"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(taken.toString());
        assertThat(names(folder)).containsExactly("taken");
    }

    @Test
    void theCacheIsWhereTheEnvironmentSays() {
        assertThat(CacheFolder.of(java.util.Map.of("VPT4J_CACHE", "/x/y"), "/h"))
                .isEqualTo(Path.of("/x/y"));
        assertThat(CacheFolder.of(java.util.Map.of("XDG_CACHE_HOME", "/c"), "/h"))
                .isEqualTo(Path.of("/c/vpt4j"));
        assertThat(CacheFolder.of(java.util.Map.of(), "/h")).isEqualTo(Path.of("/h/.cache/vpt4j"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
