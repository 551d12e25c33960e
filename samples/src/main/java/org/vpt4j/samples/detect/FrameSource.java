package org.vpt4j.samples.detect;

import java.util.Optional;
import org.vpt4j.vision.error.ConfigException;

/**
 * Supplies images one after the other. Not for several threads at once.
 */
interface FrameSource extends AutoCloseable {
    /** Number of images, or -1 if unknown; an estimate until {@link #next} is first called. */
    long length();

    /** For progress messages: {@code images}, or the video's path. */
    String title();

    /** Whether it is a camera, whose frames must be read without delay. */
    boolean isLive();

    /** The next image, or the problem in its place; empty at the end. Does not throw for bad input. */
    Optional<Item> next();

    @Override
    void close();

    /** A source's next item: an image, or a problem in its place. */
    sealed interface Item permits Frame, Unreadable {}

    /**
     * An image or source that could not be read; the source continues after it.
     *
     * @param source its path as given by the user, or {@code camera 0}
     * @param reason what is wrong and what to do, without the path
     */
    record Unreadable(String source, String reason) implements Item {

        /** From an error message, which may begin with the path. */
        public static Unreadable of(String source, String message) {
            String path = source + ": ";
            return new Unreadable(source, message.startsWith(path) ? message.substring(path.length()) : message);
        }

        /** The source and the reason. */
        public String sentence() {
            return source + ": " + reason;
        }
    }

    /**
     * Which frames of a video or a camera are used.
     *
     * @param every 1 for every frame, 2 for every second one, and so on, from the first
     * @param most maximum number of frames
     */
    record Sampling(int every, long most) {
        /** @throws ConfigException if one of them is below 1 */
        public Sampling {
            if (every < 1) {
                throw new ConfigException("every: " + every + " is below 1; 1 takes every frame, 2 every second one");
            }
            if (most < 1) {
                throw new ConfigException("frames: " + most + " is below 1; omit it for all frames");
            }
        }

        /** All frames. */
        public static Sampling all() {
            return new Sampling(1, Long.MAX_VALUE);
        }
    }
}
