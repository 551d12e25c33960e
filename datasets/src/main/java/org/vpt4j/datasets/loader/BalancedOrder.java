package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;

/**
 * The images of an epoch in which rare classes are as frequent as the square root of what they lack allows: repeat-factor
 * sampling (Gupta et al. 2019, LVIS) with as many images as the dataset has.
 *
 * <p>An image counts as its rarest class does: {@code max(1, sqrt(mean / n))}, where {@code n} images have the class, and
 * {@code mean} images have a class on average.
 */
final class BalancedOrder {
    private final double[] until; // sums of the weights

    BalancedOrder(DetectionDataset dataset) {
        int[] images = new int[dataset.classes().size()];
        for (LabelledImage image : dataset.images()) {
            image.annotations().stream()
                    .filter(annotation -> !annotation.crowd())
                    .mapToInt(Annotation::classIndex)
                    .distinct()
                    .forEach(index -> images[index]++);
        }
        double sum = 0;
        int present = 0;
        for (int count : images) {
            sum += count;
            present += count > 0 ? 1 : 0;
        }
        double mean = sum / Math.max(1, present);
        until = new double[dataset.images().size()];
        double total = 0;
        for (int i = 0; i < until.length; i++) {
            double weight = 1;
            for (Annotation annotation : dataset.images().get(i).annotations()) {
                if (!annotation.crowd()) {
                    weight = Math.max(weight, Math.sqrt(mean / images[annotation.classIndex()]));
                }
            }
            total += weight;
            until[i] = total;
        }
    }

    /** Indices of images in random order, each as often as its weight says, up to one more or less. */
    int[] of(EpochRandom random) {
        RandomGenerator numbers = random.ofOrder();
        int[] drawn = new int[until.length];
        double step = until.length == 0 ? 0 : until[until.length - 1] / until.length;
        double at = numbers.nextDouble() * step;
        int image = 0;
        for (int i = 0; i < drawn.length; i++, at += step) {
            while (image < until.length - 1 && until[image] <= at) {
                image++;
            }
            drawn[i] = image;
        }
        for (int i = drawn.length - 1; i > 0; i--) {
            int other = numbers.nextInt(i + 1);
            int swapped = drawn[i];
            drawn[i] = drawn[other];
            drawn[other] = swapped;
        }
        return drawn;
    }
}
