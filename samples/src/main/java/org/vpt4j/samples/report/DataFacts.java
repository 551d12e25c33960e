package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.format.Findings;

/** What was wrong with a run's data and what was done about it, for people and for programs. */
public final class DataFacts {
    private DataFacts() {}

    /** Lines for the end of a command: one to open and one for each kind; none if nothing was found. */
    public static List<String> lines(Findings findings) {
        List<String> lines = new ArrayList<>();
        if (!findings.isEmpty()) {
            lines.add("of the data:");
            findings.summary().forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    /** For a JSON object: kind, what was done, how often, and to whom, each of them named. */
    public static List<Map<String, Object>> toList(Findings findings) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Findings.Group group : findings.groups()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", group.kind().toString());
            one.put("done", group.done());
            one.put("count", group.found().size());
            one.put("names", group.subjects());
            list.add(one);
        }
        return list;
    }
}
