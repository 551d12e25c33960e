package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.Pieces.Piece;

/**
 * A small square pixel prompt (Bahng et al. 2022), added to every image at a fixed place, or at a random place in each
 * training step and in the centre at inference, so that results are reproducible.
 *
 * <p>Parameters: {@code patch [3, S, S]}.
 *
 * @param patch side S of the square in pixels, at least 1
 * @param place of its upper left corner
 */
record PixelPatch(int patch, Place place, Optional<ImageSize> input) implements PixelPrompt {
    static final String NAME = "pixel-patch";

    private static final Setting<Integer> PATCH = Setting.whole("patch", 56, 1, 10_000, "side of the square in pixels")
            .showing("PX");
    private static final Setting<Place> PLACE = Setting.of(
            "place",
            Place.of("0,0"),
            "X,Y|random",
            "its upper left corner in pixels, or random: drawn for each training step, the centre later",
            Place::of,
            Place::toString);

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "a square of pixels that is added to every image (Bahng et al. 2022)",
            List.of(PATCH, PLACE, INPUT),
            s -> new PixelPatch(s.get(PATCH), s.get(PLACE), s.get(INPUT)));

    /** @throws ConfigException if the square is not within the input */
    PixelPatch {
        PATCH.require(patch);
        input.ifPresent(size -> place.require(patch, size));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(PATCH, patch).with(PLACE, place).with(INPUT, input);
    }

    @Override
    public TuningMethod on(ImageSize size) {
        return new PixelPatch(patch, place, agreed(size));
    }

    @Override
    public Adaptation inTraining(long seed) {
        return input.isEmpty() || !place.random()
                ? this
                : new PixelPatch(patch, place.drawn(patch, input.get(), new SplittableRandom(seed)), input);
    }

    @Override
    public Pieces pieces(ImageSize size) {
        Place fixed = place.fixed(patch, size);
        return new Pieces(size, List.of(new Piece("patch", fixed.x(), fixed.y(), new ImageSize(patch, patch))));
    }
}
