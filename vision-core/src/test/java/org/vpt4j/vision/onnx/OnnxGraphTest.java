package org.vpt4j.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.SplittableRandom;
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
        OnnxValue input = graph.input("x", ElementType.FLOAT, "rows", 3);
        graph.output(graph.linear("layer", input, weight, bias), "y", ElementType.FLOAT, "rows", 5);

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

    private static FloatTensor random(int seed, long... shape) {
        FloatTensor tensor = FloatTensor.zeros(shape);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }
}
