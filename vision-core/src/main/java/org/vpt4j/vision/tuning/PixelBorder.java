package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.Pieces.Piece;

/**
 * A pixel prompt along the input's edges (Bahng et al. 2022, "padding"): a frame of learned values added to every
 * image.
 *
 * <p>Parameters, for width w: {@code top, bottom [3, w, W]}, {@code left, right [3, H - 2 w, w]}.
 *
 * @param width of the frame in pixels, at least 1
 */
record PixelBorder(int width, Optional<ImageSize> input) implements PixelPrompt {
    static final String NAME = "pixel-border";

    private static final Setting<Integer> WIDTH = Setting.whole("width", 30, 1, 10_000, "width of the frame in pixels")
            .showing("PX");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "a frame of pixels that is added to every image (Bahng et al. 2022)",
            List.of(WIDTH, INPUT),
            s -> new PixelBorder(s.get(WIDTH), s.get(INPUT)));

    /** @throws ConfigException if the frame is not narrower than half of the input */
    PixelBorder {
        WIDTH.require(width);
        input.ifPresent(size -> {
            int most = (Math.min(size.width(), size.height()) - 1) / 2;
            if (width > most) {
                throw new ConfigException(
                        "width",
                        "a frame of " + width + " pixels covers all of " + size + "; give at most " + most
                                + ", or use pixel-full");
            }
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(WIDTH, width).with(INPUT, input);
    }

    @Override
    public TuningMethod on(ImageSize size) {
        return new PixelBorder(width, agreed(size));
    }

    @Override
    public Pieces pieces(ImageSize size) {
        ImageSize across = new ImageSize(size.width(), width);
        ImageSize down = new ImageSize(width, size.height() - 2 * width);
        return new Pieces(
                size,
                List.of(
                        new Piece("top", 0, 0, across),
                        new Piece("bottom", 0, size.height() - width, across),
                        new Piece("left", 0, width, down),
                        new Piece("right", size.width() - width, width, down)));
    }
}
