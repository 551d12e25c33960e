package org.vpt4j.detect.train;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Tiling;

/**
 * The tiles for a set of objects: as few as make nine tenths of them large enough at the input size, where the images
 * are much larger than that.
 *
 * @param tiling a grid, or none
 * @param reason for the log; empty if nothing speaks for tiles
 */
record TileChoice(Tiling tiling, String reason) {
    /** Side in input pixels that nine tenths of the objects shall have; a little less is left to the input size. */
    private static final double ENOUGH = 0.85 * 16;

    /** Pixels of an image for each of the input, from which on it is large. */
    private static final double LARGE = 2.5;

    /**
     * What a run has the time for.
     *
     * @param perSide most columns and rows of tiles
     * @param images most images, tiles and whole ones together, that go through the encoder
     */
    record Limit(int perSide, int images) {
        private static final int IMAGES_A_MINUTE = 600;
        private static final double LONG = 30;

        static Limit of(double minutes) {
            return new Limit(minutes < LONG ? 2 : 3, (int) Math.min(Integer.MAX_VALUE, IMAGES_A_MINUTE * minutes));
        }

        boolean allows(int perSide, int whole) {
            return perSide <= this.perSide && (long) whole * (perSide * perSide + 1) <= images;
        }
    }

    /** Replaces automatic tiles in a run's settings by those for its training objects, and cuts its images. */
    static TrainingInputs made(TrainingInputs inputs, Consumer<String> notes) {
        Tiling asked = inputs.config().tiling();
        if (!asked.isAuto()) {
            return inputs;
        }
        TileChoice choice = of(
                inputs.data().require(Split.TRAIN).images(),
                inputs.spec().input(),
                asked.overlap(),
                Limit.of(inputs.config().get(TrainingSettings.MINUTES)));
        if (!choice.reason().isEmpty()) {
            notes.accept(choice.reason());
        }
        return inputs.with(choice.tiling());
    }

    /**
     * Chooses.
     *
     * @param images whole training images
     * @param input size that images and tiles are letterboxed to
     * @param overlap of the tiles
     */
    static TileChoice of(List<LabelledImage> images, ImageSize input, double overlap, Limit limit) {
        Tiling off = Tiling.OFF.withOverlap(overlap);
        ObjectSides sides = ObjectSides.of(images, input);
        double[] excess = images.stream()
                .mapToDouble(image -> 1 / Letterbox.fit(image.size(), input).scaleX())
                .sorted()
                .toArray();
        double pixels = excess.length == 0 ? 0 : excess[excess.length / 2];
        if (sides.isEmpty() || sides.tenth() >= ENOUGH || pixels < LARGE) {
            return new TileChoice(off, "");
        }
        String why = String.format(
                Locale.ROOT,
                "a tenth of the objects are smaller than %d px at %s, and the images have %.1f px for each of these",
                Math.round(sides.tenth()),
                input,
                pixels);
        Optional<Tiling> best = Optional.empty();
        for (int n = 2; limit.allows(n, images.size()); n++) {
            Tiling grid = Tiling.grid(n, n).withOverlap(overlap);
            if (best.isPresent()
                    && (pixels < grid.magnification(n)
                            || sides.tenth() * best.get().magnification(n - 1) >= ENOUGH)) {
                break;
            }
            best = Optional.of(grid);
        }
        return best.map(grid -> new TileChoice(grid, "tiles " + grid + ": " + why))
                .orElseGet(() -> new TileChoice(
                        off,
                        "no tiles, although " + why + ": " + Counted.of(images.size(), "image has", "images have")
                                + " too many for this run's time; give a longer one, or --tiles 2x2"));
    }

    /**
     * The data with their tiles; as they are if there are none, or they are still to be chosen.
     *
     * @param patch side of the encoder's patch in pixels
     * @throws ConfigException if no image is cut, no tile is as large as a patch, or an image has too many tiles
     */
    static DetectionData cut(Tiling tiling, DetectionData data, int patch) {
        if (tiling.isOff() || tiling.isAuto()) {
            return data;
        }
        ImageSize any = new ImageSize(1, 1); // only automatic tiles depend on the input
        List<ImageSize> sizes = TrainingInputs.imageSizes(data); // of whole images: they are not cut yet
        int largest = sizes.stream()
                .flatMap(size -> tiling.regions(size, any).stream())
                .mapToInt(region -> Math.min(region.width(), region.height()))
                .max()
                .orElse(0);
        if (largest == 0) {
            throw new ConfigException(
                    TrainingSettings.TILES.name(),
                    tiling + " cuts none of these images into tiles: the longest side is "
                            + sizes.stream()
                                    .mapToInt(s -> Math.max(s.width(), s.height()))
                                    .max()
                                    .orElse(0)
                            + " px; use smaller tiles, or off");
        }
        if (largest < patch) {
            throw new ConfigException(
                    TrainingSettings.TILES.name(),
                    tiling + " makes tiles of " + largest + " px, but a patch of the backbone alone is " + patch
                            + " px; use fewer or larger tiles, or off");
        }
        return data.tiled(tiling, any);
    }
}
