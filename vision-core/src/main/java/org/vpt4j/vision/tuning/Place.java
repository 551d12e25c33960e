package org.vpt4j.vision.tuning;

import java.util.SplittableRandom;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;

/**
 * Position of a square on the input: its upper left corner in pixels, or random.
 *
 * @param random whether it is drawn; x and y are then 0
 */
record Place(boolean random, int x, int y) {
    private static final Place RANDOM = new Place(true, 0, 0);

    /**
     * Reads {@code 28,14} or {@code random}.
     *
     * @throws ConfigException if it is neither
     */
    public static Place of(String text) {
        if (text.equals("random")) {
            return RANDOM;
        }
        if (!text.matches("\\d{1,5},\\s*\\d{1,5}")) {
            throw new ConfigException("place", "\"" + text + "\" is neither X,Y in pixels such as 0,0 nor random");
        }
        String[] corner = text.split(",", 2);
        return new Place(false, Integer.parseInt(corner[0]), Integer.parseInt(corner[1].strip()));
    }

    /** The given corner, or for a random place the one that centres the square. */
    Place fixed(int side, ImageSize input) {
        return random ? new Place(false, (input.width() - side) / 2, (input.height() - side) / 2) : this;
    }

    Place drawn(int side, ImageSize input, SplittableRandom source) {
        return new Place(false, source.nextInt(input.width() - side + 1), source.nextInt(input.height() - side + 1));
    }

    void require(int side, ImageSize input) {
        if (x + side > input.width() || y + side > input.height()) {
            throw new ConfigException(
                    "patch",
                    "a square of " + side + " pixels" + (random ? "" : " at " + this)
                            + " does not lie on the input of " + input + " pixels; give a smaller one"
                            + (random ? "" : ", or another place"));
        }
    }

    /** The form that {@link #of} reads. */
    @Override
    public String toString() {
        return random ? "random" : x + "," + y;
    }
}
