package org.vpt4j.detect.djl;

import ai.djl.modality.cv.Image.Flag;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** Images of DJL, whichever library holds them, as images of ours. */
final class Images {
    private Images() {}

    /** The same pixels in memory of their own. */
    static Image of(ai.djl.modality.cv.Image foreign, NDManager manager) {
        if (foreign.getWrappedImage() instanceof BufferedImage buffered) {
            return Image.from(buffered);
        }
        try (NDArray pixels = foreign.toNDArray(manager, Flag.COLOR)) { // uint8 [H, W, 3], red first
            ByteBuffer bytes = pixels.toByteBuffer();
            byte[] rgb = new byte[bytes.remaining()];
            bytes.get(rgb);
            return Image.of(new ImageSize(foreign.getWidth(), foreign.getHeight()), rgb);
        }
    }
}
