package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.vision.error.ConfigException;

/**
 * The number of training images of each class.
 *
 * @param images 0 means all
 */
record Shots(int images) {
    public static final Shots ALL = new Shots(0);

    /**
     * Reads {@code 5,10,25,all}.
     *
     * @throws ConfigException if an entry is neither a positive number nor {@code all}, or is listed twice
     */
    public static List<Shots> parse(String text) {
        List<Shots> shots = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String word = part.strip();
            if (!word.equals("all") && !word.matches("[1-9]\\d{0,6}")) {
                throw new ConfigException(
                        "shots: \"" + word + "\" is neither a number of images (at least 1) nor \"all\"");
            }
            Shots one = word.equals("all") ? ALL : new Shots(Integer.parseInt(word));
            if (shots.contains(one)) {
                throw new ConfigException("shots: " + word + " is listed twice");
            }
            shots.add(one);
        }
        return List.copyOf(shots);
    }

    public boolean isAll() {
        return images == 0;
    }

    @Override
    public String toString() {
        return isAll() ? "all" : Integer.toString(images);
    }
}
