package org.vpt4j.datasets.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * The objects of a dataset's rare classes. A class is rare if it has less than two thirds of the objects that a class has on
 * average. The rarer it is, the more often it is drawn: by the square root of how much it lacks, as images are repeated for
 * LVIS (Gupta et al. 2019).
 *
 * <p>Crowds are left out, and so are objects at the edge of their image, which are likely cut off, and those that cover
 * more than a quarter of it.
 */
final class RareClasses {
    /** No classes. */
    static final RareClasses NONE = new RareClasses(List.of());

    private static final double RARE = 2.0 / 3;
    private static final double LARGEST = 0.25;
    private static final double BORDER = 1; // pixels
    private static final int TRIES = 50;

    private final List<Rare> classes;
    private final double weights;

    /** Where an object is: an image of the dataset, and its annotation there. */
    record Place(int image, int annotation) {}

    /**
     * A rare class.
     *
     * @param weight relative to the other classes' weights, above 0
     */
    private record Rare(int classIndex, double weight, List<Place> objects) {}

    private RareClasses(List<Rare> classes) {
        this.classes = List.copyOf(classes);
        this.weights = classes.stream().mapToDouble(Rare::weight).sum();
    }

    static RareClasses of(DetectionDataset dataset) {
        int[] counts = new int[dataset.classes().size()];
        List<List<Place>> objects = new ArrayList<>();
        dataset.classes().forEach(name -> objects.add(new ArrayList<>()));
        for (int i = 0; i < dataset.images().size(); i++) {
            LabelledImage image = dataset.images().get(i);
            for (int k = 0; k < image.annotations().size(); k++) {
                Annotation object = image.annotations().get(k);
                if (!object.crowd()) {
                    counts[object.classIndex()]++;
                    if (isOffered(object, image)) {
                        objects.get(object.classIndex()).add(new Place(i, k));
                    }
                }
            }
        }
        return new RareClasses(rare(counts, objects));
    }

    private static List<Rare> rare(int[] counts, List<List<Place>> objects) {
        long all = 0;
        int present = 0;
        for (int count : counts) {
            all += count;
            present += count > 0 ? 1 : 0;
        }
        double mean = (double) all / Math.max(1, present);
        List<Rare> rare = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < RARE * mean && !objects.get(i).isEmpty()) {
                rare.add(new Rare(i, Math.sqrt(mean / counts[i]), List.copyOf(objects.get(i))));
            }
        }
        return rare;
    }

    private static boolean isOffered(Annotation object, LabelledImage image) {
        Box box = object.box();
        ImageSize size = image.size();
        boolean isWhole = box.x1() >= BORDER
                && box.y1() >= BORDER
                && box.x2() <= size.width() - BORDER
                && box.y2() <= size.height() - BORDER;
        return isWhole && box.area() > 0 && box.area() <= LARGEST * size.width() * size.height();
    }

    /** The rule, with its numbers. */
    @Override
    public String toString() {
        return "RareClasses[" + RARE + ", " + LARGEST + ", " + BORDER + "]";
    }

    /** Indices of the rare classes. */
    List<Integer> indices() {
        return classes.stream().map(Rare::classIndex).toList();
    }

    /** The objects of rare classes in one image, as indices of its annotations. */
    List<Integer> in(LabelledImage image) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < image.annotations().size(); i++) {
            Annotation object = image.annotations().get(i);
            if (!object.crowd() && isOffered(object, image) && indices().contains(object.classIndex())) {
                found.add(i);
            }
        }
        return found;
    }

    /**
     * A random object of a rare class, a class by its weight and then each object alike; empty if there seems to be none
     * outside the image.
     *
     * @param image that it must not be from
     */
    Optional<Place> draw(int image, RandomGenerator random) {
        for (int i = 0; i < TRIES && !classes.isEmpty(); i++) {
            List<Place> objects = drawClass(random.nextDouble() * weights).objects();
            Place place = objects.get(random.nextInt(objects.size()));
            if (place.image() != image) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    private Rare drawClass(double at) {
        double left = at;
        for (Rare rare : classes) {
            left -= rare.weight();
            if (left < 0) {
                return rare;
            }
        }
        return classes.get(classes.size() - 1); // rounding
    }
}
