package org.vpt4j.vision.error;

/** A number and the noun that agrees with it: {@code 1 box}, {@code 2 boxes}. */
public final class Counted {
    private Counted() {}

    /**
     * {@code 1 box}, and for every other number, 0 too, {@code 2 boxes}.
     *
     * @param one what follows a 1: {@code box}, or with a verb {@code box is}
     * @param many what follows any other number: {@code boxes}, {@code boxes are}
     */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
