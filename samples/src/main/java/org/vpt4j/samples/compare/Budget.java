package org.vpt4j.samples.compare;

import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;

/**
 * How long each run of a comparison trains: a number of epochs, of minutes, or until it is flat.
 *
 * <p>Minutes count training and validation only: images are checked and cached features computed before, and the report
 * says how long that took. Each method's steps are timed before its first run, and its runs get as many epochs as fit; all
 * seeds get the same number. With {@code flat}, each run ends when its validation AP no longer rises, and at the latest
 * after {@value #MOST_FLAT_STEPS} steps. The learning rate follows the same schedule in all three, to its end.
 *
 * @param epochs 0 if minutes are given, or the run ends when it is flat
 * @param minutes 0 if epochs are given, or the run ends when it is flat
 */
record Budget(int epochs, double minutes) {
    static final int MOST = 100_000;
    static final int MOST_FLAT_STEPS = 3000;

    private static final String FLAT = "flat";

    /**
     * Reads {@code epochs:15}, {@code minutes:20} or {@code flat}.
     *
     * @throws ConfigException if it is none of them or not above zero
     */
    public static Budget parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
        try {
            if (parts.length == 1 && parts[0].equals(FLAT)) {
                return new Budget(0, 0);
            }
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
        throw new ConfigException("budget: \"" + text + "\": write it like epochs:15, minutes:20 or flat");
    }

    public boolean isTime() {
        return minutes > 0;
    }

    /** Whether each run ends when its validation AP no longer rises. */
    public boolean isFlat() {
        return epochs == 0 && minutes == 0;
    }

    @Override
    public String toString() {
        if (isFlat()) {
            return FLAT;
        }
        return isTime() ? "minutes:" + (minutes == Math.rint(minutes) ? (long) minutes : minutes) : "epochs:" + epochs;
    }
}
