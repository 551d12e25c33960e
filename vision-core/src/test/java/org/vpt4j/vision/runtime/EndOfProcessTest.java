package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

class EndOfProcessTest {
    private static final int CODE = 7;

    @RepeatedTest(3)
    void aProcessThatEndsWhileSessionsRunEndsWithItsOwnCode() throws IOException, InterruptedException {
        String surefire = System.getProperty("surefire.test.class.path", "");
        String classPath =
                surefire.isEmpty() ? System.getProperty("java.class.path", ".") : surefire + File.pathSeparator;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Busy.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(CODE);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Two threads make and run sessions without a pause; the process ends in the middle, after its hooks took a while. */
    static final class Busy {
        private Busy() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch running = new CountDownLatch(20);
            for (int i = 0; i < 2; i++) {
                Thread worker = new Thread(() -> work(running));
                worker.setDaemon(true);
                worker.start();
            }
            running.await();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> pause(300)));
            System.exit(CODE);
        }

        private static void work(CountDownLatch running) {
            while (true) {
                OnnxGraph graph = new OnnxGraph("linear", WeightFormat.FP32);
                OnnxGraph.Value input = graph.input("x", OnnxGraph.ElementType.FLOAT, "rows", 64);
                OnnxWeights w = graph.weights(Map.of("layer.weight", FloatTensor.zeros(64, 64)));
                graph.output(graph.linear(input, w, "layer"), "y", OnnxGraph.ElementType.FLOAT, "rows", 64);
                try (OrtSession session = OnnxRuntime.session(graph, new RuntimeOptions("cpu", 2));
                        OnnxTensor rows = OnnxTensor.createTensor(OnnxRuntime.environment(), new float[500][64])) {
                    for (int i = 0; i < 20; i++) {
                        session.run(Map.of("x", rows)).close();
                    }
                } catch (OrtException e) {
                    throw new IllegalStateException(e);
                }
                running.countDown();
            }
        }

        private static void pause(long milliseconds) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
