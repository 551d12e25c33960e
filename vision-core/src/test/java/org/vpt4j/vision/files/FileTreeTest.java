package org.vpt4j.vision.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir
    Path folder;

    @Test
    void aFolderGoesWithEverythingInIt() throws IOException {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/file"), "1");
        Files.writeString(tree.resolve("a.b"), "2");
        Files.writeString(folder.resolve("tree2"), "3");

        FileTree.delete(tree);

        assertThat(folder).isDirectoryNotContaining(path -> path.equals(tree));
        assertThat(folder.resolve("tree2")).hasContent("3");
    }

    @Test
    void whatALinkLeadsToStays() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "1");
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), outside);

        FileTree.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("1");
    }

    @Test
    void whereThereIsNothingNothingHappens() {
        assertThatCode(() -> FileTree.delete(folder.resolve("none"))).doesNotThrowAnyException();
    }
}
