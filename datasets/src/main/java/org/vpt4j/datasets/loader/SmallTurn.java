package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.Resampler;

/**
 * Turns an image a little around its centre, shears and shifts it; what was outside has ImageNet's mean colour. A box becomes
 * the bounding box of its turned corners, so that it still contains its object; one of which too little is left in the image is
 * dropped.
 *
 * @param probability of a change, in [0, 1]
 * @param degrees largest angle in either direction, in [0, 45]
 * @param shear largest shift of a row, as a fraction of its distance from the centre, in [0, 1)
 * @param shift largest shift, as a fraction of width and height, in [0, 1)
 * @param clipping of the boxes
 */
record SmallTurn(double probability, double degrees, double shear, double shift, Clipping clipping)
        implements SampleChange {
    private static final int BITS = 8;

    SmallTurn {
        SampleChange.requireProbability(probability);
        if (!(degrees >= 0 && degrees <= 45) || !(shear >= 0 && shear < 1) || !(shift >= 0 && shift < 1)) {
            throw new IllegalArgumentException("0 <= degrees <= 45 and 0 <= shear, shift < 1 are needed, got " + degrees
                    + ", " + shear + ", " + shift);
        }
    }

    /** From pixels of the image to pixels of the result: {@code (a x + b y + c, d x + e y + f)}. */
    private record Matrix(double a, double b, double c, double d, double e, double f) {
        Matrix inverse() {
            double determinant = a * e - b * d;
            double newA = e / determinant;
            double newB = -b / determinant;
            double newD = -d / determinant;
            double newE = a / determinant;
            return new Matrix(newA, newB, -(newA * c + newB * f), newD, newE, -(newD * c + newE * f));
        }

        double x(double x, double y) {
            return a * x + b * y + c;
        }

        double y(double x, double y) {
            return d * x + e * y + f;
        }

        Box bounds(Box box) {
            double[] xs = {x(box.x1(), box.y1()), x(box.x2(), box.y1()), x(box.x1(), box.y2()), x(box.x2(), box.y2())};
            double[] ys = {y(box.x1(), box.y1()), y(box.x2(), box.y1()), y(box.x1(), box.y2()), y(box.x2(), box.y2())};
            return new Box(least(xs), least(ys), most(xs), most(ys));
        }

        private static double least(double[] values) {
            return Math.min(Math.min(values[0], values[1]), Math.min(values[2], values[3]));
        }

        private static double most(double[] values) {
            return Math.max(Math.max(values[0], values[1]), Math.max(values[2], values[3]));
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return sample;
        }
        Image image = sample.image();
        double angle = Math.toRadians(degrees * (2 * random.nextDouble() - 1));
        double lean = shear * (2 * random.nextDouble() - 1);
        double moveX = image.width() * (0.5 + shift * (2 * random.nextDouble() - 1));
        double moveY = image.height() * (0.5 + shift * (2 * random.nextDouble() - 1));
        double a = Math.cos(angle);
        double b = lean * Math.cos(angle) - Math.sin(angle);
        double d = Math.sin(angle);
        double e = lean * Math.sin(angle) + Math.cos(angle);
        double centerX = image.width() / 2.0;
        double centerY = image.height() / 2.0;
        Matrix there = new Matrix(a, b, moveX - a * centerX - b * centerY, d, e, moveY - d * centerX - e * centerY);
        List<Annotation> visible = clipping.clip(sample.annotations(), there::bounds, Clipping.whole(image.size()));
        return new Sample(turned(image, there.inverse()), visible);
    }

    /** Bilinear, in fixed point. */
    private static Image turned(Image image, Matrix back) {
        int width = image.width();
        int height = image.height();
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                double u = back.x(x + 0.5, y + 0.5) - 0.5;
                double v = back.y(x + 0.5, y + 0.5) - 0.5;
                if (u < -0.5 || v < -0.5 || u >= width - 0.5 || v >= height - 0.5) {
                    to[at] = (byte) (Resampler.MEAN_COLOR >> 16);
                    to[at + 1] = (byte) (Resampler.MEAN_COLOR >> 8);
                    to[at + 2] = (byte) Resampler.MEAN_COLOR;
                } else {
                    int left = (int) Math.floor(u);
                    int top = (int) Math.floor(v);
                    int right = (int) ((u - left) * (1 << BITS));
                    int lower = (int) ((v - top) * (1 << BITS));
                    int x0 = Math.max(left, 0);
                    int x1 = Math.min(left + 1, width - 1);
                    int upperRow = Math.max(top, 0) * width;
                    int lowerRow = Math.min(top + 1, height - 1) * width;
                    for (int channel = 0; channel < 3; channel++) {
                        int above = mixed(from, 3 * (upperRow + x0) + channel, 3 * (upperRow + x1) + channel, right);
                        int below = mixed(from, 3 * (lowerRow + x0) + channel, 3 * (lowerRow + x1) + channel, right);
                        to[at + channel] = (byte) ((above * ((1 << BITS) - lower) + below * lower) >> (2 * BITS));
                    }
                }
            }
        }
        return Image.of(image.size(), to);
    }

    private static int mixed(byte[] from, int one, int other, int weight) {
        return (from[one] & 0xff) * ((1 << BITS) - weight) + (from[other] & 0xff) * weight;
    }
}
