package org.vpt4j.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Region;
import org.vpt4j.vision.image.Tiling;

/**
 * Cuts labelled images into tiles, which are images of their own behind the whole one. Boxes are clipped to their tile.
 *
 * <p>A box of which a tile shows too little to learn from is not a target there. Nor is it background, since part of the
 * object is visible: it becomes an ignore region, like a crowd. What is left of a box is dropped only if it is less than a
 * pixel wide or high.
 */
final class TileCutter {
    /** Fraction of a box's area that a tile must show to have it as a target. */
    static final double LEAST_VISIBLE = 0.3;

    /** Sides of the smallest visible part that can be seen at all, in pixels. */
    private static final double LEAST_SIDE = 1;

    private final Tiling tiling;
    private final ImageSize input;
    private final Findings.Collector findings;

    /**
     * Cuts in one way.
     *
     * @param input size at which the tiles enter the encoder
     * @param findings receives one for each box that is no target in a tile
     */
    TileCutter(Tiling tiling, ImageSize input, Findings.Collector findings) {
        this.tiling = tiling;
        this.input = input;
        this.findings = findings;
    }

    /** Each whole image followed by its tiles; tiles that there are already are left out. */
    DetectionDataset cut(DetectionDataset dataset) {
        List<LabelledImage> all = new ArrayList<>();
        for (LabelledImage image : dataset.whole()) {
            all.add(image);
            tiling.regions(image.size(), input).forEach(region -> all.add(tile(image, region)));
        }
        return new DetectionDataset(dataset.classes(), all);
    }

    private LabelledImage tile(LabelledImage image, Region region) {
        String name = image.name() + "@" + region;
        List<Annotation> shown = new ArrayList<>();
        for (Annotation annotation : image.annotations()) {
            Box part = region.part(annotation.box());
            if (part.area() > 0) {
                shown(annotation, region.toRegion(part), name).ifPresent(shown::add);
            }
        }
        return new LabelledImage(name, image.file(), region.size(), shown, Optional.of(region));
    }

    private Optional<Annotation> shown(Annotation annotation, Box part, String tile) {
        double visible = part.area() / annotation.box().area();
        if (annotation.crowd() || visible >= LEAST_VISIBLE) {
            boolean whole = visible > 1 - 1e-9;
            double area = whole ? annotation.area() : Math.min(annotation.area(), part.area());
            return Optional.of(new Annotation(annotation.classIndex(), part, annotation.crowd(), area));
        }
        boolean dropped = part.width() < LEAST_SIDE || part.height() < LEAST_SIDE;
        String detail = String.format(Locale.ROOT, "%.0f %% of %s", 100 * visible, annotation.box());
        findings.add(
                Findings.Finding.Kind.BOX_CUT,
                tile,
                FilePosition.of(tile),
                detail,
                dropped ? "dropped there" : "an ignore region there");
        return dropped
                ? Optional.empty()
                : Optional.of(new Annotation(annotation.classIndex(), part, true, part.area()));
    }
}
