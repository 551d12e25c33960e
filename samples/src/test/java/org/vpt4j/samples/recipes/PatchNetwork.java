package org.vpt4j.samples.recipes;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.head.Assigner.Assignment;
import org.vpt4j.detect.head.DenseLoss;
import org.vpt4j.detect.head.DenseLoss.BoxLoss;
import org.vpt4j.detect.head.DenseLoss.DenseTargets;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.image.Box;
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
        inputs.add(Tensors.asTensor(values.get("read.weight")));
        return network.call(scope, inputs, gradients);
    }

    @Override
    public HeadNetwork.Loss loss(NDManager scope, NDList outputs, ImageSize input, List<List<Annotation>> truth) {
        DenseTargets targets = new DenseTargets(truth.size(), input.width() / patch * (input.height() / patch));
        for (int image = 0; image < truth.size(); image++) {
            targets.set(image, assign(input, truth.get(image)), truth.get(image));
        }
        return loss.of(scope, outputs.get(0), outputs.get(1), targets);
    }

    /** An object is learned by the patch in which its centre lies; a patch with its own centre in a crowd learns nothing. */
    private Assignment assign(ImageSize input, List<Annotation> truth) {
        int columns = input.width() / patch;
        int[] object = new int[columns * (input.height() / patch)];
        float[] score = new float[object.length];
        for (int at = 0; at < object.length; at++) {
            int row = at / columns;
            double x = (at - row * columns + 0.5) * patch;
            double y = (row + 0.5) * patch;
            boolean crowded = truth.stream().anyMatch(annotation -> annotation.crowd() && contains(annotation, x, y));
            object[at] = crowded ? Assignment.IGNORED : Assignment.BACKGROUND;
        }
        for (int k = 0; k < truth.size(); k++) {
            if (!truth.get(k).crowd()) {
                Box box = truth.get(k).box();
                int row = (int) (box.centerY() / patch);
                int at = row * columns + (int) (box.centerX() / patch);
                object[at] = k;
                score[at] = 1;
            }
        }
        return new Assignment(object, score);
    }

    private static boolean contains(Annotation annotation, double x, double y) {
        Box box = annotation.box();
        return x > box.x1() && x < box.x2() && y > box.y1() && y < box.y2();
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
