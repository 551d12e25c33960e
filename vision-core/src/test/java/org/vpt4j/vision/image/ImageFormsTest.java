package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vpt4j.vision.image.Images.byImageIo;
import static org.vpt4j.vision.image.Images.byOpenCv;
import static org.vpt4j.vision.image.Images.golden;
import static org.vpt4j.vision.image.Images.maxDifference;
import static org.vpt4j.vision.image.Images.meanDifference;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormsTest {
    private final Image buffered = smooth(false);
    private final Image grey = smooth(true);

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "rgb.bmp", "rgb.tif", "rgb16.png", "rgba.png"})
    void colourIsExactOnBothPaths(String name) {
        assertThat(maxDifference(byOpenCv(golden(name)), buffered)).isZero();
        assertThat(maxDifference(byImageIo(golden(name)), buffered)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey.png", "grey16.png", "grey_alpha.png"})
    void greyIsRepeatedAndNotBrightened(String name) {
        assertThat(maxDifference(byOpenCv(golden(name)), grey)).isZero();
        assertThat(maxDifference(byImageIo(golden(name)), grey)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"rgb.jpg, 8", "progressive.jpg, 8"})
    void jpegIsTheSameWithinItsLossOnBothPaths(String name, int tolerance) {
        assertThat(maxDifference(byOpenCv(golden(name)), buffered)).isLessThanOrEqualTo(tolerance);
        assertThat(maxDifference(byImageIo(golden(name)), buffered)).isLessThanOrEqualTo(tolerance);
    }

    @Test
    void jpeg2000IsExact() {
        assertThat(maxDifference(Image.read(golden("rgb.jp2")), buffered)).isZero();
        assertThat(maxDifference(Image.read(golden("grey.jp2")), grey)).isZero();
        assertThat(Image.readSize(golden("rgb.jp2"))).isEqualTo(buffered.size());
    }

    @Test
    void greyJpegIsTheSameOnBothPaths() {
        assertThat(maxDifference(byOpenCv(golden("grey.jpg")), grey)).isLessThanOrEqualTo(4);
        assertThat(maxDifference(byImageIo(golden("grey.jpg")), grey)).isLessThanOrEqualTo(4);
    }

    @Test
    void cmykBecomesTheColoursItWasMadeOf() {
        assertThat(meanDifference(byOpenCv(golden("cmyk.jpg")), buffered)).isLessThan(4);
        assertThat(meanDifference(byImageIo(golden("cmyk.jpg")), buffered)).isLessThan(4);
        assertThat(meanDifference(byImageIo(golden("cmyk.jpg")), byOpenCv(golden("cmyk.jpg"))))
                .isLessThan(2);
        assertThat(Image.readSize(golden("cmyk.jpg"))).isEqualTo(buffered.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"animated.gif", "palette.png"})
    void palettesAndTheFirstFrameOfAnAnimationGiveColour(String name) {
        for (Image image : new Image[] {byOpenCv(golden(name)), byImageIo(golden(name)), Image.read(golden(name))}) {
            assertThat(image.size()).isEqualTo(new ImageSize(64, 48));
            assertThat(Integer.toHexString(image.rgb(10, 10))).isEqualTo("c8285a");
        }
    }

    @Test
    void oneBitGivesBlackAndWhite() {
        for (Image image : new Image[] {byOpenCv(golden("bilevel.png")), byImageIo(golden("bilevel.png"))}) {
            assertThat(image.rgb(31, 5)).isEqualTo(0xffffff);
            assertThat(image.rgb(32, 5)).isZero();
        }
    }

    @Test
    void whatImageIoDoesNotKnowIsReadByOpenCv() {
        assertThat(maxDifference(Image.read(golden("rgb.webp")), buffered)).isZero();
        assertThat(Image.readSize(golden("rgb.webp"))).isEqualTo(buffered.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"turned.png", "turned.tif", "turned.webp"})
    void orientationCountsInOtherFormatsToo(String name) {
        Image upright = ExifOrientation.ROTATE_RIGHT.upright(buffered);
        assertThat(maxDifference(Image.read(golden(name)), upright)).isZero();
        assertThat(Image.readSize(golden(name))).isEqualTo(upright.size());
        if (!name.endsWith("webp")) {
            assertThat(maxDifference(byImageIo(golden(name)), upright)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void java2dImagesComeAndGoWithoutLoss(int type) {
        BufferedImage copy = new BufferedImage(64, 48, type);
        BufferedImage original = buffered.toBufferedImage();
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                copy.setRGB(x, y, original.getRGB(x, y));
            }
        }
        assertThat(maxDifference(Image.from(copy), buffered)).isZero();
    }

    /** The formula of make_golden.py. */
    private static Image smooth(boolean grey) {
        byte[] rgb = new byte[64 * 48 * 3];
        for (int y = 0, i = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                rgb[i++] = (byte) (x * 4);
                rgb[i++] = (byte) (grey ? x * 4 : y * 5);
                rgb[i++] = (byte) (grey ? x * 4 : 255 - x * 2 - y * 2);
            }
        }
        return Image.of(new ImageSize(64, 48), rgb);
    }
}
