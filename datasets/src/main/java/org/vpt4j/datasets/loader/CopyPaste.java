package org.vpt4j.datasets.loader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/**
 * Pastes objects of rare classes from another image (Dwibedi et al. 2017, Cut, Paste and Learn; with boxes, as there are no
 * masks): a box with what is in it, at about the same size relative to the image, at a random place where it hides little of
 * what is there. Some edges are hard and some blend into the surroundings, so that an edge says nothing about objects.
 *
 * @param rare where the objects are
 * @param most objects pasted into an image, at least 1; all from the same other image
 * @param maxOverlap largest overlap of a pasted object with an object that is there, as a fraction of the smaller of the two
 *     (their IoU is smaller still), in [0, 1)
 * @param maxZoom objects are scaled by a random factor between its inverse and it, at least 1
 * @param clipping of the other objects that reach into a pasted box
 */
record CopyPaste(RareClasses rare, int most, double maxOverlap, double maxZoom, Clipping clipping)
        implements Composition {
    private static final int TRIES = 20;

    CopyPaste {
        if (most < 1 || !(maxOverlap >= 0 && maxOverlap < 1) || !(maxZoom >= 1 && maxZoom < 100)) {
            throw new IllegalArgumentException("most >= 1, 0 <= maxOverlap < 1 and 1 <= maxZoom < 100 are needed, got "
                    + most + ", " + maxOverlap + ", " + maxZoom);
        }
    }

    @Override
    public Sample apply(Sample sample, int index, SampleSource samples, RandomGenerator random) {
        Optional<RareClasses.Place> drawn = rare.draw(index, random);
        if (drawn.isEmpty()) {
            return sample;
        }
        LabelledImage other = samples.dataset().images().get(drawn.get().image());
        List<Integer> chosen = chosen(drawn.get().annotation(), rare.in(other), random);
        Sample source = samples.read(drawn.get().image());
        ImageSize size = sample.image().size();
        byte[] pixels = sample.image().rgb().clone();
        List<Annotation> objects = new ArrayList<>(sample.annotations());
        for (int object : chosen) {
            Box box = source.annotations().get(object).box();
            place(box, source.image().size(), size, objects, random).ifPresent(patch -> {
                patch.draw(source.image(), size, pixels);
                objects.addAll(clipping.clip(source.annotations(), patch.transform()::toInput, patch.box()));
            });
        }
        return new Sample(Image.of(size, pixels), objects);
    }

    /** The first object, and some others of its image. */
    private List<Integer> chosen(int first, List<Integer> all, RandomGenerator random) {
        List<Integer> others = new ArrayList<>(all);
        others.remove(Integer.valueOf(first));
        for (int i = others.size() - 1; i > 0; i--) {
            Collections.swap(others, i, random.nextInt(i + 1));
        }
        others.add(0, first);
        return others.subList(0, Math.min(1 + random.nextInt(most), others.size()));
    }

    /** A random place for a box of another image; empty if none of some tries is free. */
    private Optional<Patch> place(
            Box box, ImageSize source, ImageSize size, List<Annotation> objects, RandomGenerator random) {
        double zoom = Math.pow(maxZoom, 2 * random.nextDouble() - 1);
        double scale = zoom * Letterbox.fit(source, size).scaleX();
        double softness = random.nextBoolean() ? Patch.SOFT : Patch.HARD;
        double roomX = size.width() - scale * box.width();
        double roomY = size.height() - scale * box.height();
        for (int i = 0; i < TRIES && roomX >= 0 && roomY >= 0; i++) {
            double x = roomX * random.nextDouble() - scale * box.x1();
            double y = roomY * random.nextDouble() - scale * box.y1();
            Patch patch = Patch.of(new AxisAlignedTransform(scale, scale, x, y), box, source, size, softness);
            if (objects.stream().noneMatch(object -> hides(patch, object.box()))) {
                return Optional.of(patch);
            }
        }
        return Optional.empty();
    }

    /** The edge hides as well. */
    private boolean hides(Patch patch, Box object) {
        double smaller = Math.min(object.area(), patch.box().area());
        return object.intersection(patch.extent()) > maxOverlap * smaller;
    }
}
