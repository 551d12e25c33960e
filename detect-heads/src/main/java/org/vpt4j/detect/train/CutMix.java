package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * Cached features of two images as those of one (CutMix, Yun et al. 2019, on whole patches): one image up to a straight cut, the
 * other after it. New neighbourhoods at no cost, for features that otherwise hardly change from epoch to epoch.
 *
 * @param vertical whether the cut is vertical, so that the other image is at the right; else it is at the bottom
 * @param at patches from the left or the top to the cut
 */
record CutMix(boolean vertical, int at) {
    private static final double LEAST_VISIBLE = 0.5; // of an object that is still to be found

    /** A cut in the middle half, with this probability. */
    static Optional<CutMix> drawn(double probability, FeatureForm form, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return Optional.empty();
        }
        boolean vertical = random.nextBoolean();
        int cells = vertical ? form.columns() : form.rows();
        return cells < 2
                ? Optional.empty()
                : Optional.of(new CutMix(vertical, Math.max(1, cells / 4 + random.nextInt(cells / 2))));
    }

    /**
     * The objects of both images in the joined one. Of what the cut goes through the visible part remains; where that is less
     * than half of the object, it is neither a target nor a mistake.
     *
     * @param first objects of the image before the cut
     * @param second those of the image after it
     * @param patch pixels along a patch's side
     */
    List<Annotation> join(List<Annotation> first, List<Annotation> second, ImageSize input, int patch) {
        double cut = (double) at * patch;
        Box before = vertical ? new Box(0, 0, cut, input.height()) : new Box(0, 0, input.width(), cut);
        Box after = vertical
                ? new Box(cut, 0, input.width(), input.height())
                : new Box(0, cut, input.width(), input.height());
        List<Annotation> joined = new ArrayList<>();
        first.forEach(object -> add(object, before, joined));
        second.forEach(object -> add(object, after, joined));
        return joined;
    }

    private static void add(Annotation object, Box region, List<Annotation> to) {
        Box box = object.box();
        double x1 = Math.max(box.x1(), region.x1());
        double y1 = Math.max(box.y1(), region.y1());
        double x2 = Math.min(box.x2(), region.x2());
        double y2 = Math.min(box.y2(), region.y2());
        if (x1 >= x2 || y1 >= y2) {
            return;
        }
        Annotation seen = object.at(new Box(x1, y1, x2, y2));
        boolean enough = seen.area() >= LEAST_VISIBLE * box.area();
        to.add(enough ? seen : new Annotation(seen.classIndex(), seen.box(), true, seen.area()));
    }
}
