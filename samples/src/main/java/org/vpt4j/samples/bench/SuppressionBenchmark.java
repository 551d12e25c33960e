package org.vpt4j.samples.bench;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.image.ImageSize;

/** From a head's outputs to detections: random outputs for a 336x336 input and three classes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SuppressionBenchmark {
    private static final int LOCATIONS = 3024; // 48x48 + 24x24 + 12x12
    private static final int CLASSES = 3;
    private static final ImageSize INPUT = new ImageSize(336, 336);

    /** Share of scores at or above the threshold, in percent. */
    @Param({"1", "20"})
    public int percent;

    private Proposals proposals;

    /** Generates the random outputs. */
    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        float[] scores = new float[LOCATIONS * CLASSES];
        for (int i = 0; i < scores.length; i++) {
            double high = random.nextInt(100) < percent ? 0.5 : 0;
            scores[i] = (float) (high + 0.4 * random.nextDouble());
        }
        float[] boxes = new float[LOCATIONS * 4];
        for (int i = 0; i < LOCATIONS; i++) {
            double x = random.nextDouble(INPUT.width());
            double y = random.nextDouble(INPUT.height());
            boxes[4 * i] = (float) x;
            boxes[4 * i + 1] = (float) y;
            boxes[4 * i + 2] = (float) (x + random.nextDouble(5, 60));
            boxes[4 * i + 3] = (float) (y + random.nextDouble(5, 60));
        }
        proposals = new Proposals(1, CLASSES, FloatBuffer.wrap(scores), FloatBuffer.wrap(boxes));
    }

    /** Keeps the candidates at or above the threshold, and one of those that show the same object. */
    @Benchmark
    public List<Detection> decodeAndSuppress() {
        return new DetectionDecoder(List.of("a", "b", "c"), true, INPUT).decode(proposals, 0, 0.45);
    }
}
