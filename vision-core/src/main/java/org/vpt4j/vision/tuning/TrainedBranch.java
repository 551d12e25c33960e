package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.Branch;

/** A branch that knows what it learns at one layer. */
interface TrainedBranch extends Branch {

    /**
     * Its parameters, in order.
     *
     * @param d width D of a token
     */
    Map<String, Shape> shapes(int d);

    /** A parameter's values before training, by rows. */
    float[] start(String parameter, Shape shape, SplittableRandom random);
}
