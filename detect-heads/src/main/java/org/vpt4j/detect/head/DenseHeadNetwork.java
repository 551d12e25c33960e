package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.head.DenseLoss.DenseTargets;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * A {@link DenseHead} in training: outputs are class logits {@code [B, N, C]} and boxes {@code [B, N, 4]}, xyxy in input
 * pixels, over {@link Locations}. Trained with {@link TaskAlignedAssigner} and {@link DenseLoss}. Owns native memory:
 * close it.
 */
final class DenseHeadNetwork implements HeadNetwork {
    private final int classes;
    private final int patch;
    private final PyramidNetwork pyramid;
    private final Script towers;
    private final Assigner assigner;
    private final DenseLoss loss;

    DenseHeadNetwork(DenseHeadSettings settings, PyramidNetwork pyramid, int classes, int patch, Precision precision) {
        this.classes = classes;
        this.patch = patch;
        this.pyramid = pyramid;
        towers = Script.load(
                DenseHead.class,
                "dense_head.py",
                Map.of(
                        "groups",
                        settings.groups(),
                        "convolutions",
                        settings.convolutions(),
                        "patch",
                        patch,
                        "type",
                        precision.torch()));
        assigner = new TaskAlignedAssigner(settings.topK(), settings.alpha(), settings.beta());
        loss = new DenseLoss(settings.boxLoss(), settings.boxGain());
    }

    @Override
    public NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients) {
        NDList levels = pyramid.forward(scope, maps, parameters.under(DenseHead.PYRAMID), gradients);
        NDList inputs = Tensors.asList("levels", levels);
        inputs.addAll(parameters.under(DenseHead.TOWERS).asDictionary("w"));
        return towers.call(scope, inputs, gradients);
    }

    @Override
    public HeadNetwork.Loss loss(NDManager scope, NDList outputs, ImageSize input, List<List<Annotation>> truth) {
        Locations locations = Locations.of(input, patch);
        Predictions predictions = Predictions.of(outputs, locations.count(), classes);
        if (truth.size() != predictions.images()) {
            throw new IllegalArgumentException(
                    "objects of " + truth.size() + " images for a batch of " + predictions.images());
        }
        DenseTargets targets = new DenseTargets(truth.size(), locations.count());
        for (int image = 0; image < truth.size(); image++) {
            targets.set(
                    image,
                    assigner.assign(
                            predictions.logits().get(image),
                            predictions.boxes().get(image),
                            locations,
                            truth.get(image)),
                    truth.get(image));
        }
        return loss.of(scope, outputs.get(0), outputs.get(1), targets);
    }

    @Override
    public Proposals proposals(NDList outputs) {
        int images = Math.toIntExact(outputs.get(0).getShape().get(0));
        return Proposals.ofLogits(
                images, classes, outputs.get(0).toFloatArray(), outputs.get(1).toFloatArray());
    }

    @Override
    public void close() {
        loss.close();
        towers.close();
        pyramid.close();
    }

    /** A batch's outputs as plain arrays, without gradients: one {@code [N, C]} and one {@code [N, 4]} per image. */
    private record Predictions(List<float[]> logits, List<float[]> boxes) {

        static Predictions of(NDList outputs, int locations, int classes) {
            NDArray logits = outputs.get(0);
            Shape shape = logits.getShape();
            if (shape.get(1) != locations || shape.get(2) != classes) {
                throw new IllegalArgumentException(
                        "outputs " + shape + " do not belong to " + locations + " locations, " + classes + " classes");
            }
            int images = Math.toIntExact(shape.get(0));
            return new Predictions(
                    split(logits.toFloatArray(), images), split(outputs.get(1).toFloatArray(), images));
        }

        private static List<float[]> split(float[] values, int parts) {
            int size = values.length / parts;
            List<float[]> split = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                split.add(Arrays.copyOfRange(values, i * size, (i + 1) * size));
            }
            return split;
        }

        int images() {
            return logits.size();
        }
    }
}
