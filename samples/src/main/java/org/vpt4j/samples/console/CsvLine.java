package org.vpt4j.samples.console;

import java.util.List;
import java.util.stream.Collectors;

/** A row of a table with commas: RFC 4180, ended by a line feed. */
public final class CsvLine {
    private CsvLine() {}

    /** The cells between commas; those that hold a comma, a quote or the end of a line in quotes. */
    public static String of(List<String> cells) {
        return cells.stream().map(CsvLine::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(String text) {
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
