package org.vpt4j.samples.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** How to get the same again: command, configuration, seed, versions, machine. */
final class Repeat implements ReportSection {
    @Override
    public String title() {
        return "Repeat it";
    }

    @Override
    public String body(ReportData data) {
        ReportData.Recipe recipe = data.recipe();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("seed", Long.toString(recipe.seed()));
        facts.putAll(recipe.versions());
        facts.putAll(recipe.machine());
        String config = recipe.config().isBlank()
                ? ""
                : "<h3>config.yaml</h3>\n<pre>" + Html.escape(recipe.config().strip()) + "</pre>\n";
        return "<pre>" + Html.escape(recipe.command()) + "</pre>\n<div class=\"columns\"><div>" + config
                + "</div><div><h3>Program and machine</h3>\n" + Html.facts(facts) + "</div></div>\n";
    }
}
