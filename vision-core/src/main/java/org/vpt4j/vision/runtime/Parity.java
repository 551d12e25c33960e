package org.vpt4j.vision.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.encoder.PatchGrid;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Compares the TorchScript and the ONNX code of a network on the same random weights and inputs: a plug-in's test calls
 * {@code Parity.check(branch, branch.shapes(width), width, 1e-4)}.
 *
 * <p>A difference is relative to the larger of 1 and the two numbers.
 */
public final class Parity {
    private static final int IMAGES = 2;
    private static final int ROWS = 3;
    private static final int COLUMNS = 5;
    private static final int OTHER_TOKENS = 2;

    private Parity() {}

    /**
     * Checks a branch.
     *
     * @param shapes of its weights, by name
     * @param width D, size of a token
     * @return the largest difference
     * @throws AssertionError if it is above the tolerance; names the place
     */
    public static double check(Branch branch, Map<String, Shape> shapes, int width, double tolerance) {
        Map<String, FloatTensor> values = random(shapes);
        FloatTensor x = random("x", IMAGES, OTHER_TOKENS + ROWS * COLUMNS, width);
        OnnxGraph graph = new OnnxGraph("branch", WeightFormat.FP32);
        OnnxGraph.Value tokens = graph.input("x", OnnxGraph.ElementType.FLOAT, "B", "T", width);
        PatchGrid grid = new PatchGrid(graph, graph.integers(ROWS, COLUMNS));
        OnnxGraph.Value y = branch.write(graph, tokens, graph.weights(values), grid);
        graph.output(y, "y", OnnxGraph.ElementType.FLOAT, "B", "T", width);

        Script.Source caller =
                new Script.Source(Parity.class, "branch_parity.py", Map.of("height", ROWS, "width", COLUMNS));
        try (NDManager scope = NDManager.newBaseManager("PyTorch");
                Script script = Script.load(caller, Script.Source.texts(Map.of("branch", branch.source())))) {
            NDList inputs = new NDList(x.toArray(scope));
            inputs.addAll(tensors(scope, values).asDictionary("w"));
            FloatTensor expected =
                    FloatTensor.from(script.call(scope, inputs, false).get(0));
            return compare(branch + ", y", expected, run(graph, Map.of("x", x)).get("y"), tolerance);
        }
    }

    /**
     * Checks a feature adapter, with maps for two layers of the head.
     *
     * @param shapes of its weights, by name
     * @param width D, channels of a map
     * @return the largest difference
     * @throws AssertionError if it is above the tolerance; names the place
     */
    public static double check(FeatureAdapter adapter, Map<String, Shape> shapes, int width, double tolerance) {
        Map<String, FloatTensor> values = random(shapes);
        OnnxGraph graph = new OnnxGraph("adapter", WeightFormat.FP32);
        Map<String, FloatTensor> inputs = new LinkedHashMap<>();
        List<OnnxGraph.Value> read = maps(graph, "read", adapter.layers().size(), width, inputs);
        List<OnnxGraph.Value> maps = maps(graph, "map", 2, width, inputs);
        List<OnnxGraph.Value> results = adapter.write(graph, read, maps, graph.weights(values));
        for (int i = 0; i < results.size(); i++) {
            graph.output(results.get(i), "result." + i, OnnxGraph.ElementType.FLOAT, "B", width, "h", "w");
        }
        Map<String, FloatTensor> actual = run(graph, inputs);

        try (NDManager scope = NDManager.newBaseManager("PyTorch");
                Script script = Script.load(adapter.source(), Map.of())) {
            List<NDArray> arrays =
                    inputs.values().stream().map(input -> input.toArray(scope)).toList();
            NDList arguments = Tensors.asList("read", arrays.subList(0, read.size()));
            arguments.addAll(Tensors.asList("maps", arrays.subList(read.size(), arrays.size())));
            arguments.addAll(tensors(scope, values).asDictionary("w"));
            NDList expected = script.call(scope, arguments, false);
            double largest = 0;
            for (int i = 0; i < expected.size(); i++) {
                String result = "result." + i;
                largest = Math.max(
                        largest,
                        compare(
                                adapter + ", " + result,
                                FloatTensor.from(expected.get(i)),
                                actual.get(result),
                                tolerance));
            }
            return largest;
        }
    }

    private static List<OnnxGraph.Value> maps(
            OnnxGraph graph, String name, int count, int width, Map<String, FloatTensor> inputs) {
        List<OnnxGraph.Value> maps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.put(name + "." + i, random(name + i, IMAGES, width, ROWS, COLUMNS));
            maps.add(graph.input(name + "." + i, OnnxGraph.ElementType.FLOAT, "B", width, "h", "w"));
        }
        return maps;
    }

    /**
     * Compares one result of both.
     *
     * @param what names it in the message
     * @return the largest difference
     * @throws AssertionError if the shapes differ or a difference is above the tolerance; names the place
     */
    public static double compare(String what, FloatTensor torchScript, FloatTensor onnx, double tolerance) {
        long[] shape = torchScript.shape();
        if (!Arrays.equals(shape, onnx.shape())) {
            throw new AssertionError(what + " has the shape " + Arrays.toString(shape) + " in TorchScript, but "
                    + Arrays.toString(onnx.shape()) + " in ONNX");
        }
        double largest = 0;
        int where = 0;
        for (int i = 0; i < torchScript.size() && !Double.isNaN(largest); i++) {
            double a = torchScript.values()[i];
            double b = onnx.values()[i];
            double difference = Math.abs(a - b) / Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
            if (!(difference <= largest)) { // also if NaN
                largest = difference;
                where = i;
            }
        }
        if (!(largest <= tolerance)) {
            throw new AssertionError(what + " differs by " + largest + " at " + place(shape, where) + ": TorchScript "
                    + torchScript.values()[where] + ", ONNX " + onnx.values()[where] + " (tolerance " + tolerance
                    + ")");
        }
        return largest;
    }

    private static String place(long[] shape, int index) {
        long[] place = new long[shape.length];
        long rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(place);
    }

    /** Values from -0.5 to 0.5 for weights of these shapes, the same each time. */
    public static Map<String, FloatTensor> random(Map<String, Shape> shapes) {
        Map<String, FloatTensor> values = new TreeMap<>();
        shapes.forEach((name, shape) -> values.put(name, random(name, shape.getShape())));
        return values;
    }

    /** Values from -0.5 to 0.5, the same for the same name. */
    public static FloatTensor random(String name, long... shape) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        FloatTensor tensor = FloatTensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return tensor;
    }

    /** The same values as arrays of the PyTorch engine. */
    public static Tensors tensors(NDManager scope, Map<String, FloatTensor> values) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        values.forEach((name, tensor) -> arrays.put(name, tensor.toArray(scope)));
        return Tensors.of(arrays);
    }

    /** Runs a graph with float32 inputs and results once, on the CPU. */
    public static Map<String, FloatTensor> run(OnnxGraph graph, Map<String, FloatTensor> inputs) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try (OrtSession session = OnnxRuntime.session(graph, new RuntimeOptions(RuntimeOptions.CPU, 1))) {
            for (Map.Entry<String, FloatTensor> input : inputs.entrySet()) {
                FloatBuffer values = FloatBuffer.wrap(input.getValue().values());
                tensors.put(
                        input.getKey(),
                        OnnxTensor.createTensor(
                                OnnxRuntime.environment(),
                                values,
                                input.getValue().shape()));
            }
            Map<String, FloatTensor> results = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(tensors)) {
                result.forEach(
                        entry -> results.put(entry.getKey(), OnnxEncoder.Features.copy((OnnxTensor) entry.getValue())));
            }
            return results;
        } catch (OrtException e) {
            throw OnnxRuntime.failed("run the graph", e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }
}
