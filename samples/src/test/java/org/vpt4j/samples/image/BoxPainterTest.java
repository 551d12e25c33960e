package org.vpt4j.samples.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class BoxPainterTest {
    private final BoxPainter painter = new BoxPainter(List.of("cat", "dog"));

    @TempDir
    private Path folder;

    @Test
    void theBoxHasTheColourOfItsClassWhereItIs() {
        BufferedImage buffered =
                painter.found(grey(640, 480), List.of(new Detection(1, new Box(100, 200, 300, 400), 0.9)));

        Color class1 = Palette.ofClass(1);
        assertThat(new Color(buffered.getRGB(300, 350))).isEqualTo(class1);
        assertThat(new Color(buffered.getRGB(200, 400))).isEqualTo(class1);
        assertThat(new Color(buffered.getRGB(200, 300))).isEqualTo(Color.GRAY);
        assertThat(new Color(buffered.getRGB(500, 100))).isEqualTo(Color.GRAY);
    }

    @Test
    void aSmallImageIsEnlargedUntilLettersFit() {
        BufferedImage buffered = painter.truth(grey(100, 60), List.of(Annotation.of(0, new Box(20, 20, 60, 50))));

        assertThat(buffered.getWidth()).isEqualTo(500);
        assertThat(buffered.getHeight()).isEqualTo(300);
        assertThat(new Color(buffered.getRGB(300, 200))).isEqualTo(Palette.ofClass(0));
    }

    @Test
    void labelsAtTheEdgeStayInsideTheImage() {
        BufferedImage buffered = painter.found(
                grey(640, 480),
                List.of(
                        new Detection(0, new Box(630, 0, 640, 5), 0.5),
                        new Detection(0, new Box(0, 475, 4, 480), 0.5)));

        long coloured = IntStream.range(0, 640)
                .filter(x -> buffered.getRGB(x, 8) == Palette.ofClass(0).getRGB())
                .count();
        assertThat(coloured).isGreaterThan(20);
    }

    @Test
    void truthAndFoundStandSideBySide() {
        Image image = grey(640, 480);

        BufferedImage both = painter.sideBySide(image, List.of(), List.of());

        assertThat(both.getWidth()).isGreaterThan(2 * 640);
        assertThat(both.getHeight()).isGreaterThan(480);
    }

    @Test
    void imagesAreReadBackFromEitherFormat() throws IOException {
        BufferedImage buffered = grey(40, 30).toBufferedImage();
        BufferedImage withAlpha = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);

        ImageFile.write(folder.resolve("a.png"), buffered);
        ImageFile.write(folder.resolve("b.JPG"), buffered);
        ImageFile.write(folder.resolve("c.jpeg"), withAlpha);

        assertThat(ImageIO.read(folder.resolve("a.png").toFile()).getRGB(3, 3)).isEqualTo(Color.GRAY.getRGB());
        assertThat(new Color(ImageIO.read(folder.resolve("b.JPG").toFile()).getRGB(3, 3)).getRed())
                .isBetween(126, 130);
        assertThat(new Color(ImageIO.read(folder.resolve("c.jpeg").toFile()).getRGB(3, 3)))
                .isEqualTo(Color.WHITE);
        assertThatThrownBy(() -> ImageFile.write(folder.resolve("d.gif"), buffered))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("d.gif");
        assertThat(folder.toFile().list()).hasSize(3);
    }

    private static Image grey(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        java.util.Arrays.fill(pixels, (byte) 128);
        return Image.of(new ImageSize(width, height), pixels);
    }
}
