package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.vpt4j.vision.error.Counted;

/**
 * A task and the one that its training started from, measured on the data of both.
 *
 * @param start the starting task's file
 * @param parts the new data and the old, as far as they could be measured
 * @param notes what could not be measured and why, and what was left out
 */
public record Continuation(String start, List<Part> parts, List<String> notes) {
    private static final double ABSENT = -1;

    public Continuation {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /**
     * Images on which both tasks are measured.
     *
     * @param name {@code new data} or {@code old data}
     * @param folder of the data
     * @param before the starting task; empty if it has none of the classes
     * @param after the trained task; empty if it has none of the classes
     */
    public record Part(String name, String folder, Optional<Measurement> before, Optional<Measurement> after) {

        /** A row for each class that one of the tasks has and of which there are objects. */
        List<Row> rows() {
            Map<String, Measurement.ClassResult> then = byName(before);
            Map<String, Measurement.ClassResult> now = byName(after);
            Set<String> names = new LinkedHashSet<>(then.keySet());
            names.addAll(now.keySet());
            return names.stream()
                    .map(c -> new Row(c, Optional.ofNullable(then.get(c)), Optional.ofNullable(now.get(c))))
                    .filter(row -> row.objects() > 0)
                    .toList();
        }

        private static Map<String, Measurement.ClassResult> byName(Optional<Measurement> measured) {
            Map<String, Measurement.ClassResult> byName = new LinkedHashMap<>();
            measured.ifPresent(m -> m.classes().forEach(c -> byName.put(c.name(), c)));
            return byName;
        }

        /** {@code 24 test images} */
        String images() {
            return before.or(() -> after).map(Measurement::measuredImages).orElse("no images");
        }

        /** For a JSON object. */
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("data", name);
            map.put("folder", folder);
            map.put("split", before.or(() -> after).map(Measurement::split).orElse(""));
            map.put("images", before.or(() -> after).map(Measurement::images).orElse(0));
            map.put("classes", rows().stream().map(Row::toMap).toList());
            return map;
        }
    }

    /** A class before and after; a task may not have it. */
    record Row(String name, Optional<Measurement.ClassResult> before, Optional<Measurement.ClassResult> after) {
        int objects() {
            return before.or(() -> after).map(Measurement.ClassResult::objects).orElse(0);
        }

        double before(ToDoubleFunction<Measurement.ClassResult> metric) {
            return before.map(metric::applyAsDouble).orElse(ABSENT);
        }

        double after(ToDoubleFunction<Measurement.ClassResult> metric) {
            return after.map(metric::applyAsDouble).orElse(ABSENT);
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("class", name);
            map.put("objects", objects());
            map.put("ap50_before", before(Measurement.ClassResult::ap50));
            map.put("ap50_after", after(Measurement.ClassResult::ap50));
            map.put("ap_before", before(Measurement.ClassResult::ap));
            map.put("ap_after", after(Measurement.ClassResult::ap));
            return map;
        }
    }

    /** For a JSON object; AP is -1 for a class that a task does not have. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("start", start);
        map.put("measured", parts.stream().map(Part::toMap).toList());
        map.put("notes", notes);
        return map;
    }

    /** For the terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Part part : parts) {
            lines.add("before (" + start + ") and after, on " + part.images() + " of the " + part.name() + ":");
            int width = part.rows().stream()
                    .mapToInt(row -> row.name().length())
                    .max()
                    .orElse(1);
            for (Row row : part.rows()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-" + width + "s  AP50 %s -> %s  AP %s -> %s  (%s)",
                        row.name(),
                        Html.fraction(row.before(Measurement.ClassResult::ap50)),
                        Html.fraction(row.after(Measurement.ClassResult::ap50)),
                        Html.fraction(row.before(Measurement.ClassResult::ap)),
                        Html.fraction(row.after(Measurement.ClassResult::ap)),
                        Counted.of(row.objects(), "object", "objects")));
            }
        }
        lines.addAll(notes);
        return lines;
    }

    /** For the report. */
    String html() {
        StringBuilder html = new StringBuilder();
        for (Part part : parts) {
            html.append(Html.heading(part.name() + ", " + part.images()));
            html.append(Html.table(
                    part.rows(),
                    Html.column("Class", Row::name),
                    Html.column("objects", row -> Html.count(row.objects())),
                    Html.column("AP50 before", row -> Html.fraction(row.before(Measurement.ClassResult::ap50))),
                    Html.column("AP50 after", row -> Html.fraction(row.after(Measurement.ClassResult::ap50))),
                    Html.column("AP before", row -> Html.fraction(row.before(Measurement.ClassResult::ap))),
                    Html.column("AP after", row -> Html.fraction(row.after(Measurement.ClassResult::ap)))));
        }
        if (!parts.isEmpty()) {
            html.append(
                    Html.note("Before: " + start + ", from which the training started. After: the trained task. A dash"
                            + " where a task does not have the class."));
        }
        notes.forEach(note -> html.append(Html.paragraph(note)));
        return html.toString();
    }
}
