package org.vpt4j.detect.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.image.ImageSize;

/**
 * A task's detector as a block: {@code pixel_values [B, 3, H, W]} to {@code boxes [B, K, 4]} (xyxy in input pixels),
 * {@code scores [B, K]} and {@code classes [B, K]}, by falling score, where K is the largest number of an image of the
 * batch; unused places have score 0 and class -1.
 *
 * <p>For inference only; its parameters are not DJL's. May be used by several threads. Owns the detector: close the block,
 * or the model that it is attached to.
 */
final class DetectionBlock extends AbstractBlock implements AutoCloseable {
    /** Low: the translator filters by its own threshold. */
    private static final double MIN_SCORE = 0.001;

    private final TaskDetector detector;

    /** Takes ownership of the detector. */
    DetectionBlock(TaskDetector detector) {
        this.detector = detector;
    }

    TaskDetector detector() {
        return detector;
    }

    @Override
    public PairList<String, Shape> describeInput() {
        ImageSize input = detector.preprocessing().input();
        PairList<String, Shape> inputs = new PairList<>();
        inputs.add(EncoderGraph.PIXELS, new Shape(-1, 3, input.height(), input.width()));
        return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long images = inputs[0].get(0);
        return new Shape[] {new Shape(images, -1, 4), new Shape(images, -1), new Shape(images, -1)};
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> options) {
        if (training) {
            throw new UnsupportedOperationException("a detector in DJL is for inference; train with vpt4j train");
        }
        NDArray pixels = inputs.head();
        int images = Math.toIntExact(pixels.getShape().get(0));
        return outputs(pixels.getManager(), detector.detect(direct(pixels), images, MIN_SCORE));
    }

    private static ByteBuffer direct(NDArray pixels) {
        ByteBuffer bytes = pixels.toByteBuffer(true);
        if (bytes.isDirect()) {
            return bytes;
        }
        ByteBuffer copy = pixels.getManager().allocateDirect(bytes.remaining());
        copy.put(bytes);
        return copy.rewind();
    }

    private static NDList outputs(NDManager manager, List<List<Detection>> found) {
        int most = Math.max(1, found.stream().mapToInt(List::size).max().orElse(1));
        float[] boxes = new float[found.size() * most * 4];
        float[] scores = new float[found.size() * most];
        long[] classes = new long[found.size() * most];
        Arrays.fill(classes, -1);
        for (int i = 0; i < found.size(); i++) {
            for (int k = 0; k < found.get(i).size(); k++) {
                Detection detection = found.get(i).get(k);
                int at = i * most + k;
                boxes[4 * at] = (float) detection.box().x1();
                boxes[4 * at + 1] = (float) detection.box().y1();
                boxes[4 * at + 2] = (float) detection.box().x2();
                boxes[4 * at + 3] = (float) detection.box().y2();
                scores[at] = (float) detection.score();
                classes[at] = detection.classIndex();
            }
        }
        NDArray boxArray = manager.create(boxes, new Shape(found.size(), most, 4));
        NDArray scoreArray = manager.create(scores, new Shape(found.size(), most));
        NDArray classArray = manager.create(classes, new Shape(found.size(), most));
        boxArray.setName(TaskGraphs.BOXES);
        scoreArray.setName(TaskGraphs.SCORES);
        classArray.setName(TaskGraphs.CLASSES);
        return new NDList(boxArray, scoreArray, classArray);
    }

    @Override
    public void close() {
        detector.close();
    }
}
