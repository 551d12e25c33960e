package org.vpt4j.vision.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The layers and operators that networks consist of; {@link OnnxGraph} inherits them.
 *
 * <p>Names, arguments and layouts are PyTorch's, so that the ONNX code of a network reads like its TorchScript:
 * {@code torch.linear(x, w[name + ".weight"], w[name + ".bias"])} is {@code graph.linear(x, w, name)}. A layer whose bias
 * is not among the weights has none. Negative axes count from the end.
 */
abstract class OnnxOperators {
    private static final float GROUP_NORM_EPSILON = 1e-5f; // PyTorch's default
    private static final float SQRT_2 = (float) Math.sqrt(2);
    private static final float SQRT_2_BY_PI = (float) Math.sqrt(2 / Math.PI);

    OnnxOperators() {}

    // what an OnnxGraph provides

    /** The format that weights are stored in. */
    public abstract WeightFormat format();

    /** Adds an operator with one result. */
    public abstract OnnxGraph.Value node(String operator, OnnxGraph.Value... inputs);

    /** Adds an operator with one result; attributes are {@link Long}, {@link Integer}, {@link Float}, {@link String} or {@code long[]}. */
    public abstract OnnxGraph.Value node(String operator, List<OnnxGraph.Value> inputs, Map<String, ?> attributes);

    /** Adds an operator with several results; attributes as those of {@link #node(String, List, Map)}. */
    public abstract List<OnnxGraph.Value> nodes(
            String operator, List<OnnxGraph.Value> inputs, int outputs, Map<String, ?> attributes);

    /** A float32 scalar; the same for equal values. */
    public abstract OnnxGraph.Value scalar(float value);

    /** A float32 vector that is part of the network, not a weight; the same for equal values. */
    public abstract OnnxGraph.Value vector(float... values);

    /** A vector of int64, for shapes and axes; the same for equal values. */
    public abstract OnnxGraph.Value integers(long... values);

    /** An int64 scalar, for an index; the same for equal values. */
    public abstract OnnxGraph.Value index(long value);

    // layers with weights

    /**
     * {@code x W^T + b}; with {@link WeightFormat#INT8} by integer arithmetic.
     *
     * @param x {@code [.., in]}
     * @param w has {@code NAME.weight [out, in]} and perhaps {@code NAME.bias [out]}
     * @return {@code [.., out]}
     */
    public OnnxGraph.Value linear(OnnxGraph.Value x, OnnxWeights w, String name) {
        OnnxGraph.Value product = format() == WeightFormat.INT8
                ? integerProduct(quantized(x), w.quantized(name + ".weight"))
                : matmul(x, w.transposed(name + ".weight"));
        return w.has(name + ".bias") ? add(product, w.constant(name + ".bias")) : product;
    }

    /**
     * Layer norm over the last axis.
     *
     * @param x {@code [.., D]}
     * @param w has {@code NAME.weight [D]} and perhaps {@code NAME.bias [D]}
     */
    public OnnxGraph.Value layerNorm(OnnxGraph.Value x, OnnxWeights w, String name, double epsilon) {
        return layerNorm(x, w, name + ".weight", name + ".bias", epsilon);
    }

    /** The same with the full names of both weights. */
    public OnnxGraph.Value layerNorm(OnnxGraph.Value x, OnnxWeights w, String weight, String bias, double epsilon) {
        List<OnnxGraph.Value> inputs =
                w.has(bias) ? List.of(x, w.constant(weight), w.constant(bias)) : List.of(x, w.constant(weight));
        return node("LayerNormalization", inputs, Map.of("axis", -1, "epsilon", (float) epsilon));
    }

    /** A convolution with stride 1 and without padding. */
    public OnnxGraph.Value conv2d(OnnxGraph.Value x, OnnxWeights w, String name) {
        return conv2d(x, w, name, 1, 0, 1);
    }

    /** A convolution with one group. */
    public OnnxGraph.Value conv2d(OnnxGraph.Value x, OnnxWeights w, String name, int stride, int padding) {
        return conv2d(x, w, name, stride, padding, 1);
    }

    /**
     * A convolution.
     *
     * @param x {@code [B, in, h, w]}
     * @param w has {@code NAME.weight [out, in / groups, k, k]} and perhaps {@code NAME.bias [out]}
     * @param padding zeros on each of the four sides
     * @return {@code [B, out, (h + 2 padding - k) / stride + 1, ..]}
     */
    public OnnxGraph.Value conv2d(OnnxGraph.Value x, OnnxWeights w, String name, int stride, int padding, int groups) {
        return convolution(
                "Conv",
                x,
                w,
                name,
                Map.of(
                        "strides",
                        new long[] {stride, stride},
                        "pads",
                        new long[] {padding, padding, padding, padding},
                        "group",
                        groups));
    }

    /**
     * A transposed convolution.
     *
     * @param x {@code [B, in, h, w]}
     * @param w has {@code NAME.weight [in, out, k, k]} and perhaps {@code NAME.bias [out]}
     * @return {@code [B, out, (h - 1) stride + k, ..]}
     */
    public OnnxGraph.Value convTranspose2d(OnnxGraph.Value x, OnnxWeights w, String name, int stride) {
        return convolution("ConvTranspose", x, w, name, Map.of("strides", new long[] {stride, stride}));
    }

    private OnnxGraph.Value convolution(
            String operator, OnnxGraph.Value x, OnnxWeights w, String name, Map<String, ?> attributes) {
        OnnxGraph.Value kernel = w.weight(name + ".weight");
        List<OnnxGraph.Value> inputs =
                w.has(name + ".bias") ? List.of(x, kernel, w.constant(name + ".bias")) : List.of(x, kernel);
        return node(operator, inputs, attributes);
    }

    /**
     * Group norm (Wu and He 2018). Operator set 17 has none, but an instance norm takes a group as one long channel.
     *
     * @param x {@code [B, C, h, w]}
     * @param w has {@code NAME.weight [C]} and {@code NAME.bias [C]}
     */
    public OnnxGraph.Value groupNorm(OnnxGraph.Value x, OnnxWeights w, String name, int groups) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        OnnxGraph.Value grouped = reshape(x, 0, groups, -1);
        OnnxGraph.Value normed = node(
                "InstanceNormalization",
                List.of(grouped, vector(ones), vector(new float[groups])),
                Map.of("epsilon", GROUP_NORM_EPSILON));
        OnnxGraph.Value shaped = node("Reshape", normed, shape(x));
        return add(mul(shaped, w.channels(name + ".weight")), w.channels(name + ".bias"));
    }

    // attention

    /**
     * {@code softmax(scale * q k^T) v}, scaled dot-product attention (Vaswani et al. 2017).
     *
     * @param q {@code [B, heads, T, d]}
     * @param k {@code [B, heads, S, d]}
     * @param v {@code [B, heads, S, d]}
     * @param scale usually {@code 1/sqrt(d)}; 1 where the queries are scaled already, which saves an operator
     * @return {@code [B, heads, T, d]}
     */
    public OnnxGraph.Value attention(OnnxGraph.Value q, OnnxGraph.Value k, OnnxGraph.Value v, double scale) {
        OnnxGraph.Value scores = product(q, transpose(k, 0, 1, 3, 2));
        OnnxGraph.Value scaled = scale == 1 ? scores : mul(scores, scalar((float) scale));
        return matmul(softmax(scaled), v);
    }

    // activations

    public OnnxGraph.Value relu(OnnxGraph.Value x) {
        return node("Relu", x);
    }

    public OnnxGraph.Value sigmoid(OnnxGraph.Value x) {
        return node("Sigmoid", x);
    }

    /** {@code x * sigmoid(x)}. */
    public OnnxGraph.Value silu(OnnxGraph.Value x) {
        return mul(x, sigmoid(x));
    }

    /**
     * The exact GELU, {@code x * Phi(x)}, as ONNX Runtime recognises and fuses it; with {@link WeightFormat#INT8}
     * {@link #geluTanh}, in half the time and 5e-4 off at most.
     */
    public OnnxGraph.Value gelu(OnnxGraph.Value x) {
        if (format() == WeightFormat.INT8) {
            return geluTanh(x);
        }
        OnnxGraph.Value erf = node("Erf", div(x, scalar(SQRT_2)));
        return mul(mul(x, add(erf, scalar(1))), scalar(0.5f));
    }

    /** The GELU approximated by {@code tanh} (Hendrycks and Gimpel 2016, section 2). */
    public OnnxGraph.Value geluTanh(OnnxGraph.Value x) {
        OnnxGraph.Value cube = mul(scalar(0.044715f), node("Pow", x, scalar(3)));
        OnnxGraph.Value tanh = node("Tanh", mul(scalar(SQRT_2_BY_PI), add(x, cube)));
        return mul(mul(x, scalar(0.5f)), add(tanh, scalar(1)));
    }

    /** The GELU approximated by {@code x * sigmoid(1.702 x)}. */
    public OnnxGraph.Value quickGelu(OnnxGraph.Value x) {
        return mul(x, sigmoid(mul(x, scalar(1.702f))));
    }

    /** Softmax over the last axis. */
    public OnnxGraph.Value softmax(OnnxGraph.Value x) {
        return node("Softmax", List.of(x), Map.of("axis", -1));
    }

    // arithmetic; shapes broadcast

    public OnnxGraph.Value add(OnnxGraph.Value a, OnnxGraph.Value b) {
        return node("Add", a, b);
    }

    public OnnxGraph.Value sub(OnnxGraph.Value a, OnnxGraph.Value b) {
        return node("Sub", a, b);
    }

    public OnnxGraph.Value mul(OnnxGraph.Value a, OnnxGraph.Value b) {
        return node("Mul", a, b);
    }

    public OnnxGraph.Value div(OnnxGraph.Value a, OnnxGraph.Value b) {
        return node("Div", a, b);
    }

    public OnnxGraph.Value exp(OnnxGraph.Value x) {
        return node("Exp", x);
    }

    public OnnxGraph.Value clamp(OnnxGraph.Value x, float least, float most) {
        return node("Clip", x, scalar(least), scalar(most));
    }

    /** Elements of a where the condition holds, of b elsewhere. */
    public OnnxGraph.Value where(OnnxGraph.Value condition, OnnxGraph.Value a, OnnxGraph.Value b) {
        return node("Where", condition, a, b);
    }

    public OnnxGraph.Value matmul(OnnxGraph.Value a, OnnxGraph.Value b) {
        return node("MatMul", a, b);
    }

    // shapes

    /** The sizes of all axes. */
    public OnnxGraph.Value shape(OnnxGraph.Value x) {
        return node("Shape", x);
    }

    /** The sizes of the axes from {@code first} (inclusive) to {@code end} (exclusive). */
    public OnnxGraph.Value shape(OnnxGraph.Value x, int first, int end) {
        return node("Shape", List.of(x), Map.of("start", first, "end", end));
    }

    /** @param shape 0 keeps the size of the axis, -1 infers it */
    public OnnxGraph.Value reshape(OnnxGraph.Value x, long... shape) {
        return node("Reshape", x, integers(shape));
    }

    public OnnxGraph.Value transpose(OnnxGraph.Value x, long... axes) {
        return node("Transpose", List.of(x), Map.of("perm", axes));
    }

    /** Inserts axes of size 1 at these positions. */
    public OnnxGraph.Value unsqueeze(OnnxGraph.Value x, long... axes) {
        return node("Unsqueeze", x, integers(axes));
    }

    public OnnxGraph.Value concat(int axis, List<OnnxGraph.Value> parts) {
        return node("Concat", parts, Map.of("axis", axis));
    }

    public OnnxGraph.Value concat(int axis, OnnxGraph.Value... parts) {
        return concat(axis, List.of(parts));
    }

    /** Splits into parts of equal size. */
    public List<OnnxGraph.Value> chunk(OnnxGraph.Value x, int parts, int axis) {
        return nodes("Split", List.of(x), parts, Map.of("axis", axis));
    }

    /** Splits into parts of these sizes. */
    public List<OnnxGraph.Value> split(OnnxGraph.Value x, int axis, long... sizes) {
        return nodes("Split", List.of(x, integers(sizes)), sizes.length, Map.of("axis", axis));
    }

    /** The elements {@code first} (inclusive) to {@code end} (exclusive) of an axis; both are int64 vectors of size 1. */
    public OnnxGraph.Value slice(OnnxGraph.Value x, OnnxGraph.Value first, OnnxGraph.Value end, int axis) {
        return node("Slice", x, first, end, integers(axis));
    }

    /** The slices with these indices of an axis. */
    public OnnxGraph.Value gather(OnnxGraph.Value x, int axis, OnnxGraph.Value indices) {
        return node("Gather", List.of(x, indices), Map.of("axis", axis));
    }

    /** The integers from 0 to an int64 scalar (exclusive). */
    public OnnxGraph.Value arange(OnnxGraph.Value end) {
        return node("Range", index(0), end, index(1));
    }

    /** Converts the values to another type. */
    public OnnxGraph.Value cast(OnnxGraph.Value value, OnnxGraph.ElementType type) {
        return node("Cast", List.of(value), Map.of("to", type.code()));
    }

    // int8

    /** 8-bit integers, which represent {@code (values - zero) * scale}. */
    record Quantized(OnnxGraph.Value values, OnnxGraph.Value scale, OnnxGraph.Value zero) {}

    /**
     * The matrix product of two activations; with {@link WeightFormat#INT8} by integer arithmetic. Not for values that
     * differ by orders of magnitude, like the weights of an attention.
     */
    OnnxGraph.Value product(OnnxGraph.Value a, OnnxGraph.Value b) {
        if (format() != WeightFormat.INT8) {
            return matmul(a, b);
        }
        Quantized right = quantized(b);
        return integerProduct(quantized(a), right);
    }

    /** Dynamic quantization: the range of x is determined at run time. */
    private Quantized quantized(OnnxGraph.Value x) {
        List<OnnxGraph.Value> parts = nodes("DynamicQuantizeLinear", List.of(x), 3, Map.of());
        return new Quantized(parts.get(0), parts.get(1), parts.get(2));
    }

    /** ONNX Runtime fuses this and the quantization of {@code a} into one operator. */
    private OnnxGraph.Value integerProduct(Quantized a, Quantized b) {
        OnnxGraph.Value product = node("MatMulInteger", a.values(), b.values(), a.zero(), b.zero());
        return mul(cast(product, OnnxGraph.ElementType.FLOAT), mul(a.scale(), b.scale()));
    }
}
