package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.ImageSize;

/**
 * From what a head proposes to what a user sees: the best candidates, and of those that are the same object one.
 *
 * @param candidates of an image that non-maximum suppression looks at, the best ones
 * @param suppression how duplicates are told, and how many detections an image has at most
 */
public record PostProcessing(int candidates, NonMaximumSuppression suppression) {

    /** How every detector here reads its head, on whichever engine, and inside of exported graphs. */
    public static final PostProcessing STANDARD = new PostProcessing(1000, new NonMaximumSuppression(0.6, 300));

    /**
     * The detections of one image on the input, by falling score.
     *
     * @param image position in the batch, from 0
     * @param suppress whether the head's candidates need non-maximum suppression
     * @param input size of the image as the encoder saw it
     * @param minScore lowest score that is kept, in [0, 1]
     */
    public List<Detection> apply(Proposals proposals, int image, boolean suppress, ImageSize input, double minScore) {
        if (!suppress) {
            return CandidateDecoder.decode(proposals, image, input, minScore, suppression.maxDetections());
        }
        return suppression.apply(CandidateDecoder.decode(proposals, image, input, minScore, candidates));
    }
}
