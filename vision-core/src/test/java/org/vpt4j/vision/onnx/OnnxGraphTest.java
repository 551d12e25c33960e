package org.vpt4j.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.tensor.FloatTensor;

class OnnxGraphTest {

    @ParameterizedTest
    @CsvSource({"FP32, 1e-5", "FP16, 2e-3", "INT8, 5e-2"})
    void aLinearLayerGivesWhatThePlainSumGives(WeightFormat format, double tolerance) throws Exception {
        FloatTensor weight = random(7, 5, 3);
        FloatTensor bias = random(5, 5);
        float[][] x = {random(1, 3).values(), random(2, 3).values()};
        OnnxGraph graph = new OnnxGraph("linear", format);
        OnnxGraph.Value input = graph.input("x", OnnxGraph.ElementType.FLOAT, "rows", 3);
        OnnxWeights w = graph.weights(Map.of("layer.weight", weight, "layer.bias", bias));
        graph.output(graph.linear(input, w, "layer"), "y", OnnxGraph.ElementType.FLOAT, "rows", 5);

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(graph.toBytes());
                OnnxTensor tensor = OnnxTensor.createTensor(environment, x);
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            float[][] y = (float[][]) result.get(0).getValue();
            for (int row = 0; row < 2; row++) {
                for (int out = 0; out < 5; out++) {
                    double expected = bias.values()[out];
                    for (int in = 0; in < 3; in++) {
                        expected += weight.values()[3 * out + in] * x[row][in];
                    }
                    assertThat((double) y[row][out]).isCloseTo(expected, within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1e-6", "FP16, 1e-6", "INT8, 5e-2"})
    void theProductOfTwoComputedValuesIsThatOfThePlainSum(WeightFormat format, double tolerance) throws Exception {
        FloatTensor a = random(3, 2, 4, 3);
        FloatTensor b = random(4, 2, 3, 5);
        OnnxGraph graph = new OnnxGraph("product", format);
        OnnxGraph.Value left = graph.input("a", OnnxGraph.ElementType.FLOAT, "B", 4, 3);
        OnnxGraph.Value right = graph.input("b", OnnxGraph.ElementType.FLOAT, "B", 3, 5);
        graph.output(graph.product(left, right), "y", OnnxGraph.ElementType.FLOAT, "B", 4, 5);

        float[][][] y = (float[][][]) run(graph, Map.of("a", a, "b", b));
        for (int batch = 0; batch < 2; batch++) {
            for (int row = 0; row < 4; row++) {
                for (int column = 0; column < 5; column++) {
                    double expected = 0;
                    for (int i = 0; i < 3; i++) {
                        expected +=
                                a.at(batch).values()[3 * row + i] * b.at(batch).values()[5 * i + column];
                    }
                    assertThat((double) y[batch][row][column]).isCloseTo(expected, within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 2e-7", "INT8, 5e-4"})
    void theGeluIsTheShareOfTheNormalDistributionBelow(WeightFormat format, double tolerance) throws Exception {
        // x * Phi(x), from a table of the normal distribution
        float[] points = {-3, -1, 0, 0.5f, 2};
        double[] expected = {-3 * 0.0013498980, -0.1586552539, 0, 0.5 * 0.6914624613, 2 * 0.9772498681};
        OnnxGraph graph = new OnnxGraph("gelu", format);
        OnnxGraph.Value x = graph.input("x", OnnxGraph.ElementType.FLOAT, "n");
        graph.output(graph.gelu(x), "y", OnnxGraph.ElementType.FLOAT, "n");

        float[] y = (float[]) run(graph, Map.of("x", FloatTensor.vector(points)));
        for (int i = 0; i < points.length; i++) {
            assertThat((double) y[i]).isCloseTo(expected[i], within(tolerance));
        }
    }

    private static Object run(OnnxGraph graph, Map<String, FloatTensor> inputs) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (OrtSession session = environment.createSession(graph.toBytes())) {
            for (Map.Entry<String, FloatTensor> input : inputs.entrySet()) {
                FloatTensor values = input.getValue();
                tensors.put(
                        input.getKey(),
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.values()), values.shape()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                return result.get(0).getValue();
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Test
    void networksOfOneFormAreOneGraphWithoutTheirWeights() {
        OnnxGraph one = detached(1);
        OnnxGraph other = detached(2);
        assertThat(one.toBytes()).isEqualTo(other.toBytes());
        assertThat(one.arguments()).extracting(OnnxGraph.Argument::name).containsExactly("layer.weight", "layer.bias");
        assertThat(one.arguments().get(0).values())
                .isNotEqualTo(other.arguments().get(0).values());
    }

    @Test
    void aWeightStaysShortWhereNothingIsLost() {
        OnnxGraph graph = OnnxGraph.detached("g", WeightFormat.FP32);
        graph.weight("short", FloatTensor.vector(0.5f, -1, 0));
        graph.weight("long", FloatTensor.vector(0.5f, 0.1f));
        graph.constant("constant", FloatTensor.vector(0.5f));
        assertThat(graph.arguments())
                .extracting(OnnxGraph.Argument::type)
                .containsExactly(
                        OnnxGraph.ElementType.FLOAT16, OnnxGraph.ElementType.FLOAT, OnnxGraph.ElementType.FLOAT);
    }

    @Test
    void aGraphWithoutItsWeightsGivesTheSameWhenItIsFedWithThem() throws Exception {
        OnnxGraph graph = detached(1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        inputs.put("x", OnnxTensor.createTensor(environment, new float[][] {{1, 2, 3}}));
        for (OnnxGraph.Argument argument : graph.arguments()) {
            FloatBuffer values = FloatBuffer.wrap(argument.values().values());
            inputs.put(
                    argument.name(),
                    OnnxTensor.createTensor(
                            environment, values, argument.values().shape()));
        }
        FloatTensor weight = random(1, 5, 3);
        try (OrtSession session = environment.createSession(graph.toBytes());
                OrtSession.Result result = session.run(inputs)) {
            float[][] y = (float[][]) result.get(0).getValue();
            double expected = random(8, 5).values()[4];
            for (int in = 0; in < 3; in++) {
                expected += weight.values()[12 + in] * (in + 1);
            }
            assertThat((double) y[0][4]).isCloseTo(expected, within(1e-5));
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxGraph detached(int seed) {
        OnnxGraph graph = OnnxGraph.detached("linear", WeightFormat.FP32);
        OnnxGraph.Value input = graph.input("x", OnnxGraph.ElementType.FLOAT, "rows", 3);
        OnnxWeights w = graph.weights(Map.of("layer.weight", random(seed, 5, 3), "layer.bias", random(8, 5)));
        graph.output(graph.linear(input, w, "layer"), "y", OnnxGraph.ElementType.FLOAT, "rows", 5);
        return graph;
    }

    private static FloatTensor random(int seed, long... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }
}
