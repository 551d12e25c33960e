package org.vpt4j.samples.detect;

/** What a source gives next: an image, or word of one that cannot be read. */
sealed interface Taken permits Frame, Unreadable {}
