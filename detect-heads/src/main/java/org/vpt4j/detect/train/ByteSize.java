package org.vpt4j.detect.train;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;

/** Human-readable sizes in bytes: {@code 800MB}, {@code 1.5GB}; units are powers of 1000. */
public final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?)\\s*([KMGT]?)I?B?");
    private static final String UNITS = "KMGT";

    private ByteSize() {}

    /** A setting whose value is a size. */
    static Setting<Long> setting(String name, String fallback, String help) {
        return Setting.of(name, parse(fallback), "SIZE", help, ByteSize::parse, ByteSize::exact);
    }

    /**
     * Reads {@code 800MB}, {@code 1.5GB}, {@code 2g}.
     *
     * @throws ConfigException if it is not a size, or is 0
     */
    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            double bytes = Double.parseDouble(matcher.group(1));
            for (int i = 0;
                    i <= UNITS.indexOf(matcher.group(2)) && !matcher.group(2).isEmpty();
                    i++) {
                bytes *= 1000;
            }
            if (bytes >= 1) {
                return (long) bytes;
            }
        }
        throw new ConfigException("\"" + text + "\" is no size; write for example 800MB or 1.5GB");
    }

    /** The size in the form {@link #parse} reads, to two or three digits. */
    public static String text(long bytes) {
        double value = bytes;
        int unit = -1;
        while (value >= 1000 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        String number = value < 10 && unit >= 0
                ? String.format(Locale.ROOT, "%.1f", value)
                : String.format(Locale.ROOT, "%.0f", value);
        return number + " " + (unit < 0 ? "bytes" : UNITS.charAt(unit) + "B");
    }

    private static String exact(long bytes) {
        long value = bytes;
        int unit = -1;
        while (value >= 1000 && value % 1000 == 0 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        return value + (unit < 0 ? "" : UNITS.charAt(unit) + "B");
    }
}
