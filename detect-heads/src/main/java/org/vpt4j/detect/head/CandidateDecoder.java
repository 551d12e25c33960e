package org.vpt4j.detect.head;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** Decodes a head's proposals: every class with a high enough score at a location is a candidate. */
final class CandidateDecoder {
    private CandidateDecoder() {}

    /**
     * The candidates of one image, best first; equal scores are ordered by location, then by class.
     *
     * @param image position in the batch, from 0
     * @param input size of the image as the encoder saw it; boxes are clipped to it, those outside are dropped
     * @param minScore lowest score that is kept, in [0, 1]; NaN scores are dropped
     * @param most maximum number of candidates
     */
    public static List<Detection> decode(Proposals proposals, int image, ImageSize input, double minScore, int most) {
        int classes = proposals.classes();
        int firstBox = image * proposals.locations() * 4;
        long[] ranked = ranked(proposals, image, minScore);
        List<Detection> found = new ArrayList<>(Math.min(most, ranked.length));
        for (int i = ranked.length - 1; i >= 0 && found.size() < most; i--) {
            int index = ~(int) ranked[i];
            Box box = box(proposals.boxes(), firstBox + 4 * (index / classes)).clip(input);
            if (box.area() > 0) {
                found.add(new Detection(index % classes, box, Float.intBitsToFloat((int) (ranked[i] >>> 32))));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Scores with their positions, worst first, each pair packed into one number: the bits of a non-negative float sort
     * like its value; the low bits hold the complemented position, so that of two equal scores the earlier one is the
     * larger number.
     */
    private static long[] ranked(Proposals proposals, int image, double minScore) {
        int count = proposals.locations() * proposals.classes();
        int start = image * count;
        FloatBuffer scores = proposals.scores();
        long[] ranked = new long[64];
        int size = 0;
        for (int i = 0; i < count; i++) {
            float score = scores.get(start + i);
            if (score >= minScore) {
                if (size == ranked.length) {
                    ranked = Arrays.copyOf(ranked, 2 * size);
                }
                ranked[size++] = (long) Float.floatToIntBits(score) << 32 | Integer.toUnsignedLong(~i);
            }
        }
        Arrays.sort(ranked, 0, size);
        return Arrays.copyOf(ranked, size);
    }

    private static Box box(FloatBuffer boxes, int at) {
        return new Box(boxes.get(at), boxes.get(at + 1), boxes.get(at + 2), boxes.get(at + 3));
    }
}
