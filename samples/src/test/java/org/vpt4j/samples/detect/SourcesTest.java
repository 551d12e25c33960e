package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;

class SourcesTest {
    @TempDir
    private Path root;

    @Test
    void aFolderStandsForTheImagesInItAndBelowSortedAndNamedByTheirPlace() throws IOException {
        images("in/b.png", "in/a.jpg", "in/deep/er/c.jpg", "in/.hidden/d.jpg", "in/.e.jpg");
        Files.writeString(root.resolve("in/notes.txt"), "no image");

        assertThat(names(of("in"))).containsExactly("a", "b", "deep/er/c");
    }

    @Test
    void resultsInTheFolderThatIsLookedAtAreNoImages() throws IOException {
        images("in/a.jpg", "in/found/a.jpg");

        assertThat(names(Sources.of(List.of(path("in")), root.resolve("in/found"), FrameSource.Sampling.all())))
                .containsExactly("a");
    }

    @Test
    void aPatternStandsForImagesThatFitAndKeepsTheirFolders() throws IOException {
        images("in/a.jpg", "in/b.png", "in/x/c.jpg", "in/x/y/d.jpg");

        assertThat(names(of("in/**/*.jpg"))).containsExactly("a", "x/c", "x/y/d");
        assertThat(names(of("in/x/*.jpg"))).containsExactly("c");
    }

    @Test
    void namesThatAreAlikeGetANumber() throws IOException {
        images("one/a.jpg", "one/a.png", "two/A.jpg", "two/x/a.jpg");

        assertThat(names(of("one", "two", "two/x/a.jpg"))).containsExactly("a", "a-2", "A-3", "x/a", "a-4");
    }

    @Test
    void linksAreFollowedAndCirclesEnd() throws IOException {
        images("elsewhere/a.jpg", "in/b.jpg");
        Files.createSymbolicLink(root.resolve("in/link"), root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("in/circle"), root.resolve("in"));

        assertThat(names(of("in"))).containsExactly("b", "link/a");
    }

    @Test
    void videosOfAFolderAreLeftOutAndThatIsSaid() throws IOException {
        images("in/a.jpg");
        Files.writeString(root.resolve("in/b.avi"), "");
        Files.writeString(root.resolve("in/c.MP4"), "");

        assertThat(of("in").remarks())
                .containsExactly(
                        path("in") + ": 2 videos are skipped; to use videos, name them or a pattern that matches them");
        assertThat(of("in/*.avi").sources()).hasSize(1).allSatisfy(source -> assertThat(source.title())
                .isEqualTo(path("in/b.avi")));
    }

    @Test
    void imagesBetweenVideosStayInTheOrderOfTheWords() throws IOException {
        images("a.jpg", "b.jpg", "c.jpg");
        Files.writeString(root.resolve("v.avi"), "");

        assertThat(of("a.jpg", "b.jpg", "v.avi", "c.jpg").sources())
                .extracting(FrameSource::title)
                .containsExactly("images", path("v.avi"), "images");
    }

    @Test
    void aNumberIsACameraUnlessThereIsSuchAFile() throws IOException {
        FrameSource camera = Sources.of(List.of("7"), root, FrameSource.Sampling.all())
                .sources()
                .get(0);
        assertThat(camera.title()).isEqualTo("camera 7");
        assertThat(camera.isLive()).isTrue();
        assertThat(camera.length()).isEqualTo(-1);
    }

    @Test
    void whatIsNotThereIsRefusedWithWhatToName() throws IOException {
        Files.createDirectories(root.resolve("empty"));
        assertThatThrownBy(() -> of("none.jpg"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> of("empty")).isInstanceOf(FileException.class).hasMessageContaining("no image in");
        assertThatThrownBy(() -> of("empty/*.jpg"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("matches no");
        assertThatThrownBy(() -> of("gone/*.jpg"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("matches no");
    }

    @Test
    void noPaintedImageTakesThePlaceOfOneThatIsRead() throws IOException {
        images("in/a.jpg", "in/b.png");

        Sources.Resolved same = Sources.of(List.of(path("in")), root.resolve("in"), FrameSource.Sampling.all());
        assertThatThrownBy(same::requireNoneReplaced)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("in/a.jpg would be overwritten");
        Sources.of(List.of(path("in")), root.resolve("in/found"), FrameSource.Sampling.all())
                .requireNoneReplaced();
        Sources.of(List.of(path("in/b.png")), root.resolve("in"), FrameSource.Sampling.all())
                .requireNoneReplaced();
    }

    private Sources.Resolved of(String... words) {
        return Sources.of(Stream.of(words).map(this::path).toList(), root.resolve("out"), FrameSource.Sampling.all());
    }

    private String path(String name) {
        return root.resolve(name).toString();
    }

    private static List<String> names(Sources.Resolved found) {
        List<String> names = new ArrayList<>();
        for (FrameSource source : found.sources()) {
            for (Optional<FrameSource.Item> next = source.next(); next.isPresent(); next = source.next()) {
                names.add(next.get() instanceof Frame frame ? frame.name() : "unreadable");
            }
        }
        return names;
    }

    private void images(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            ImageIO.write(
                    new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB),
                    name.substring(name.lastIndexOf('.') + 1),
                    file.toFile());
        }
    }
}
