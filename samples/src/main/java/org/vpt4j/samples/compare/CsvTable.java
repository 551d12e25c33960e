package org.vpt4j.samples.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.samples.console.CsvLine;

/** Rows of named values as CSV (RFC 4180, comma, UTF-8): every column that any row has, empty where a row lacks it. */
final class CsvTable {
    private static final int DIGITS = 7;

    private final List<Map<String, Object>> rows = new ArrayList<>();

    void add(Map<String, Object> row) {
        rows.add(row);
    }

    String text() {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        StringBuilder csv = new StringBuilder(CsvLine.of(List.copyOf(columns)));
        for (Map<String, Object> row : rows) {
            csv.append(CsvLine.of(
                    columns.stream().map(c -> text(row.getOrDefault(c, ""))).toList()));
        }
        return csv.toString();
    }

    private static String text(Object value) {
        return value instanceof Double number ? plain(number) : String.valueOf(value);
    }

    private static String plain(double number) {
        return Double.isNaN(number)
                ? ""
                : new BigDecimal(number)
                        .round(new MathContext(DIGITS))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
