package org.vpt4j.vision.text;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.tensor.FloatTensor;

/** A text encoder on ONNX Runtime, which every user has. Owns native memory: close it. */
final class OnnxTextEncoder implements AutoCloseable {
    private static final int BATCH = 64;

    private final TextConfig config;
    private final OrtSession session;

    OnnxTextEncoder(TextFolder text) {
        this.config = text.config();
        this.session = OnnxRuntime.session(graph(text), new RuntimeOptions("cpu", 0));
    }

    /** The whole encoder with its weights. */
    static OnnxGraph graph(TextFolder text) {
        OnnxGraph graph = new OnnxGraph("text encoder", WeightFormat.FP32);
        return TextEncoderGraph.encoder(text.config(), graph, weights(graph, "", text));
    }

    /** The weights of an encoder, with this prefix in the graph. */
    static OnnxWeights weights(OnnxGraph graph, String prefix, TextFolder text) {
        Map<String, long[]> shapes = new HashMap<>();
        text.config().shapes().forEach((name, shape) -> shapes.put(prefix + name, shape.getShape()));
        return graph.weights(shapes, name -> weight(text, name.substring(prefix.length()))
                        .values())
                .under(prefix);
    }

    /** The only output {@code [1, rows, columns]} of a graph without inputs, as {@code [rows, columns]}. */
    static FloatTensor constant(OnnxGraph graph, int rows, int columns) {
        OrtSession session = OnnxRuntime.session(graph, new RuntimeOptions("cpu", 0));
        try (OrtSession.Result result = session.run(Map.of())) {
            return new FloatTensor(new long[] {rows, columns}, values(result));
        } catch (OrtException e) {
            throw OnnxRuntime.failed("encode " + rows + " class names", e);
        } finally {
            OnnxRuntime.close(session);
        }
    }

    private static float[] values(OrtSession.Result result) throws OrtException {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    private static FloatTensor weight(TextFolder text, String name) {
        return text.tensors().weight(name, text.config().shapes().get(name));
    }

    /** Embeddings {@code [n, E]}, of unit length. */
    FloatTensor embed(TextTokenizer.Tokens tokens) {
        int count = tokens.ids().length;
        FloatTensor all = FloatTensor.zeros(count, config.joint());
        for (int from = 0; from < count; from += BATCH) {
            int end = Math.min(count, from + BATCH);
            TextTokenizer.Tokens some = new TextTokenizer.Tokens(
                    Arrays.copyOfRange(tokens.ids(), from, end), Arrays.copyOfRange(tokens.ends(), from, end));
            float[] values = run(some);
            System.arraycopy(values, 0, all.values(), from * config.joint(), values.length);
        }
        return all;
    }

    private float[] run(TextTokenizer.Tokens tokens) {
        int count = tokens.ids().length;
        try (OnnxTensor ids = OnnxTensor.createTensor(
                        OnnxRuntime.environment(), LongBuffer.wrap(tokens.flat()), new long[] {count, tokens.length()
                        });
                OnnxTensor ends = OnnxTensor.createTensor(
                        OnnxRuntime.environment(), LongBuffer.wrap(tokens.ends()), new long[] {count});
                OrtSession.Result result =
                        session.run(Map.of(TextEncoderGraph.IDS, ids, TextEncoderGraph.ENDS, ends))) {
            return values(result);
        } catch (OrtException e) {
            throw OnnxRuntime.failed("encode " + count + " texts", e);
        }
    }

    @Override
    public void close() {
        OnnxRuntime.close(session);
    }
}
