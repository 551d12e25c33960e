package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;
import org.vpt4j.vision.image.Image;

/**
 * A random change of an image's colours that leaves every object where it is. It happens after scaling, to the pixels that the
 * encoder sees, without their padding. Stateless, as {@link SampleChange}.
 */
interface ColorChange {
    /**
     * An image of the same size; the given one is not modified.
     *
     * @param random for every random choice
     */
    Image apply(Image image, RandomGenerator random);
}
