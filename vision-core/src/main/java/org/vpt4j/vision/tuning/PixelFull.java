package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.Pieces.Piece;

/**
 * A pixel prompt over the whole input: one learned image is added to every image (Bahng et al. 2022, whose border is
 * this with a hole in the middle).
 *
 * <p>Parameters: {@code image [3, H, W]}.
 */
record PixelFull(Optional<ImageSize> input) implements PixelPrompt {
    static final String NAME = "pixel-full";

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME, "an image that is added to every image", List.of(INPUT), s -> new PixelFull(s.get(INPUT)));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(INPUT, input);
    }

    @Override
    public TuningMethod on(ImageSize size) {
        return new PixelFull(agreed(size));
    }

    @Override
    public Pieces pieces(ImageSize size) {
        return new Pieces(size, List.of(new Piece("image", 0, 0, size)));
    }
}
