package org.vpt4j.samples.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/**
 * All images of a dataset, and all of its boxes that are objects.
 *
 * @param images of all splits
 * @param boxes without crowds
 */
record LabelledBoxes(DetectionData data, List<SplitImage> images, List<ObjectBox> boxes) {
    private static final double LARGER = 16 / 14.0;

    /** An image and the split it is in. */
    record SplitImage(LabelledImage image, Split split) {}

    /** A box and the image it is on. */
    record ObjectBox(LabelledImage image, Annotation annotation) {
        /** Square root of its area, in pixels of the image. */
        double side() {
            return Math.sqrt(annotation.box().area());
        }

        /** The same at an input size to which the image is scaled. */
        double side(ImageSize input) {
            return side() * Letterbox.fit(image.size(), input).scaleX();
        }
    }

    static LabelledBoxes of(DetectionData data) {
        List<SplitImage> images = new ArrayList<>();
        List<ObjectBox> boxes = new ArrayList<>();
        for (Split split : Split.values()) {
            data.split(split).ifPresent(dataset -> dataset.whole().forEach(image -> {
                images.add(new SplitImage(image, split));
                image.annotations().stream()
                        .filter(annotation -> !annotation.crowd())
                        .forEach(annotation -> boxes.add(new ObjectBox(image, annotation)));
            }));
        }
        return new LabelledBoxes(data, List.copyOf(images), List.copyOf(boxes));
    }

    /** The input of a longer side for these images: a multiple of the patch, in the shape that most images have. */
    ImageSize input(int longer, int patch) {
        double[] ratios = images.stream()
                .mapToDouble(one ->
                        (double) one.image().size().width() / one.image().size().height())
                .sorted()
                .toArray();
        double ratio = ratios.length == 0 ? 1 : ratios[ratios.length / 2];
        int width = ratio >= 1 ? longer : rounded(longer * ratio, patch);
        int height = ratio >= 1 ? rounded(longer / ratio, patch) : longer;
        return new ImageSize(width, height);
    }

    private static int rounded(double side, int patch) {
        return Math.max(patch, (int) Math.round(side / patch) * patch);
    }

    /** The share of the boxes whose side is less at an input size. */
    double below(double side, ImageSize input) {
        return boxes.isEmpty()
                ? 0
                : (double) boxes.stream().filter(box -> box.side(input) < side).count() / boxes.size();
    }

    /**
     * The smallest longer side of at most 96 patches at which nine tenths of the boxes are larger than a patch by an eighth, as
     * the automatic choice of a training wants it.
     */
    Optional<Integer> recommended(int patch) {
        for (int longer = 16 * patch; longer <= 96 * patch; longer += 2 * patch) {
            if (below(patch * LARGER, input(longer, patch)) <= 0.1) {
                return Optional.of(longer);
            }
        }
        return Optional.empty();
    }
}
