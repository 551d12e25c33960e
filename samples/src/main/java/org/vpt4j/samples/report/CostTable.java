package org.vpt4j.samples.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the run took: time by part, and memory. */
final class CostTable implements ReportSection {
    @Override
    public String title() {
        return "Time and memory";
    }

    @Override
    public String body(ReportData data) {
        Map<String, String> facts = new LinkedHashMap<>();
        data.cost().parts().forEach((part, time) -> facts.put(part, Html.time(time)));
        if (facts.size() > 1) {
            facts.put("together", Html.time(data.cost().total()));
        }
        if (data.cost().peakMemoryBytes() > 0) {
            facts.put("peak memory of the process", Html.bytes(data.cost().peakMemoryBytes()));
        }
        return facts.isEmpty() ? "" : Html.facts(facts);
    }
}
