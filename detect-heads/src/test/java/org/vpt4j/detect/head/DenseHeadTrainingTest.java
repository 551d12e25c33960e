package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;

/** A small head really learns: forward, assignment, loss, gradients and decoding fit together. */
class DenseHeadTrainingTest {
    private static final ImageSize INPUT = new ImageSize(112, 98);
    private static final List<Annotation> TRUTH =
            List.of(Annotation.of(0, new Box(10, 14, 46, 60)), Annotation.of(1, new Box(70, 50, 84, 62)));

    @Test
    void twoObjectsOfOneImageAreLearnedByHeart() {
        DenseHeadSettings small = DenseHeadSettings.of(Settings.of(Map.of("neck", 16, "channels", 16, "groups", 4)));
        DenseHead head = new DenseHead(small, 2, small.pyramid(EncoderConfig.of(14, 16, 1, 1), List.of(1)), 14);
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                HeadNetwork network = head.network(Precision.FLOAT32)) {
            NDList maps = new NDList(noise(manager, new Shape(1, 16, 7, 8)));
            Tensors parameters = head.initialise(manager, 1);
            Adam adam = new Adam(manager, 0.02f);
            float first = 0;
            float last = 0;
            for (int step = 0; step < 60; step++) {
                try (NDManager scope = manager.newSubManager();
                        GradientCollector collector =
                                Engine.getEngine("PyTorch").newGradientCollector()) {
                    NDList outputs = network.forward(scope, maps, parameters, true);
                    HeadNetwork.Loss loss = network.loss(scope, outputs, INPUT, List.of(TRUTH));
                    collector.backward(loss.total());
                    last = loss.total().getFloat();
                    first = step == 0 ? last : first;
                }
                adam.step(parameters);
            }
            assertThat(last).isLessThan(first / 3);
            Proposals proposals = network.proposals(network.forward(manager, maps, parameters, false));
            List<Detection> found = CandidateDecoder.decode(proposals, 0, INPUT, 0.3, 100);
            for (Annotation object : TRUTH) {
                assertThat(found).anySatisfy(detection -> {
                    assertThat(detection.classIndex()).isEqualTo(object.classIndex());
                    assertThat(detection.box().iou(object.box())).isGreaterThan(0.8);
                });
            }
        }
    }

    private static NDArray noise(NDManager manager, Shape shape) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return manager.create(values, shape);
    }

    /** The plainest Adam, on this side of the engine. */
    private static final class Adam {
        private final NDManager manager;
        private final float rate;
        private final Map<String, NDArray> mean = new LinkedHashMap<>();
        private final Map<String, NDArray> square = new LinkedHashMap<>();
        private int steps;

        Adam(NDManager manager, float rate) {
            this.manager = manager;
            this.rate = rate;
        }

        void step(Tensors parameters) {
            steps++;
            float correction = (float) (Math.sqrt(1 - Math.pow(0.999, steps)) / (1 - Math.pow(0.9, steps)));
            parameters.asMap().forEach((name, parameter) -> {
                try (NDManager scope = manager.newSubManager();
                        NDArray gradient = parameter.getGradient()) {
                    NDArray m = mean.computeIfAbsent(name, n -> manager.zeros(parameter.getShape()));
                    NDArray v = square.computeIfAbsent(name, n -> manager.zeros(parameter.getShape()));
                    gradient.attach(scope);
                    m.muli(0.9f).addi(gradient.mul(0.1f));
                    v.muli(0.999f).addi(gradient.square().mul(0.001f));
                    parameter.subi(m.div(v.sqrt().add(1e-8f)).mul(rate * correction));
                    gradient.subi(gradient);
                }
            });
        }
    }
}
