package org.vpt4j.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;

/** Models whose weights do not fit into one file, with a limit far below the real one of 2 GB. */
class LargeModelTest {
    private static final int WIDTH = 64;

    @TempDir
    private Path folder;

    private static OnnxGraph graph(float factor) {
        OnnxGraph graph = new OnnxGraph("large", WeightFormat.FP32);
        OnnxGraph.Value x = graph.input("x", OnnxGraph.ElementType.FLOAT, "rows", WIDTH);
        for (int layer = 0; layer < 3; layer++) {
            FloatTensor diagonal = FloatTensor.zeros(WIDTH, WIDTH);
            for (int i = 0; i < WIDTH; i++) {
                diagonal.values()[i * WIDTH + i] = factor;
            }
            String name = "layer." + layer;
            OnnxWeights w = graph.weights(Map.of(name + ".weight", diagonal, name + ".bias", FloatTensor.zeros(WIDTH)));
            x = graph.linear(x, w, name);
        }
        graph.output(x, "y", OnnxGraph.ElementType.FLOAT, "rows", WIDTH);
        return graph;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static float run(Path file) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[][] x = new float[1][WIDTH];
        x[0][5] = 1;
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor tensor = OnnxTensor.createTensor(environment, x);
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            return ((float[][]) result.get(0).getValue())[0][5];
        }
    }

    @Test
    void itsLargeTensorsLieInASecondFileOnPageBoundaries() throws Exception {
        Path file = folder.resolve("model.onnx");
        graph(2).write(file, 1000);
        assertThat(files()).hasSize(2).first().isEqualTo("model.onnx");
        assertThat(files().get(1)).startsWith("model.onnx.data-");
        assertThat(Files.size(file)).isLessThan(4000);
        int outside = 0;
        for (TensorProto tensor :
                ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                assertThat(Long.parseLong(tensor.getExternalData(1).getValue()) % 4096)
                        .isZero();
                outside++;
            }
        }
        assertThat(outside).isEqualTo(3);
        assertThat(run(file)).isEqualTo(8);
        OnnxModelFile opened = OnnxModelFile.open(file);
        assertThat(opened.isInTwoFiles()).isTrue();
        assertThat(opened.linearWeight("layer.1").at(3).values()[3]).isEqualTo(2);
    }

    @Test
    void writingItAgainLeavesNothingOfTheFormerOne() throws Exception {
        Path file = folder.resolve("model.onnx");
        graph(2).write(file, 1000);
        List<String> before = files();
        graph(3).write(file, 1000);
        assertThat(files()).hasSize(2).isNotEqualTo(before);
        assertThat(run(file)).isEqualTo(27);
        graph(2).write(file);
        assertThat(files()).containsExactly("model.onnx");
        assertThat(run(file)).isEqualTo(8);
    }

    @Test
    void aFailureLeavesTheFormerOneAsItWas() throws Exception {
        Path file = folder.resolve("model.onnx");
        graph(2).write(file, 1000);
        List<String> before = files();
        OnnxGraph broken = new OnnxGraph("broken", WeightFormat.FP32);
        OnnxGraph.Value x = broken.input("x", OnnxGraph.ElementType.FLOAT, "rows", WIDTH);
        OnnxWeights w = broken.weights(Map.of("layer.weight", new long[] {WIDTH, WIDTH}), name -> {
            throw new WeightsException("the weights are gone");
        });
        broken.output(broken.linear(x, w, "layer"), "y", OnnxGraph.ElementType.FLOAT, "rows", WIDTH);
        assertThatThrownBy(() -> broken.write(file, 1000)).hasMessage("the weights are gone");
        assertThat(files()).isEqualTo(before);
        assertThat(run(file)).isEqualTo(8);
    }

    @Test
    void aMissingOrShortSecondFileIsSaid() throws Exception {
        Path file = folder.resolve("model.onnx");
        graph(2).write(file, 1000);
        Path data = folder.resolve(files().get(1));
        Files.write(data, new byte[5000]);
        assertThatThrownBy(() -> OnnxModelFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is outside of " + data.getFileName());
        Files.delete(data);
        assertThatThrownBy(() -> OnnxModelFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("copy both into one folder");
    }

    @Test
    void theBytesInMemoryAreThoseOfAWholeModel() throws Exception {
        ModelProto model = ModelProto.parseFrom(graph(2).toBytes());
        assertThat(model.getGraph().getInitializerCount()).isEqualTo(6);
        assertThat(model.getGraph().getNodeCount()).isEqualTo(7);
    }
}
