package org.vpt4j.vision.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Float32 values with their shape, row-major on the Java heap, independent of any engine.
 *
 * <p>The values are not copied, as an encoder has tens of megabytes of them: treat them as read-only.
 *
 * @param shape sizes of the axes, none negative; empty for a scalar
 * @param values as many as the product of {@code shape}
 */
@SuppressWarnings("ArrayRecordComponent") // equality and printing are defined below
public record FloatTensor(long[] shape, float[] values) {
    private static final int EXPONENT = 0x7f800000;
    private static final int LEAST_EXPONENT = 0x00800000;

    /** @throws IllegalArgumentException if the number of values is not the product of the shape */
    public FloatTensor {
        shape = shape.clone();
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " does not hold " + values.length + " values");
        }
    }

    /** A vector, {@code [values.length]}. */
    public static FloatTensor vector(float... values) {
        return new FloatTensor(new long[] {values.length}, values);
    }

    /** Zeros of this shape. */
    public static FloatTensor zeros(long... shape) {
        return new FloatTensor(shape, new float[Math.toIntExact(elements(shape))]);
    }

    /** Copies an array of any float type to the heap; the caller still owns the array. */
    public static FloatTensor from(NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            return new FloatTensor(array.getShape().getShape(), array.toFloatArray());
        }
        try (NDArray converted = array.toType(DataType.FLOAT32, false)) {
            return new FloatTensor(array.getShape().getShape(), converted.toFloatArray());
        }
    }

    /** A float32 array with these values, owned by the manager. */
    public NDArray toArray(NDManager manager) {
        return manager.create(values, new Shape(shape));
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The index of the first value that is NaN or infinite, if any. */
    public OptionalInt firstNotFinite() {
        int suspects = 0; // negative if all bits of some exponent are set; an integer reduction is vectorised
        for (float value : values) {
            suspects |= (Float.floatToRawIntBits(value) & EXPONENT) + LEAST_EXPONENT;
        }
        return suspects >= 0
                ? OptionalInt.empty()
                : IntStream.range(0, values.length)
                        .filter(i -> !Float.isFinite(values[i]))
                        .findFirst();
    }

    /** Slice i of the first axis, copied. */
    public FloatTensor at(int i) {
        if (shape.length == 0 || i < 0 || i >= shape[0]) {
            throw new IndexOutOfBoundsException("no slice " + i + " in " + this);
        }
        long[] rest = Arrays.copyOfRange(shape, 1, shape.length);
        int size = Math.toIntExact(elements(rest));
        return new FloatTensor(rest, Arrays.copyOfRange(values, i * size, (i + 1) * size));
    }

    /** Number of values. */
    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatTensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "FloatTensor" + Arrays.toString(shape);
    }

    /** Product of a shape. */
    private static long elements(long[] shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative size");
            }
            if (size > 0 && elements > Long.MAX_VALUE / size) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " is too large for any array");
            }
            elements *= size;
        }
        return elements;
    }
}
