package org.vpt4j.samples.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.VisionLanguage;

/**
 * What leaves some layers of a backbone for a test image, as {@code make_reference.py} computes it with the software that
 * defines the backbone.
 *
 * @param backbone its name there
 * @param height of the test image in pixels
 * @param width likewise
 * @param torch version of PyTorch
 * @param layers with a sample of the tokens, to which no norm has been applied
 * @param texts with a sample of their embeddings; empty without a text encoder
 */
record BackboneReference(
        String backbone,
        int height,
        int width,
        String torch,
        List<BackboneReference.Layer> layers,
        List<BackboneReference.Text> texts) {
    /** Its name in the folder of a model. */
    static final String FILE = "vpt4j-reference.json";

    private static final String SHIPPED = "backbone-references.json";
    private static final String SCRIPT = "make_reference.py";

    /**
     * A sample of the tokens {@code [T, D]} that leave a layer.
     *
     * @param layer 1 is the first
     * @param norm Euclidean norm of all values
     * @param step between the values of the sample
     * @param every such value, from the first on
     */
    record Layer(int layer, double norm, int step, List<Double> every) {}

    /** The same of a text's embedding {@code [E]} of unit length. */
    record Text(String text, double norm, int step, List<Double> every) {}

    /** @throws IllegalArgumentException if it has no layers or no image */
    BackboneReference {
        if (layers == null || layers.isEmpty() || height < 1 || width < 1) {
            throw new IllegalArgumentException("it has no layers of a test image");
        }
        layers = List.copyOf(layers);
        texts = texts == null ? List.of() : List.copyOf(texts);
    }

    /** That in the folder of a backbone, else the one that comes with vpt4j; empty if there is neither. */
    static Optional<BackboneReference> of(Backbone backbone) {
        Path file = backbone.folder().resolve(FILE);
        return Files.isRegularFile(file) ? Optional.of(read(file)) : shipped(backbone.name());
    }

    /** Those that come with vpt4j. */
    static Optional<BackboneReference> shipped(String name) {
        try (InputStream in = BackboneReference.class.getResourceAsStream(SHIPPED)) {
            Map<String, BackboneReference> all = new ObjectMapper().readValue(in, new TypeReference<>() {});
            return Optional.ofNullable(all.get(name));
        } catch (IOException e) {
            throw new FileException("the embedded " + SHIPPED + " cannot be read: " + e.getMessage(), e);
        }
    }

    static BackboneReference read(Path file) {
        try {
            return new ObjectMapper().readValue(Files.readString(file), BackboneReference.class);
        } catch (IOException e) {
            Throwable why = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
            throw new FileException(
                    file + " is not a reference ("
                            + why.getMessage().lines().findFirst().orElse("")
                            + "); make it with \"./vpt4j backbone verify --script\"",
                    e);
        }
    }

    /** The Python script that makes references. */
    static String script() {
        try (InputStream in = BackboneReference.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FileException("the embedded " + SCRIPT + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The largest difference of this backbone, relative to the root mean square of the layer's values.
     *
     * @throws WeightsException if the reference is not one of such an encoder
     */
    double difference(Backbone own) {
        float[] pixels = pixels(height, width);
        double largest = 0;
        try (VisionEncoder encoder = VisionEncoder.load(own, Precision.FLOAT32);
                NDManager scope = NDManager.newBaseManager("PyTorch");
                NDArray image = scope.create(pixels, new Shape(1, 3, height, width))) {
            List<Integer> numbers = layers.stream().map(Layer::layer).toList();
            NDList states = encoder.hiddenStates(scope, image, numbers);
            for (int i = 0; i < numbers.size(); i++) {
                Layer layer = layers.get(i);
                largest = Math.max(
                        largest,
                        difference(
                                layer.norm(),
                                layer.step(),
                                layer.every(),
                                states.get(i).toFloatArray()));
            }
        }
        return largest;
    }

    /**
     * The same of the text encoder.
     *
     * @throws WeightsException if this backbone has none
     */
    double differenceOfTexts(Backbone own) {
        VisionLanguage words = VisionLanguage.in(own)
                .orElseThrow(() -> new WeightsException("the reference of " + backbone
                        + " is of a model with a text encoder, " + own.name() + " has none"));
        FloatTensor embeddings = words.embed(texts.stream().map(Text::text).toList());
        double largest = 0;
        for (int i = 0; i < texts.size(); i++) {
            Text text = texts.get(i);
            largest = Math.max(
                    largest,
                    difference(
                            text.norm(),
                            text.step(),
                            text.every(),
                            embeddings.at(i).values()));
        }
        return largest;
    }

    private double difference(double norm, int step, List<Double> every, float[] values) {
        if (step < 1 || (values.length + step - 1) / step != every.size()) {
            throw new WeightsException("the reference of " + backbone
                    + " is of an encoder with another number of tokens or another width; make one for this model");
        }
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        double typical = norm / Math.sqrt(values.length);
        double largest = Math.abs(Math.sqrt(squares) - norm) / norm;
        for (int i = 0; i < every.size(); i++) {
            largest = Math.max(largest, Math.abs(values[i * step] - every.get(i)) / typical);
        }
        return largest;
    }

    /** The largest difference between the encoders of training and of inference, relative to the root mean square. */
    static double differenceOfEngines(Backbone own) {
        int height = 8 * own.config().patch();
        int width = 6 * own.config().patch();
        float[] pixels = pixels(height, width);
        List<Integer> last = List.of(own.config().depth());
        try (VisionEncoder training = VisionEncoder.load(own, Precision.FLOAT32);
                NDManager scope = NDManager.newBaseManager("PyTorch");
                NDArray image = scope.create(pixels, new Shape(1, 3, height, width));
                OnnxEncoder inference = OnnxEncoder.load(own, WeightFormat.FP32, RuntimeOptions.DEFAULT);
                OnnxEncoder.Features features = inference.encode(
                        direct(pixels), 1, height, width, List.of(inference.prompt(Adaptation.Constants.NONE)), last)) {
            float[] a = training.features(scope, image, last, Adaptation.NONE, Tensors.empty(), false)
                    .singletonOrThrow()
                    .toFloatArray();
            float[] b = features.copy(last.get(0)).values();
            double squares = 0;
            double largest = 0;
            for (int i = 0; i < a.length; i++) {
                squares += (double) a[i] * a[i];
                largest = Math.max(largest, Math.abs(a[i] - b[i]));
            }
            return largest / Math.sqrt(squares / a.length);
        }
    }

    /** The test image {@code [3, H, W]}, as the script makes it. */
    private static float[] pixels(int height, int width) {
        CRC32 crc = new CRC32();
        crc.update("pixels".getBytes(StandardCharsets.UTF_8));
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            int h = (i * 0x9E3779B9) ^ (int) crc.getValue();
            h = (h ^ (h >>> 16)) * 0x85EBCA6B;
            h = (h ^ (h >>> 13)) * 0xC2B2AE35;
            h ^= h >>> 16;
            values[i] = (float) (Integer.toUnsignedLong(h) / 2147483648.0 - 1);
        }
        return values;
    }

    private static FloatBuffer direct(float[] values) {
        return ByteBuffer.allocateDirect(Float.BYTES * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .flip();
    }
}
