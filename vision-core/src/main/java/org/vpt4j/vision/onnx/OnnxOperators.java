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
    public abstract OnnxValue node(String operator, OnnxValue... inputs);

    /** Adds an operator with one result; attributes are {@link Long}, {@link Integer}, {@link Float}, {@link String} or {@code long[]}. */
    public abstract OnnxValue node(String operator, List<OnnxValue> inputs, Map<String, ?> attributes);

    /** Adds an operator with several results; attributes as those of {@link #node(String, List, Map)}. */
    public abstract List<OnnxValue> nodes(
            String operator, List<OnnxValue> inputs, int outputs, Map<String, ?> attributes);

    /** A float32 scalar; the same for equal values. */
    public abstract OnnxValue scalar(float value);

    /** A float32 vector that is part of the network, not a weight; the same for equal values. */
    public abstract OnnxValue vector(float... values);

    /** A vector of int64, for shapes and axes; the same for equal values. */
    public abstract OnnxValue integers(long... values);

    /** An int64 scalar, for an index; the same for equal values. */
    public abstract OnnxValue index(long value);

    // layers with weights

    /**
     * {@code x W^T + b}; with {@link WeightFormat#INT8} by integer arithmetic.
     *
     * @param x {@code [.., in]}
     * @param w has {@code NAME.weight [out, in]} and perhaps {@code NAME.bias [out]}
     * @return {@code [.., out]}
     */
    public OnnxValue linear(OnnxValue x, OnnxWeights w, String name) {
        OnnxValue product = format() == WeightFormat.INT8
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
    public OnnxValue layerNorm(OnnxValue x, OnnxWeights w, String name, double epsilon) {
        return layerNorm(x, w, name + ".weight", name + ".bias", epsilon);
    }

    /** The same with the full names of both weights. */
    public OnnxValue layerNorm(OnnxValue x, OnnxWeights w, String weight, String bias, double epsilon) {
        List<OnnxValue> inputs =
                w.has(bias) ? List.of(x, w.constant(weight), w.constant(bias)) : List.of(x, w.constant(weight));
        return node("LayerNormalization", inputs, Map.of("axis", -1, "epsilon", (float) epsilon));
    }

    /** A convolution with stride 1 and without padding. */
    public OnnxValue conv2d(OnnxValue x, OnnxWeights w, String name) {
        return conv2d(x, w, name, 1, 0, 1);
    }

    /** A convolution with one group. */
    public OnnxValue conv2d(OnnxValue x, OnnxWeights w, String name, int stride, int padding) {
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
    public OnnxValue conv2d(OnnxValue x, OnnxWeights w, String name, int stride, int padding, int groups) {
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
    public OnnxValue convTranspose2d(OnnxValue x, OnnxWeights w, String name, int stride) {
        return convolution("ConvTranspose", x, w, name, Map.of("strides", new long[] {stride, stride}));
    }

    private OnnxValue convolution(String operator, OnnxValue x, OnnxWeights w, String name, Map<String, ?> attributes) {
        OnnxValue kernel = w.weight(name + ".weight");
        List<OnnxValue> inputs =
                w.has(name + ".bias") ? List.of(x, kernel, w.constant(name + ".bias")) : List.of(x, kernel);
        return node(operator, inputs, attributes);
    }

    /**
     * Group norm (Wu and He 2018). Operator set 17 has none, but an instance norm takes a group as one long channel.
     *
     * @param x {@code [B, C, h, w]}
     * @param w has {@code NAME.weight [C]} and {@code NAME.bias [C]}
     */
    public OnnxValue groupNorm(OnnxValue x, OnnxWeights w, String name, int groups) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        OnnxValue grouped = reshape(x, 0, groups, -1);
        OnnxValue normed = node(
                "InstanceNormalization",
                List.of(grouped, vector(ones), vector(new float[groups])),
                Map.of("epsilon", GROUP_NORM_EPSILON));
        OnnxValue shaped = node("Reshape", normed, shape(x));
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
    public OnnxValue attention(OnnxValue q, OnnxValue k, OnnxValue v, double scale) {
        OnnxValue scores = product(q, transpose(k, 0, 1, 3, 2));
        OnnxValue scaled = scale == 1 ? scores : mul(scores, scalar((float) scale));
        return matmul(softmax(scaled), v);
    }

    // activations

    public OnnxValue relu(OnnxValue x) {
        return node("Relu", x);
    }

    public OnnxValue sigmoid(OnnxValue x) {
        return node("Sigmoid", x);
    }

    /** {@code x * sigmoid(x)}. */
    public OnnxValue silu(OnnxValue x) {
        return mul(x, sigmoid(x));
    }

    /**
     * The exact GELU, {@code x * Phi(x)}, as ONNX Runtime recognises and fuses it; with {@link WeightFormat#INT8}
     * {@link #geluTanh}, in half the time and 5e-4 off at most.
     */
    public OnnxValue gelu(OnnxValue x) {
        if (format() == WeightFormat.INT8) {
            return geluTanh(x);
        }
        OnnxValue erf = node("Erf", div(x, scalar(SQRT_2)));
        return mul(mul(x, add(erf, scalar(1))), scalar(0.5f));
    }

    /** The GELU approximated by {@code tanh} (Hendrycks and Gimpel 2016, section 2). */
    public OnnxValue geluTanh(OnnxValue x) {
        OnnxValue cube = mul(scalar(0.044715f), node("Pow", x, scalar(3)));
        OnnxValue tanh = node("Tanh", mul(scalar(SQRT_2_BY_PI), add(x, cube)));
        return mul(mul(x, scalar(0.5f)), add(tanh, scalar(1)));
    }

    /** The GELU approximated by {@code x * sigmoid(1.702 x)}. */
    public OnnxValue quickGelu(OnnxValue x) {
        return mul(x, sigmoid(mul(x, scalar(1.702f))));
    }

    /** Softmax over the last axis. */
    public OnnxValue softmax(OnnxValue x) {
        return node("Softmax", List.of(x), Map.of("axis", -1));
    }

    // arithmetic; shapes broadcast

    public OnnxValue add(OnnxValue a, OnnxValue b) {
        return node("Add", a, b);
    }

    public OnnxValue sub(OnnxValue a, OnnxValue b) {
        return node("Sub", a, b);
    }

    public OnnxValue mul(OnnxValue a, OnnxValue b) {
        return node("Mul", a, b);
    }

    public OnnxValue div(OnnxValue a, OnnxValue b) {
        return node("Div", a, b);
    }

    public OnnxValue exp(OnnxValue x) {
        return node("Exp", x);
    }

    public OnnxValue clamp(OnnxValue x, float least, float most) {
        return node("Clip", x, scalar(least), scalar(most));
    }

    /** Elements of a where the condition holds, of b elsewhere. */
    public OnnxValue where(OnnxValue condition, OnnxValue a, OnnxValue b) {
        return node("Where", condition, a, b);
    }

    public OnnxValue matmul(OnnxValue a, OnnxValue b) {
        return node("MatMul", a, b);
    }

    // shapes

    /** The sizes of all axes. */
    public OnnxValue shape(OnnxValue x) {
        return node("Shape", x);
    }

    /** The sizes of the axes from {@code first} (inclusive) to {@code end} (exclusive). */
    public OnnxValue shape(OnnxValue x, int first, int end) {
        return node("Shape", List.of(x), Map.of("start", first, "end", end));
    }

    /** @param shape 0 keeps the size of the axis, -1 infers it */
    public OnnxValue reshape(OnnxValue x, long... shape) {
        return node("Reshape", x, integers(shape));
    }

    public OnnxValue transpose(OnnxValue x, long... axes) {
        return node("Transpose", List.of(x), Map.of("perm", axes));
    }

    /** Inserts axes of size 1 at these positions. */
    public OnnxValue unsqueeze(OnnxValue x, long... axes) {
        return node("Unsqueeze", x, integers(axes));
    }

    public OnnxValue concat(int axis, List<OnnxValue> parts) {
        return node("Concat", parts, Map.of("axis", axis));
    }

    public OnnxValue concat(int axis, OnnxValue... parts) {
        return concat(axis, List.of(parts));
    }

    /** Splits into parts of equal size. */
    public List<OnnxValue> chunk(OnnxValue x, int parts, int axis) {
        return nodes("Split", List.of(x), parts, Map.of("axis", axis));
    }

    /** Splits into parts of these sizes. */
    public List<OnnxValue> split(OnnxValue x, int axis, long... sizes) {
        return nodes("Split", List.of(x, integers(sizes)), sizes.length, Map.of("axis", axis));
    }

    /** The elements {@code first} (inclusive) to {@code end} (exclusive) of an axis; both are int64 vectors of size 1. */
    public OnnxValue slice(OnnxValue x, OnnxValue first, OnnxValue end, int axis) {
        return node("Slice", x, first, end, integers(axis));
    }

    /** The slices with these indices of an axis. */
    public OnnxValue gather(OnnxValue x, int axis, OnnxValue indices) {
        return node("Gather", List.of(x, indices), Map.of("axis", axis));
    }

    /** The integers from 0 to an int64 scalar (exclusive). */
    public OnnxValue arange(OnnxValue end) {
        return node("Range", index(0), end, index(1));
    }

    /** Converts the values to another type. */
    public OnnxValue cast(OnnxValue value, ElementType type) {
        return node("Cast", List.of(value), Map.of("to", type.code()));
    }

    // int8

    /** 8-bit integers, which represent {@code (values - zero) * scale}. */
    record Quantized(OnnxValue values, OnnxValue scale, OnnxValue zero) {}

    /**
     * The matrix product of two activations; with {@link WeightFormat#INT8} by integer arithmetic. Not for values that
     * differ by orders of magnitude, like the weights of an attention.
     */
    OnnxValue product(OnnxValue a, OnnxValue b) {
        if (format() != WeightFormat.INT8) {
            return matmul(a, b);
        }
        Quantized right = quantized(b);
        return integerProduct(quantized(a), right);
    }

    /** Dynamic quantization: the range of x is determined at run time. */
    private Quantized quantized(OnnxValue x) {
        List<OnnxValue> parts = nodes("DynamicQuantizeLinear", List.of(x), 3, Map.of());
        return new Quantized(parts.get(0), parts.get(1), parts.get(2));
    }

    /** ONNX Runtime fuses this and the quantization of {@code a} into one operator. */
    private OnnxValue integerProduct(Quantized a, Quantized b) {
        OnnxValue product = node("MatMulInteger", a.values(), b.values(), a.zero(), b.zero());
        return mul(cast(product, ElementType.FLOAT), mul(a.scale(), b.scale()));
    }
}
