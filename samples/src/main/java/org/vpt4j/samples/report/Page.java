package org.vpt4j.samples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A report's page as it grows from top to bottom: one HTML file without scripts that holds its style. */
public final class Page {
    private final StringBuilder html = new StringBuilder();

    /** A page with its title, a sentence below it, and tiles. */
    public Page(String title, String summary, String... tiles) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style></head><body><main>\n<header><h1>")
                .append(Html.escape(title))
                .append("</h1>\n<p class=\"lead\">")
                .append(Html.escape(summary))
                .append("</p>\n<div class=\"tiles\">")
                .append(String.join("", tiles))
                .append("</div></header>\n");
    }

    /** A number in large letters with what it is. */
    public static String tile(String value, String label) {
        return "<div class=\"tile\"><b>" + Html.escape(value) + "</b><span>" + Html.escape(label) + "</span></div>";
    }

    /** Adds a section, unless its body is empty. */
    public Page section(String title, String body) {
        if (!body.isEmpty()) {
            html.append("<section><h2>")
                    .append(Html.escape(title))
                    .append("</h2>\n")
                    .append(body)
                    .append("</section>\n");
        }
        return this;
    }

    /** The whole page. */
    public String html() {
        return html + "</main></body></html>\n";
    }

    private static String style() {
        try (InputStream in = Page.class.getResourceAsStream("/org/vpt4j/samples/report/report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
