package org.vpt4j.samples.detect.flow;

/** What a source gives next: an image, or word of one that cannot be read. */
public sealed interface Taken permits Frame, Unreadable {}
