package org.vpt4j.samples.detect;

import java.util.Optional;

/**
 * Gives images one after the other, until there are no more. Used by one thread after the other, not by two at once.
 */
interface FrameSource extends AutoCloseable {
    /** How many images there are, or -1 if nobody knows; a guess until {@link #next} was called first. */
    long length();

    /** What is made of them, for people: {@code images}, or the video's path. */
    String title();

    /** Whether they come by themselves, as from a camera: then none must wait. */
    boolean isLive();

    /** The next one, or what is said in its place; empty at the end. It never throws for bad input. */
    Optional<Taken> next();

    @Override
    void close();
}
