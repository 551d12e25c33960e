package org.vpt4j.vision.error;

/**
 * What a foreign file says, made fit for a message: at most {@value #MOST} characters of it, and no control characters,
 * which could do harm on a terminal.
 */
public final class Excerpt {
    /** Characters that are shown of a text. */
    public static final int MOST = 100;

    private Excerpt() {}

    /** The text itself if it is short and plain; null is shown as such. */
    public static String of(Object text) {
        String whole = String.valueOf(text);
        StringBuilder shown = new StringBuilder();
        whole.codePoints().limit(MOST).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return whole.codePointCount(0, whole.length()) > MOST ? shown + "…" : shown.toString();
    }
}
