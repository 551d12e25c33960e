package org.vpt4j.detect.task;

import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;

/**
 * The backbone that a task belongs to.
 *
 * @param name its name when the task was trained
 * @param fingerprint of its weights; this, not the name, identifies it
 */
public record TaskBackbone(String name, String fingerprint) {

    /** @throws IllegalArgumentException if one is empty */
    public TaskBackbone {
        if (name.isBlank() || fingerprint.isBlank()) {
            throw new IllegalArgumentException("backbone: name and fingerprint must not be empty: \"" + Excerpt.of(name)
                    + "\", \"" + Excerpt.of(fingerprint) + "\"");
        }
    }

    /**
     * Checks that a backbone is the same.
     *
     * @throws WeightsException if its weights are different
     */
    public void require(String otherName, String otherFingerprint) {
        if (!fingerprint.equals(otherFingerprint)) {
            throw new WeightsException(
                    "this task was trained on the backbone \"" + Excerpt.of(name) + "\" (fingerprint "
                            + shortened(fingerprint) + "); \"" + otherName + "\" has other weights (fingerprint "
                            + shortened(otherFingerprint) + "). Use the backbone it was trained on, or train again");
        }
    }

    private static String shortened(String fingerprint) {
        return fingerprint.length() <= 12 ? Excerpt.of(fingerprint) : Excerpt.of(fingerprint.substring(0, 12)) + "…";
    }
}
