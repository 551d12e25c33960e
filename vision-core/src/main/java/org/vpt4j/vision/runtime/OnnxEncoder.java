package org.vpt4j.vision.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.PromptProjection;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxModelFile;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A frozen vision transformer on ONNX Runtime, without any other engine: one session that all tasks share. Owns native
 * memory: close it.
 *
 * <p>Thread-safe. After {@link #close}, calls throw an {@link IllegalStateException}; runs in progress finish, and memory
 * is freed with the last {@link Features}. Closing again does nothing.
 *
 * <p>With {@link WeightFormat#INT8} the range of activations is measured over the whole batch, so that the images of a
 * batch influence each other slightly; with the other formats they do not.
 */
public final class OnnxEncoder implements AutoCloseable {
    private final OrtSession session;
    private final EncoderConfig config;
    private final List<Integer> layers;
    private final Supplier<Optional<String>> fingerprint;
    private final PromptProjection projection;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger users = new AtomicInteger(1); // this encoder, and all features not yet closed

    private OnnxEncoder(
            OrtSession session,
            EncoderConfig config,
            List<Integer> layers,
            Supplier<Optional<String>> fingerprint,
            PromptProjection projection) {
        this.session = session;
        this.config = config;
        this.layers = List.copyOf(layers);
        this.fingerprint = fingerprint;
        this.projection = projection;
    }

    /** An encoder for the features of any layer; see {@link #load(EncoderWeights, List, WeightFormat, RuntimeOptions)}. */
    public static OnnxEncoder load(EncoderWeights weights, WeightFormat format, RuntimeOptions options) {
        return load(
                weights,
                IntStream.rangeClosed(1, weights.config().depth()).boxed().toList(),
                format,
                options);
    }

    /**
     * Builds the graph and a session for it.
     *
     * @param weights a backbone, perhaps {@linkplain EncoderWeights#with(Adaptation.Constants) changed} by a task
     * @param layers whose features are available: layers above the highest one are left out
     * @throws ConfigException if there is no such layer or no such device
     */
    public static OnnxEncoder load(
            EncoderWeights weights, List<Integer> layers, WeightFormat format, RuntimeOptions options) {
        OrtSession session = OnnxRuntime.session(EncoderGraph.shared(weights, layers, format), options);
        Supplier<Optional<String>> fingerprint =
                () -> weights instanceof Backbone backbone ? Optional.of(backbone.fingerprint()) : Optional.empty();
        return new OnnxEncoder(session, weights.config(), layers, fingerprint, new PromptProjection(weights));
    }

    /**
     * Opens an exported encoder.
     *
     * @throws WeightsException if it is damaged, or not an encoder exported by vpt4j
     * @throws org.vpt4j.vision.error.FileException if it cannot be read
     * @throws ConfigException if there is no such device
     */
    public static OnnxEncoder open(Path encoderOnnx, RuntimeOptions options) {
        OnnxModelFile file = OnnxModelFile.open(encoderOnnx);
        EncoderMetadata metadata = EncoderMetadata.read(file.metadata(), encoderOnnx.toString());
        EncoderGraph.checkNames(file, metadata.layers());
        OrtSession session = OnnxRuntime.session(file, options);
        return new OnnxEncoder(
                session,
                metadata.config(),
                metadata.layers(),
                () -> Optional.of(metadata.fingerprint()),
                new PromptProjection(new ExportedWeights(file, metadata.config())));
    }

    /** The encoder's configuration. */
    public EncoderConfig config() {
        return config;
    }

    /** Layers whose features are available. */
    public List<Integer> layers() {
        return layers;
    }

    /** Fingerprint of the backbone; empty if the weights are not a backbone's own. */
    public Optional<String> fingerprint() {
        return fingerprint.get();
    }

    /**
     * Prepares a task's prompt for this encoder.
     *
     * @throws ConfigException if the task {@linkplain Adaptation.Constants#changesEncoder changes the encoder} and needs one
     *     of its own
     * @throws WeightsException if the task does not fit this encoder
     */
    public EncoderPrompt prompt(Adaptation.Constants constants) {
        return EncoderPrompt.of(constants, config, projection);
    }

    /**
     * Computes feature maps.
     *
     * @param pixels {@code [B, 3, H, W]}, normalised, a direct buffer in native order, read from its position
     * @param images B
     * @param height H, a multiple of the patch
     * @param width W, a multiple of the patch
     * @param prompts one for all images, or one for each, all with the same {@link EncoderPrompt#tokenCounts}
     * @param wanted layers, 1 is the first
     * @return the maps: close them
     * @throws ConfigException if a size is not a multiple of the patch, a layer is not {@linkplain #layers available}, or
     *     the prompts do not fit the images or each other
     */
    public Features encode(
            FloatBuffer pixels, int images, int height, int width, List<EncoderPrompt> prompts, List<Integer> wanted) {
        checkSizes(pixels, images, height, width);
        Set<String> outputs = outputs(wanted);
        PromptBatch batch = new PromptBatch(prompts, images, height, width);
        if (closed.get()) {
            throw new IllegalStateException("the encoder is closed");
        }
        acquire();
        boolean done = false;
        try {
            Features features = run(pixels, new long[] {images, 3, height, width}, batch, outputs);
            done = true;
            return features;
        } finally {
            if (!done) {
                release();
            }
        }
    }

    private Features run(FloatBuffer pixels, long[] shape, PromptBatch batch, Set<String> outputs) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            add(inputs, EncoderGraph.PIXELS, new EncoderPrompt.Part(shape, pixels));
            add(inputs, EncoderGraph.PIXEL_PROMPT, batch.pixels());
            add(inputs, EncoderGraph.TOKENS, batch.tokens());
            for (int layer = 1; layer <= layers.stream().mapToInt(i -> i).max().orElseThrow(); layer++) {
                add(inputs, EncoderGraph.keysValues(layer), batch.keysValues(layer));
            }
            return new Features(session.run(inputs, outputs), this::release);
        } catch (OrtException e) {
            String what = Counted.of(shape[0], "image", "images") + " of " + shape[3] + "x" + shape[2] + " pixels";
            throw OnnxRuntime.failed("encode " + what, e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static void add(Map<String, OnnxTensor> inputs, String name, EncoderPrompt.Part part) throws OrtException {
        // A duplicate, since threads share the part but must not share its position.
        inputs.put(
                name,
                OnnxTensor.createTensor(OnnxRuntime.environment(), part.values().duplicate(), part.shape()));
    }

    private void checkSizes(FloatBuffer pixels, int images, int height, int width) {
        long expected = 3L * images * height * width;
        if (images < 1 || pixels.remaining() != expected) {
            throw new IllegalArgumentException("pixels [" + images + ", 3, " + height + ", " + width + "] are "
                    + expected + " values, but the buffer holds " + pixels.remaining());
        }
        if (!pixels.isDirect()) {
            throw new IllegalArgumentException("the pixels must be in a direct buffer");
        }
        config.patches("height", height);
        config.patches("width", width);
    }

    private Set<String> outputs(List<Integer> wanted) {
        Set<String> names = new LinkedHashSet<>();
        for (int layer : wanted) {
            if (!layers.contains(layer)) {
                throw new ConfigException(
                        "no features of layer " + layer + ": this encoder has those of layers " + layers);
            }
            names.add(EncoderGraph.features(layer));
        }
        if (names.isEmpty()) {
            throw new ConfigException("no layer is chosen; choose from " + layers);
        }
        return names;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    private void acquire() {
        int before = users.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        if (before == 0) {
            throw new IllegalStateException("the encoder is closed");
        }
    }

    /** Results are in the session's memory, so the session is closed with the last of them. */
    private void release() {
        if (users.decrementAndGet() == 0) {
            OnnxRuntime.close(session);
        }
    }

    /** The weights of an exported encoder that project prompts: {@code norm1}, and {@code qkv} with scaled queries. */
    private record ExportedWeights(OnnxModelFile file, EncoderConfig config) implements EncoderWeights {

        @Override
        public float[] values(String name) {
            if (!name.endsWith(".qkv.weight")) {
                return file.tensor(name).values();
            }
            FloatTensor matrix = file.linearWeight(name.substring(0, name.length() - ".weight".length()));
            int d = config.width();
            if (!Arrays.equals(matrix.shape(), new long[] {d, 3L * d})) {
                throw new WeightsException(file.file() + ": " + name + " is " + matrix + ", not [" + d + ", " + 3 * d
                        + "] as its description says; export it again");
            }
            float[] transposed = new float[matrix.size()];
            for (int in = 0; in < d; in++) {
                for (int out = 0; out < 3 * d; out++) {
                    transposed[out * d + in] = matrix.values()[in * 3 * d + out];
                }
            }
            return transposed;
        }
    }

    /**
     * Feature maps of one run of an {@link OnnxEncoder}, in native memory: close it. The tensors can be fed into another
     * session without copying.
     */
    public static final class Features implements AutoCloseable {
        private final OrtSession.Result result;
        private final Runnable afterwards;
        private final AtomicBoolean closed = new AtomicBoolean();

        /** @param afterwards run once, on {@link #close} */
        Features(OrtSession.Result result, Runnable afterwards) {
            this.result = result;
            this.afterwards = afterwards;
        }

        /**
         * The map {@code [B, D, H/p, W/p]} of a layer; valid until {@link #close}.
         *
         * @param layer 1 is the first
         * @throws IllegalArgumentException if the run did not compute it
         */
        public OnnxTensor layer(int layer) {
            OnnxValue found = result.get(EncoderGraph.features(layer))
                    .orElseThrow(() -> new IllegalArgumentException("this run did not compute layer " + layer));
            return (OnnxTensor) found;
        }

        /** A copy of a layer's map {@code [B, D, H/p, W/p]} on the heap. */
        public FloatTensor copy(int layer) {
            return copy(layer(layer));
        }

        static FloatTensor copy(OnnxTensor tensor) {
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new FloatTensor(tensor.getInfo().getShape(), values);
        }

        /** Frees the maps; closing again does nothing. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                result.close();
                afterwards.run();
            }
        }
    }
}
