package org.vpt4j.detect.train;

import java.util.Arrays;
import java.util.List;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/** How large the objects of some images are at an input size: input size and tiles are chosen by it. */
final class ObjectSides {
    private static final double SMALL = 0.1; // the share of objects that may be smaller than what is wanted

    private final double[] sides; // in input pixels, ascending

    private ObjectSides(double[] sides) {
        this.sides = sides;
    }

    /** Square roots of the areas of all objects but crowds. */
    static ObjectSides of(List<LabelledImage> images, ImageSize input) {
        return new ObjectSides(images.stream()
                .flatMapToDouble(image -> {
                    double scale = Letterbox.fit(image.size(), input).scaleX();
                    return image.annotations().stream()
                            .filter(object -> !object.crowd())
                            .mapToDouble(object -> Math.sqrt(object.box().area()) * scale);
                })
                .sorted()
                .toArray());
    }

    boolean isEmpty() {
        return sides.length == 0;
    }

    /** The side that a tenth of the objects are smaller than. */
    double tenth() {
        return sides[(int) (sides.length * SMALL)];
    }

    /** The share of the objects that are smaller. */
    double below(double side) {
        return Arrays.stream(sides).filter(one -> one < side).count() / (double) sides.length;
    }
}
