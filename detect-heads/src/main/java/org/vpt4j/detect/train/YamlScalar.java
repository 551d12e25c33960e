package org.vpt4j.detect.train;

/** One value of a YAML file: plain where it is safe, double-quoted where it is not. */
final class YamlScalar {
    private YamlScalar() {}

    static String of(String value) {
        if (value.matches("[A-Za-z0-9./][A-Za-z0-9._/+-]*")) {
            return value;
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
