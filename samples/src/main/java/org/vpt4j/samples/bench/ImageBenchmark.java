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
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Resampler;

/** From an image file to the encoder's pixels: a JPEG of the embedded sample, 640x480. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ImageBenchmark {
    /** Side of the square input in pixels. */
    @Param({"336", "448"})
    public int side;

    private Path path;
    private Image image;
    private Image letterboxed;
    private ImageSize input;
    private AxisAlignedTransform transform;
    private Normalization normalization;
    private FloatBuffer pixels;

    /** Reads the image once. */
    @Setup
    public void prepare() {
        path = ImageFiles.in(SampleData.bloodCells().resolve("JPEGImages")).get(0);
        image = Image.read(path);
        input = new ImageSize(side, side);
        transform = Letterbox.fit(image.size(), input);
        letterboxed = Resampler.resample(image, transform, input);
        normalization = Normalization.IMAGENET;
        pixels = ByteBuffer.allocateDirect(Float.BYTES * Normalization.length(input))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Reads and decodes the file. */
    @Benchmark
    public Image decode() {
        return Image.read(path);
    }

    /** Fits the image into the input. */
    @Benchmark
    public Image letterbox() {
        return Resampler.resample(image, transform, input);
    }

    /** Normalises the input into native memory. */
    @Benchmark
    public FloatBuffer normalise() {
        normalization.write(letterboxed, pixels, 0);
        return pixels;
    }
}
