package org.vpt4j.vision.error;

/**
 * Text from an untrusted file, made safe for a message: at most {@value #MAX_LENGTH} characters, without control
 * characters, which could be harmful on a terminal.
 */
public final class Excerpt {
    /** Characters of a text that are shown. */
    public static final int MAX_LENGTH = 100;

    private Excerpt() {}

    /** The text, shortened and escaped if necessary; {@code null} for null. */
    public static String of(Object text) {
        String whole = String.valueOf(text);
        StringBuilder shown = new StringBuilder();
        whole.codePoints().limit(MAX_LENGTH).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return whole.codePointCount(0, whole.length()) > MAX_LENGTH ? shown + "…" : shown.toString();
    }
}
