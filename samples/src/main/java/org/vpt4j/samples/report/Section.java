package org.vpt4j.samples.report;

import java.util.function.Function;

/**
 * A section of a report about a {@code T}: a training run or a comparison. To add one, implement this and list it in
 * {@code RunReport} or {@code ComparisonReport}.
 */
public interface Section<T> {
    /** Its heading. */
    String title();

    /** Its HTML below the heading; if it is empty, the heading is left out too. */
    String body(T data);

    static <T> Section<T> of(String title, Function<T, String> body) {
        record Named<T>(String title, Function<T, String> content) implements Section<T> {
            @Override
            public String body(T data) {
                return content.apply(data);
            }
        }
        return new Named<>(title, body);
    }
}
