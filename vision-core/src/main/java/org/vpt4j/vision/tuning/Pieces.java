package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Rectangles of learned values, zero at the start, that are added to the normalised pixels. Every pixel prompt consists
 * of them.
 *
 * @param input size of the images
 * @param all the rectangles, all within the input
 */
record Pieces(ImageSize input, List<Piece> all) {
    Pieces {
        all = List.copyOf(all);
    }

    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        all.forEach(piece -> shapes.put(piece.parameter(), piece.shape()));
        return shapes;
    }

    /** Zeros: training starts with unmodified images. */
    Tensors initialise(NDManager owner) {
        Map<String, Shape> shapes = shapes();
        return Leaves.of(
                owner,
                shapes,
                name -> new float[Math.toIntExact(shapes.get(name).size())]);
    }

    /** {@code [B, 3, H, W] -> [B, 3, H, W]} */
    NDArray addTo(NDManager scope, NDArray pixels, Tensors parameters) {
        long height = pixels.getShape().get(2);
        long width = pixels.getShape().get(3);
        if (height != input.height() || width != input.width()) {
            throw new ConfigException(
                    "input",
                    "the pixel prompt was made for images of " + input + " pixels, not of " + width + "x" + height);
        }
        NDArray sum = pixels;
        for (Piece piece : all) {
            sum = sum.add(onInput(scope, parameters.get(piece.parameter()), piece));
            sum.attach(scope);
        }
        return sum;
    }

    /** The piece zero-padded to the input, {@code [3, H, W]}. */
    private NDArray onInput(NDManager scope, NDArray values, Piece piece) {
        ImageSize size = piece.size();
        int right = input.width() - piece.left() - size.width();
        int below = input.height() - piece.top() - size.height();
        NDArray row = NDArrays.concat(
                new NDList(
                        scope.zeros(new Shape(3, size.height(), piece.left())),
                        values,
                        scope.zeros(new Shape(3, size.height(), right))),
                2);
        row.attach(scope);
        NDArray whole = NDArrays.concat(
                new NDList(
                        scope.zeros(new Shape(3, piece.top(), input.width())),
                        row,
                        scope.zeros(new Shape(3, below, input.width()))),
                1);
        whole.attach(scope);
        return whole;
    }

    /** The same in plain values: the sum of all pieces, {@code [3, H, W]}. */
    FloatTensor sum(Map<String, FloatTensor> parameters) {
        FloatTensor sum = FloatTensor.zeros(3, input.height(), input.width());
        for (Piece piece : all) {
            float[] values = parameters.get(piece.parameter()).values();
            int width = piece.size().width();
            int rows = 3 * piece.size().height();
            for (int row = 0; row < rows; row++) {
                int channel = row / piece.size().height();
                int y = piece.top() + row % piece.size().height();
                int start = (channel * input.height() + y) * input.width() + piece.left();
                for (int x = 0; x < width; x++) {
                    sum.values()[start + x] += values[row * width + x];
                }
            }
        }
        return sum;
    }

    /**
     * A rectangle of learned values {@code [3, height, width]} on the input.
     *
     * @param parameter its name
     * @param left columns of the input left of it, in pixels
     * @param top rows above it
     */
    record Piece(String parameter, int left, int top, ImageSize size) {
        Shape shape() {
            return new Shape(3, size.height(), size.width());
        }
    }
}
