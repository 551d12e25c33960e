package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was trained and what was not touched: numbers, shares, and the size of what came out. */
final class Parameters implements ReportSection {
    @Override
    public String title() {
        return "Trained and frozen";
    }

    @Override
    public String body(ReportData data) {
        ReportData.Size size = data.size();
        long all = size.trainedInAll() + size.frozen();
        if (all == 0) {
            return "";
        }
        StringBuilder bar = new StringBuilder("<div class=\"bar\">");
        List<List<String>> rows = new ArrayList<>();
        int color = 0;
        for (Map.Entry<String, Long> part : size.trained().entrySet()) {
            rows.add(List.of(part.getKey() + ", trained", Html.count(part.getValue()), percent(part.getValue(), all)));
            bar.append(String.format(
                    Locale.ROOT,
                    "<i style=\"width:%.3f%%;background:var(--c%d)\" title=\"%s\"></i>",
                    100.0 * part.getValue() / all,
                    color++,
                    Html.escape(part.getKey())));
        }
        rows.add(List.of("encoder, frozen", Html.count(size.frozen()), percent(size.frozen(), all)));
        return bar + "</div>\n" + Html.table(List.of("Part", "parameters", "share"), rows)
                + Html.paragraph("The task file holds what was trained and weighs " + Html.bytes(size.taskBytes())
                        + "; the backbone of " + Html.bytes(size.backboneBytes())
                        + " stays as it was and can be shared by any number of tasks.");
    }

    private static String percent(long part, long all) {
        return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / all);
    }
}
