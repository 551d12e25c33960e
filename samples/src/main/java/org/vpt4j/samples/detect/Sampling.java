package org.vpt4j.samples.detect;

import org.vpt4j.vision.error.ConfigException;

/**
 * Which frames of a video or a camera are taken.
 *
 * @param every 1 takes each frame, 2 every second one, and so on, from the first
 * @param most at most so many of each
 */
public record Sampling(int every, long most) {
    /** @throws ConfigException if one of them is below 1 */
    public Sampling {
        if (every < 1) {
            throw new ConfigException("every: " + every + " makes no sense; 1 takes each frame, 2 every second one");
        }
        if (most < 1) {
            throw new ConfigException("frames: " + most + " makes no sense; give at least 1, or leave it out");
        }
    }

    /** All frames. */
    public static Sampling all() {
        return new Sampling(1, Long.MAX_VALUE);
    }
}
