package org.vpt4j.detect.inference;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Region;
import org.vpt4j.vision.image.Tiling;

/**
 * An image and what was found on its parts so far: on the whole of it, and on its tiles if it has any.
 *
 * @param parts the whole image first, then its tiles
 * @param found what was found on each of these, in pixels of the image
 */
record TiledImage(Image image, List<Region> parts, List<TileMerging.Part> found) {

    /** Side of the smallest objects that a patch still shows, in input pixels: half that of a usual patch. */
    private static final double LEAST_SIDE = 8;

    /** One part of an image, which enters the encoder like an image; nothing is copied. */
    record Cutout(Image image, Region region) {}

    /** An image before detection. */
    static TiledImage of(Image image, Tiling tiling, Task.Preprocessing preprocessing) {
        List<Region> parts = new ArrayList<>();
        parts.add(Region.of(image.size()));
        parts.addAll(tiling.regions(image.size(), preprocessing.input()));
        return new TiledImage(image, List.copyOf(parts), new ArrayList<>());
    }

    /** See {@link org.vpt4j.detect.Detector#leastSide}. */
    static double leastSide(ImageSize image, Tiling tiling, Task.Preprocessing preprocessing) {
        List<Region> tiles = tiling.regions(image, preprocessing.input());
        ImageSize seen = tiles.isEmpty() ? image : tiles.get(0).size();
        return LEAST_SIDE / Letterbox.fit(seen, preprocessing.input()).scaleX();
    }

    List<Cutout> cutouts() {
        return parts.stream().map(part -> new Cutout(image, part)).toList();
    }

    /**
     * Adds what was found on the next part.
     *
     * @param onPart in its pixels
     */
    void add(List<Detection> onPart) {
        found.add(TileMerging.Part.of(parts.get(found.size()), onPart));
    }

    boolean isComplete() {
        return found.size() == parts.size();
    }

    /** All detections, in pixels of the image, by descending score. */
    List<Detection> merged() {
        return TileMerging.merge(found, image.size());
    }
}
