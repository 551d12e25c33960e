package org.vpt4j.vision.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.PromptProjection;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A task's prompt for a shared encoder, prepared once by {@link OnnxEncoder#prompt} and valid for every encoder with the
 * same weights. Immutable, thread-safe, nothing to close.
 */
public final class EncoderPrompt {
    private final Part pixels; // [1, 3, 1 or H, 1 or W]
    private final Part tokens; // [1, P, D]
    private final List<Part> keysValues; // by layer, the first at 0: [2, 1, heads, P, D/heads]
    private final List<Integer> tokenCounts;

    /** Values in native memory, which sessions use without copying. */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Part(long[] shape, FloatBuffer values) {
        static Part of(FloatTensor tensor, long... shape) {
            FloatBuffer buffer = direct(tensor.size());
            buffer.put(tensor.values()).flip();
            return new Part(shape, buffer);
        }

        FloatTensor copy() {
            float[] copy = new float[values.remaining()];
            values.duplicate().get(copy);
            return new FloatTensor(shape, copy);
        }
    }

    private EncoderPrompt(Part pixels, Part tokens, List<Part> keysValues) {
        this.pixels = pixels;
        this.tokens = tokens;
        this.keysValues = List.copyOf(keysValues);
        List<Integer> counts = new ArrayList<>();
        counts.add((int) tokens.shape()[1]);
        keysValues.forEach(part -> counts.add((int) part.shape()[3]));
        this.tokenCounts = Collections.unmodifiableList(counts);
    }

    /** A prompt for storing, made without a session; throws as {@link OnnxEncoder#prompt}. */
    public static EncoderPrompt of(Adaptation.Constants constants, EncoderWeights weights) {
        return of(constants, weights.config(), new PromptProjection(weights));
    }

    static EncoderPrompt of(Adaptation.Constants constants, EncoderConfig config, PromptProjection projection) {
        if (constants.changesEncoder()) {
            throw new ConfigException("the task changes " + constants.weights().size()
                    + " of the encoder's weights and adds "
                    + constants.branches().size()
                    + " branches to it, so it cannot share the encoder; load one with these changes");
        }
        int d = config.width();
        FloatTensor pixels = constants.pixels().orElse(FloatTensor.zeros(3, 1, 1));
        FloatTensor tokens = constants.tokens().orElse(FloatTensor.zeros(0, d));
        long[] area = pixels.shape();
        if (area.length != 3 || area[0] != 3) {
            throw new WeightsException("a pixel prompt must be [3, h, w], not " + pixels);
        }
        if (tokens.shape().length != 2 || tokens.shape()[1] != d) {
            throw new WeightsException("prompt tokens must be [P, " + d + "] for this encoder, not " + tokens);
        }
        Map<Integer, FloatTensor> byLayer = constants.deepTokens().entrySet().parallelStream()
                .collect(Collectors.toConcurrentMap(
                        Map.Entry::getKey, own -> projection.keysValues(own.getKey(), own.getValue())));
        FloatTensor none = FloatTensor.zeros(2, 1, config.heads(), 0, d / config.heads());
        List<Part> keysValues = new ArrayList<>();
        for (int layer = 1; layer <= config.depth(); layer++) {
            FloatTensor both = Optional.ofNullable(byLayer.get(layer)).orElse(none);
            keysValues.add(Part.of(both, both.shape()));
        }
        return new EncoderPrompt(
                Part.of(pixels, 1, 3, area[1], area[2]), Part.of(tokens, 1, tokens.shape()[0], d), keysValues);
    }

    /** Token counts: shallow ones, then those of each layer. Only prompts with equal counts can share a batch. */
    public List<Integer> tokenCounts() {
        return tokenCounts;
    }

    /** Copies of the values, by the names of the shared {@link EncoderGraph}'s inputs. */
    public Map<String, FloatTensor> inputs() {
        Map<String, FloatTensor> inputs = new LinkedHashMap<>();
        inputs.put(EncoderGraph.PIXEL_PROMPT, pixels.copy());
        inputs.put(EncoderGraph.TOKENS, tokens.copy());
        for (int layer = 1; layer <= keysValues.size(); layer++) {
            inputs.put(EncoderGraph.keysValues(layer), keysValues(layer).copy());
        }
        return inputs;
    }

    Part pixels() {
        return pixels;
    }

    Part tokens() {
        return tokens;
    }

    /** @param layer 1 is the first */
    Part keysValues(int layer) {
        return keysValues.get(layer - 1);
    }

    static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(4, floats))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
