package org.vpt4j.vision.error;

/** A number and the noun that agrees with it: {@code 1 box}, {@code 2 boxes}. */
public final class Counted {
    private Counted() {}

    /**
     * {@code 1 box}, {@code 2 boxes}, {@code 0 boxes}.
     *
     * @param one the singular: {@code box}, or with a verb {@code box is}
     * @param many the plural: {@code boxes}, {@code boxes are}
     */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
