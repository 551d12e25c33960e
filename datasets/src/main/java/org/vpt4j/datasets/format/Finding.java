package org.vpt4j.datasets.format;

/**
 * One problem of a dataset and what was done about it.
 *
 * @param kind what it is
 * @param subject whom it concerns: an image's name, a class's name, an id
 * @param place where it is written
 * @param detail the offending values; may be empty
 * @param done what was done: "dropped", "clipped", "kept", …
 */
public record Finding(FindingKind kind, String subject, Place place, String detail, String done) {
    /** {@code a.xml line 14: box that sticks out of its image, [1, 2, 700, 40] on 640x480: clipped} */
    @Override
    public String toString() {
        String whom = place.file().equals(subject) ? "" : " " + subject;
        return place + ": " + kind + whom + (detail.isEmpty() ? "" : ", " + detail) + ": " + done;
    }
}
