package org.vpt4j.samples.detect;

/**
 * Something that could not be read; the source goes on after it.
 *
 * @param source its path as the user knows it, or {@code camera 0}
 * @param reason what is wrong and what to do, without the path
 */
record Unreadable(String source, String reason) implements Taken {

    /** From a message that may begin with the path, as messages of errors do. */
    public static Unreadable of(String source, String message) {
        String path = source + ": ";
        return new Unreadable(source, message.startsWith(path) ? message.substring(path.length()) : message);
    }

    /** Both in one sentence. */
    public String sentence() {
        return source + ": " + reason;
    }
}
