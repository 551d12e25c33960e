package org.vpt4j.detect.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;

/** Settings of a head as they are written in one line: {@code channels=64,convolutions=1}. */
final class HeadSettings {
    static final String NAME = "head-settings";

    private HeadSettings() {}

    /**
     * Reads the line; which settings there are is the head's to say.
     *
     * @return numbers where they look like numbers, else text
     * @throws ConfigException if a part is not KEY=VALUE
     */
    static Map<String, Object> of(String text) {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return settings;
        }
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ConfigException(NAME + ": \"" + pair.strip()
                        + "\" is not KEY=VALUE; write for example channels=64,convolutions=1");
            }
            settings.put(
                    pair.substring(0, equals).strip(),
                    value(pair.substring(equals + 1).strip()));
        }
        return settings;
    }

    private static Object value(String text) {
        if (text.matches("-?\\d{1,9}")) {
            return Integer.valueOf(text);
        }
        return text.matches("-?\\d{1,9}\\.\\d{1,9}") ? Double.valueOf(text) : text;
    }
}
