package org.vpt4j.datasets.loader;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;

/**
 * How often each image comes up in an epoch, which always has as many as the dataset.
 *
 * <p>With balance, an image weighs as much as the rarest of its classes: 1 for the class that most images have, else the
 * root of how many times more images have that one, at most {@value #MOST}; as for LVIS (Gupta et al. 2019), but relative
 * to the most frequent class. Images of frequent classes alone are then left out of some epochs.
 */
public final class ImageSampling {
    private static final double MOST = 4;

    private final double[] ends; // sums of the weights, in epoch lengths

    private ImageSampling(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        ends = new double[weights.length];
        double end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += weights[i] * weights.length / sum;
            ends[i] = end;
        }
    }

    /** Each image once in each epoch. */
    public static ImageSampling even(DetectionDataset dataset) {
        double[] weights = new double[dataset.images().size()];
        Arrays.fill(weights, 1);
        return new ImageSampling(weights);
    }

    /** Images of rare classes more often. */
    public static ImageSampling balanced(DetectionDataset dataset) {
        int[] counts = new int[dataset.classes().size()];
        for (LabelledImage image : dataset.images()) {
            classes(image).forEach(index -> counts[index]++);
        }
        double most = Arrays.stream(counts).max().orElse(0);
        return new ImageSampling(dataset.images().stream()
                .mapToDouble(image -> classes(image).stream()
                        .mapToDouble(index -> Math.min(MOST, Math.sqrt(most / counts[index])))
                        .max()
                        .orElse(1))
                .toArray());
    }

    private static Set<Integer> classes(LabelledImage image) {
        Set<Integer> classes = new HashSet<>();
        for (Annotation object : image.annotations()) {
            if (!object.crowd()) {
                classes.add(object.classIndex());
            }
        }
        return classes;
    }

    /** The images of an epoch, by index, in random order: each as often as its weight says, rounded up or down at random. */
    public int[] order(EpochRandom epoch) {
        int count = ends.length;
        int[] shuffled = epoch.order(count);
        RandomGenerator random = epoch.ofSampling();
        double start = random.nextDouble();
        int[] drawn = new int[count];
        int image = 0;
        for (int i = 0; i < count; i++) {
            while (image < count - 1 && ends[image] <= start + i) {
                image++;
            }
            drawn[i] = image;
        }
        return IntStream.of(shuffled).map(place -> drawn[place]).toArray();
    }
}
