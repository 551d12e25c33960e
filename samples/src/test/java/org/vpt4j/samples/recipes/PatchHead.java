package org.vpt4j.samples.recipes;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.assign.Assignment;
import org.vpt4j.detect.head.DenseDecoder;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.loss.BoxLoss;
import org.vpt4j.detect.loss.DenseLoss;
import org.vpt4j.detect.loss.DenseTargets;
import org.vpt4j.detect.loss.LossParts;
import org.vpt4j.detect.parameters.ParameterTable;
import org.vpt4j.detect.parameters.Start;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * The smallest head: a linear layer reads every patch; the patch in which an object's centre lies answers for it.
 *
 * <p>Outputs: class logits {@code [B, N, C]} and boxes {@code [B, N, 4]}, xyxy in canvas pixels, N patches row by row.
 */
public final class PatchHead implements DetectionHead {
    static final String NAME = "patch";

    private final int classes;
    private final int patch;
    private final ParameterTable parameters;
    private final Script network;
    private final DenseLoss loss = new DenseLoss(BoxLoss.GIOU, 2.5);

    PatchHead(int classes, int channels, int patch) {
        this.classes = classes;
        this.patch = patch;
        parameters = ParameterTable.of(Map.of("weight", Start.uniform(new Shape(classes + 4, channels, 1, 1), 0.01)));
        network = Script.load(PatchHead.class, "patch_head.py", Map.of("patch", patch, "classes", classes));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    @Override
    public Map<String, Shape> shapes() {
        return parameters.shapes();
    }

    @Override
    public Tensors initialise(NDManager owner, long seed) {
        return parameters.initialise(owner, seed);
    }

    @Override
    public boolean decays(String parameter) {
        return parameters.decays(parameter);
    }

    @Override
    public NDList forward(NDManager scope, NDList maps, Tensors values, boolean gradients) {
        NDList inputs = Tensors.asList("maps", maps);
        inputs.add(Tensors.asTensor(values.get("weight")));
        return network.call(scope, inputs, gradients);
    }

    @Override
    public LossParts loss(NDManager scope, NDList outputs, ImageSize canvas, List<List<Annotation>> truth) {
        int columns = canvas.width() / patch;
        int count = columns * (canvas.height() / patch);
        DenseTargets targets = new DenseTargets(truth.size(), count);
        for (int image = 0; image < truth.size(); image++) {
            int[] object = new int[count];
            float[] score = new float[count];
            Arrays.fill(object, Assignment.BACKGROUND);
            for (int k = 0; k < truth.get(image).size(); k++) {
                Annotation annotation = truth.get(image).get(k);
                int row = (int) (annotation.box().centerY() / patch);
                int at = row * columns + (int) (annotation.box().centerX() / patch);
                object[at] = k;
                score[at] = 1;
            }
            targets.set(image, new Assignment(object, score), truth.get(image));
        }
        return loss.of(scope, outputs.get(0), outputs.get(1), targets);
    }

    @Override
    public List<List<Detection>> decode(NDList outputs, ImageSize canvas, double minScore, int most) {
        float[] logits = outputs.get(0).toFloatArray();
        float[] boxes = outputs.get(1).toFloatArray();
        int images = (int) outputs.get(0).getShape().get(0);
        int count = logits.length / images / classes;
        List<List<Detection>> found = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            found.add(DenseDecoder.decode(
                    Arrays.copyOfRange(logits, i * count * classes, (i + 1) * count * classes),
                    Arrays.copyOfRange(boxes, i * count * 4, (i + 1) * count * 4),
                    classes,
                    canvas,
                    minScore,
                    most));
        }
        return found;
    }

    @Override
    public boolean needsSuppression() {
        return true;
    }

    @Override
    public void close() {
        loss.close();
        network.close();
    }
}
