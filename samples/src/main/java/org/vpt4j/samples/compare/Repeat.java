package org.vpt4j.samples.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vpt4j.samples.report.Html;

/** How to get the same again: command, settings, versions, machine, and what was dropped of the data. */
final class Repeat implements ComparisonSection {
    @Override
    public String title() {
        return "Repeat it";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("methods", String.join(", ", data.options().methods()));
        facts.put(
                "seeds", data.options().seedList().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        facts.put("budget of a run", data.options().budget().toString());
        Optional<RunResult> any =
                data.rows().stream().flatMap(row -> row.result().stream()).findFirst();
        any.ifPresent(result -> {
            facts.put(
                    "images",
                    result.images().training() + " to train on, "
                            + result.images().validation() + " to validate on, "
                            + result.images().measured() + " to measure on");
            facts.put("input", result.images().input() + " px");
            facts.putAll(result.versions());
            facts.putAll(result.machine());
        });
        return "<pre>" + Html.escape(data.options().command())
                + "</pre>\n<div class=\"columns\"><div><h3>Settings that all"
                + " runs share</h3>\n<pre>" + Html.escape(shared(data)) + "</pre></div><div><h3>Program and"
                + " machine</h3>\n" + Html.facts(facts) + "</div></div>\n"
                + (data.findings().isEmpty()
                        ? ""
                        : "<h3>The data</h3>\n"
                                + data.findings().stream().map(Html::paragraph).collect(Collectors.joining()));
    }

    /** The settings with the same value in every run. */
    private static String shared(ComparisonData data) {
        Map<String, String> shared = new TreeMap<>(
                data.rows().isEmpty() ? Map.of() : data.rows().get(0).settings());
        shared.entrySet()
                .removeIf(entry -> entry.getValue().isEmpty()
                        || data.rows().stream().anyMatch(row -> !entry.getValue()
                                .equals(row.settings().get(entry.getKey()))));
        return shared.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
