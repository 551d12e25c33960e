package org.vpt4j.samples.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Resampler;

/** From a picture file to the encoder's pixels: a JPEG of the embedded sample, 640x480. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PictureBenchmark {
    /** Side of the square canvas in pixels. */
    @Param({"336", "448"})
    public int side;

    private Path path;
    private Image image;
    private Image letterboxed;
    private ImageSize canvas;
    private AxisAlignedTransform transform;
    private Normalization normalization;
    private FloatBuffer pixels;

    /** Reads the picture once. */
    @Setup
    public void prepare() {
        path = ImageFiles.in(SampleData.bloodCells().resolve("JPEGImages")).get(0);
        image = Image.read(path);
        canvas = new ImageSize(side, side);
        transform = Letterbox.fit(image.size(), canvas);
        letterboxed = Resampler.resample(image, transform, canvas);
        normalization = Normalization.IMAGENET;
        pixels = ByteBuffer.allocateDirect(Float.BYTES * Normalization.length(canvas))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Reads and decodes the file. */
    @Benchmark
    public Image decode() {
        return Image.read(path);
    }

    /** Fits the picture into the canvas. */
    @Benchmark
    public Image letterbox() {
        return Resampler.resample(image, transform, canvas);
    }

    /** Normalises the canvas into native memory. */
    @Benchmark
    public FloatBuffer normalise() {
        normalization.write(letterboxed, pixels, 0);
        return pixels;
    }
}
