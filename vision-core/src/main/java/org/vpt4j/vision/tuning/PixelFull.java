package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.image.ImageSize;

/**
 * A pixel prompt over the whole canvas: one learned picture is added to every image (Bahng et al. 2022, whose border is
 * this with a hole in the middle).
 *
 * <p>Parameters: {@code picture [3, H, W]}.
 */
public record PixelFull(Optional<ImageSize> canvas) implements PixelPrompt {
    private static final String NAME = "pixel-full";

    /** How it is asked for. */
    public static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "a picture that is added to every image",
            List.of(CANVAS),
            s -> new PixelFull(PixelPrompt.canvas(s.text("canvas"))));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("canvas", PixelPrompt.text(canvas));
    }

    @Override
    public TuningMethod on(ImageSize size) {
        return new PixelFull(agreed(size));
    }

    @Override
    public Pieces pieces(ImageSize size) {
        return new Pieces(size, List.of(new Piece("picture", 0, 0, size)));
    }
}
