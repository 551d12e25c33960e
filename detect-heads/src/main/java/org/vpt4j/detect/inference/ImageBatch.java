package org.vpt4j.detect.inference;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.vpt4j.datasets.loader.BatchImage;
import org.vpt4j.vision.encoder.EncoderInput;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;

/** Some images with their boxes, in the form that the encoder's run begins with. Close it when its arrays are no longer used. */
public interface ImageBatch extends AutoCloseable {

    /** In the order of the arrays, at least one. */
    List<BatchImage> images();

    /** Size that all of them are letterboxed to, in pixels. */
    ImageSize input();

    /**
     * Where the encoder begins.
     *
     * @param scope owner of the arrays, closed before the batch is
     */
    EncoderInput input(NDManager scope, VisionEncoder encoder);

    /** Images in the batch. */
    default int size() {
        return images().size();
    }

    @Override
    void close();
}
