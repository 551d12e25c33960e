package org.vpt4j.detect.export;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.runtime.OnnxRuntime;

/**
 * An exported task in ONNX Runtime, run as any user of the files would: by their inputs and outputs alone. Owns its
 * sessions: close it.
 */
final class ExportedGraph implements DetectingGraph {
    private final CheckedTask task;
    private final String what;
    private final List<OrtSession> sessions;
    private final Map<String, OnnxTensor> prompt;

    /** @param sessions of a detector, or of an encoder and the task's file */
    private ExportedGraph(CheckedTask task, String what, List<OrtSession> sessions, Map<String, OnnxTensor> prompt) {
        this.task = task;
        this.what = what;
        this.sessions = sessions;
        this.prompt = prompt;
    }

    /** A single file; takes ownership of the session. */
    static ExportedGraph single(CheckedTask task, String what, OrtSession detector) {
        return new ExportedGraph(task, what, List.of(detector), Map.of());
    }

    /** The encoder's file and the task's; takes ownership of the sessions. */
    static ExportedGraph shared(CheckedTask task, String what, OrtSession encoder, OrtSession own) {
        List<OrtSession> sessions = List.of(encoder, own);
        try {
            return new ExportedGraph(task, what, sessions, prompt(encoder, own));
        } catch (OrtException e) {
            sessions.forEach(OnnxRuntime::close);
            throw OnnxRuntime.failed("give a task's prompt", e);
        }
    }

    /** The outputs of the task's file that are inputs of the encoder; they are constants, so any features will do. */
    private static Map<String, OnnxTensor> prompt(OrtSession encoder, OrtSession own) throws OrtException {
        Map<String, OnnxTensor> nothing = new HashMap<>();
        try {
            for (NodeInfo input : own.getInputInfo().values()) {
                long channels = ((TensorInfo) input.getInfo()).getShape()[1];
                long[] shape = ((TensorInfo) input.getInfo()).getShape().clone();
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = shape[i] < 0 ? 1 : shape[i];
                }
                int size = Math.toIntExact(channels * shape[2] * shape[3]);
                nothing.put(input.getName(), tensor(FloatBuffer.allocate(size), shape));
            }
            Map<String, OnnxTensor> prompt = new HashMap<>();
            try (OrtSession.Result result = own.run(nothing)) {
                for (String name : encoder.getInputNames()) {
                    if (!name.equals(EncoderGraph.PIXELS)) {
                        OnnxTensor value = (OnnxTensor) result.get(name).orElseThrow();
                        prompt.put(
                                name,
                                tensor(value.getFloatBuffer(), value.getInfo().getShape()));
                    }
                }
            }
            return prompt;
        } finally {
            nothing.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public Outcome run(ByteBuffer pixels, int images) {
        ImageSize inputSize = task.spec().input();
        Map<String, OnnxTensor> inputs = new HashMap<>(prompt);
        try (OnnxTensor batch = tensor(pixels.asFloatBuffer(), images, 3, inputSize.height(), inputSize.width())) {
            inputs.put(EncoderGraph.PIXELS, batch);
            try (OrtSession.Result first = sessions.get(0).run(inputs)) {
                if (sessions.size() == 1) {
                    return outcome(first, images);
                }
                try (OrtSession.Result last = sessions.get(1).run(features(first))) {
                    return outcome(last, images);
                }
            }
        } catch (OrtException e) {
            throw OnnxRuntime.failed("run the exported graph", e);
        }
    }

    private Map<String, OnnxTensor> features(OrtSession.Result encoded) {
        Map<String, OnnxTensor> features = new HashMap<>();
        for (String name : sessions.get(1).getInputNames()) {
            features.put(name, (OnnxTensor) encoded.get(name).orElseThrow());
        }
        return features;
    }

    private Outcome outcome(OrtSession.Result result, int images) {
        DetectionDecoder decoder = task.decoder();
        Optional<Proposals> proposals =
                TaskGraphs.proposals(result, images, decoder.classes().size());
        return new Outcome(
                proposals,
                proposals
                        .map(raw -> decoder.decode(raw, TaskGraphs.LEAST_SCORE))
                        .orElseGet(() -> TaskGraphs.detections(result, images, decoder, 0)));
    }

    private static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(OnnxRuntime.environment(), values, shape);
    }

    @Override
    public void close() {
        prompt.values().forEach(OnnxTensor::close);
        sessions.forEach(OnnxRuntime::close);
    }
}
