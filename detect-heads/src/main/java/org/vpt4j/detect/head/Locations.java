package org.vpt4j.detect.head;

import org.vpt4j.vision.image.ImageSize;

/**
 * The locations on an input at which a dense head predicts: the cells of the pyramid's levels, finest level first, each
 * level row by row. Cell (row, column) of a level of stride s has its centre at ((column + .5) s, (row + .5) s).
 *
 * <p>Levels of an input of h × w patches of p pixels: 2h × 2w cells of p/2, h × w of p, and half of that, rounded up,
 * of 2p pixels.
 */
public final class Locations {
    private final int patch;
    private final float[] xs;
    private final float[] ys;
    private final float[] strides;

    private Locations(int patch, int count) {
        this.patch = patch;
        xs = new float[count];
        ys = new float[count];
        strides = new float[count];
    }

    /**
     * The locations of an input.
     *
     * @param patch side of the encoder's patch in pixels
     * @throws IllegalArgumentException if the input is not a whole number of patches
     */
    public static Locations of(ImageSize input, int patch) {
        if (input.width() % patch != 0 || input.height() % patch != 0) {
            throw new IllegalArgumentException("input " + input + " is no multiple of the patch " + patch);
        }
        int columns = input.width() / patch;
        int rows = input.height() / patch;
        int coarseColumns = (columns + 1) / 2;
        int coarseRows = (rows + 1) / 2;
        Locations locations = new Locations(patch, 5 * rows * columns + coarseRows * coarseColumns);
        int next = locations.fill(0, 2 * rows, 2 * columns, patch / 2f);
        next = locations.fill(next, rows, columns, patch);
        locations.fill(next, coarseRows, coarseColumns, patch * 2f);
        return locations;
    }

    private int fill(int start, int rows, int columns, float stride) {
        int i = start;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                xs[i] = (column + 0.5f) * stride;
                ys[i] = (row + 0.5f) * stride;
                strides[i] = stride;
                i++;
            }
        }
        return i;
    }

    /** Number N of locations. */
    public int count() {
        return xs.length;
    }

    /** X coordinate of location i's centre, in input pixels. */
    public float x(int i) {
        return xs[i];
    }

    /** Y coordinate of location i's centre, in input pixels. */
    public float y(int i) {
        return ys[i];
    }

    /** Side of the cell of location i in input pixels. */
    public float stride(int i) {
        return strides[i];
    }

    /** Side of a cell of the finest level in input pixels: p/2. */
    public float finestStride() {
        return patch / 2f;
    }
}
