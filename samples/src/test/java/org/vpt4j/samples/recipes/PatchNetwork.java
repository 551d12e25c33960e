package org.vpt4j.samples.recipes;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.assign.Assignment;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.loss.BoxLoss;
import org.vpt4j.detect.loss.DenseLoss;
import org.vpt4j.detect.loss.DenseTargets;
import org.vpt4j.detect.loss.LossParts;
import org.vpt4j.detect.postprocess.Proposals;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/** A {@link PatchHead} as it is trained: outputs are class logits {@code [B, N, C]} and boxes {@code [B, N, 4]}. */
final class PatchNetwork implements HeadNetwork {
    private final int classes;
    private final int patch;
    private final Script network;
    private final DenseLoss loss = new DenseLoss(BoxLoss.GIOU, 2.5);

    PatchNetwork(int classes, int patch) {
        this.classes = classes;
        this.patch = patch;
        network = Script.load(PatchHead.class, "patch_head.py", Map.of("patch", patch, "classes", classes));
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
    public Proposals proposals(NDList outputs) {
        int images = (int) outputs.get(0).getShape().get(0);
        return Proposals.ofLogits(
                images, classes, outputs.get(0).toFloatArray(), outputs.get(1).toFloatArray());
    }

    @Override
    public void close() {
        loss.close();
        network.close();
    }
}
