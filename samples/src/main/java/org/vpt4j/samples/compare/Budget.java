package org.vpt4j.samples.compare;

import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;

/**
 * How long each run of a comparison trains: a number of epochs or of minutes.
 *
 * <p>Minutes count training and validation only: images are checked and cached features computed before, and the report
 * says how long that took. Each method's steps are timed before its first run, and its runs get as many epochs as fit,
 * so that the learning rate follows its whole cosine schedule; all seeds get the same number. A run that turns out slower
 * ends with the epoch in which its time is up.
 *
 * @param epochs 0 if minutes are given
 * @param minutes 0 if epochs are given
 */
record Budget(int epochs, double minutes) {
    static final int MOST = 100_000;

    /**
     * Reads {@code epochs:15} or {@code minutes:20}.
     *
     * @throws ConfigException if it is neither of them or not above zero
     */
    public static Budget parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
        try {
            if (parts.length == 2 && parts[0].equals("epochs")) {
                int epochs = Integer.parseInt(parts[1]);
                if (epochs >= 1 && epochs <= MOST) {
                    return new Budget(epochs, 0);
                }
                throw new ConfigException("budget: " + parts[1] + " epochs are outside 1 to " + MOST);
            }
            if (parts.length == 2 && parts[0].equals("minutes")) {
                double minutes = Double.parseDouble(parts[1]);
                if (minutes > 0 && minutes <= MOST) {
                    return new Budget(0, minutes);
                }
                throw new ConfigException("budget: " + parts[1] + " minutes are not between 0 and " + MOST);
            }
        } catch (NumberFormatException e) {
            throw new ConfigException("budget: \"" + parts[1] + "\" in \"" + text + "\" is not a number", e);
        }
        throw new ConfigException("budget: \"" + text + "\": write it like epochs:15 or minutes:20");
    }

    public boolean isTime() {
        return epochs == 0;
    }

    @Override
    public String toString() {
        return isTime() ? "minutes:" + (minutes == Math.rint(minutes) ? (long) minutes : minutes) : "epochs:" + epochs;
    }
}
