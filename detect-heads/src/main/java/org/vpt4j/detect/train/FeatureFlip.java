package org.vpt4j.detect.train;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * A mirror image of cached features: another view of an image that costs no pass through the encoder. It is not quite what
 * the encoder makes of the mirrored image, but close to it.
 *
 * @param leftRight whether columns change places
 * @param upDown whether rows do
 */
record FeatureFlip(boolean leftRight, boolean upDown) {
    static final FeatureFlip NONE = new FeatureFlip(false, false);

    /** Each flip that leaves the objects what they are, with a probability of one half. */
    static FeatureFlip drawn(Augmentations.Kind kind, RandomGenerator random) {
        return new FeatureFlip(
                kind.flipsLeftRight() && random.nextBoolean(), kind.flipsUpDown() && random.nextBoolean());
    }

    Annotation of(Annotation object, ImageSize input) {
        if (equals(NONE)) {
            return object;
        }
        Box box = object.box();
        return object.at(new Box(
                leftRight ? input.width() - box.x2() : box.x1(),
                upDown ? input.height() - box.y2() : box.y1(),
                leftRight ? input.width() - box.x1() : box.x2(),
                upDown ? input.height() - box.y1() : box.y2()));
    }

    /**
     * Copies one part of an image's features.
     *
     * @param to where they are written, from byte {@code at}
     */
    void copy(FeatureForm.Part part, ByteBuffer from, ByteBuffer to, int at) {
        if (equals(NONE)) {
            to.put(at, from, part.offset(), part.bytes());
            return;
        }
        int before = Short.BYTES * part.before();
        to.put(at, from, part.offset(), before);
        int plane = (part.bytes() - before) / part.planes();
        for (int i = 0; i < part.planes(); i++) {
            copyCells(part, from, part.offset() + before + i * plane, to, at + before + i * plane);
        }
    }

    /** Copies a plane row by row. */
    private void copyCells(FeatureForm.Part part, ByteBuffer from, int start, ByteBuffer to, int at) {
        int unit = Short.BYTES * part.unit();
        int columns = part.columns();
        for (int row = 0; row < part.rows(); row++) {
            int source = start + unit * columns * (upDown ? part.rows() - 1 - row : row);
            int target = at + unit * columns * row;
            if (!leftRight) {
                to.put(target, from, source, unit * columns);
            } else {
                for (int column = 0; column < columns; column++) {
                    copyCell(unit, from, source + unit * (columns - 1 - column), to, target + unit * column);
                }
            }
        }
    }

    private static void copyCell(int unit, ByteBuffer from, int source, ByteBuffer to, int target) {
        if (unit == Short.BYTES) { // the common case, without a call for every value
            to.putShort(target, from.getShort(source));
        } else {
            to.put(target, from, source, unit);
        }
    }
}
