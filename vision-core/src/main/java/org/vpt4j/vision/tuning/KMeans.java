package org.vpt4j.vision.tuning;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lloyd's k-means on squared distances with k-means++ seeding (Arthur and Vassilvitskii 2007). The same points, count
 * and random source give the same centres.
 */
final class KMeans {
    private static final int ROUNDS = 10;

    private KMeans() {}

    /**
     * Finds centres.
     *
     * @param points at least {@code count} of equal length
     */
    static float[][] cluster(float[][] points, int count, SplittableRandom random) {
        float[][] centres = start(points, count, random);
        int[] nearest = new int[points.length];
        Arrays.fill(nearest, -1);
        for (int round = 0; round < ROUNDS && assign(points, centres, nearest); round++) {
            move(points, nearest, centres);
        }
        return centres;
    }

    /** The first centre is a random point; each further one is drawn by squared distance to the nearest so far. */
    private static float[][] start(float[][] points, int count, SplittableRandom random) {
        float[][] centres = new float[count][];
        double[] distance = new double[points.length];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int chosen = random.nextInt(points.length);
        for (int k = 0; k < count; k++) {
            centres[k] = points[chosen].clone();
            double total = 0;
            for (int i = 0; i < points.length; i++) {
                distance[i] = Math.min(distance[i], squared(points[i], centres[k]));
                total += distance[i];
            }
            double left = random.nextDouble() * total;
            chosen = 0;
            while (chosen < points.length - 1 && left >= distance[chosen]) {
                left -= distance[chosen++];
            }
        }
        return centres;
    }

    /** Assigns every point to its nearest centre; returns whether any assignment changed. */
    private static boolean assign(float[][] points, float[][] centres, int[] nearest) {
        boolean changed = false;
        for (int i = 0; i < points.length; i++) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < centres.length; k++) {
                double distance = squared(points[i], centres[k]);
                if (distance < least) {
                    least = distance;
                    best = k;
                }
            }
            changed |= nearest[i] != best;
            nearest[i] = best;
        }
        return changed;
    }

    /** Moves every centre to the mean of its points; a centre without points stays. */
    private static void move(float[][] points, int[] nearest, float[][] centres) {
        int width = points[0].length;
        double[][] sums = new double[centres.length][width];
        int[] members = new int[centres.length];
        for (int i = 0; i < points.length; i++) {
            members[nearest[i]]++;
            double[] sum = sums[nearest[i]];
            for (int j = 0; j < width; j++) {
                sum[j] += points[i][j];
            }
        }
        for (int k = 0; k < centres.length; k++) {
            for (int j = 0; j < width && members[k] > 0; j++) {
                centres[k][j] = (float) (sums[k][j] / members[k]);
            }
        }
    }

    /** Squared distance, in four independent sums that the processor can compute in parallel. */
    private static double squared(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            float d0 = a[i] - b[i];
            float d1 = a[i + 1] - b[i + 1];
            float d2 = a[i + 2] - b[i + 2];
            float d3 = a[i + 3] - b[i + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; i < a.length; i++) {
            s0 += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return (double) (s0 + s1) + (s2 + s3);
    }
}
