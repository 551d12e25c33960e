package org.vpt4j.samples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The page of a report: one HTML file without scripts that contains its images and its style. */
public final class Page {
    private Page() {}

    /** A number in large letters and its label, shown at the top of the page. */
    public record Tile(String value, String label) {}

    /** The whole page: title, a sentence below it, tiles, and the sections that have something to show. */
    public static <T> String html(String title, String summary, List<Tile> tiles, List<Section<T>> sections, T data) {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style></head><body><main>\n<header><h1>")
                .append(Html.escape(title))
                .append("</h1>\n<p class=\"lead\">")
                .append(Html.escape(summary))
                .append("</p>\n<div class=\"tiles\">")
                .append(tiles.stream()
                        .map(tile -> "<div class=\"tile\"><b>" + Html.escape(tile.value()) + "</b><span>"
                                + Html.escape(tile.label()) + "</span></div>")
                        .collect(Collectors.joining()))
                .append("</div></header>\n");
        for (Section<T> section : sections) {
            String body = section.body(data);
            if (!body.isEmpty()) {
                html.append("<section><h2>")
                        .append(Html.escape(section.title()))
                        .append("</h2>\n")
                        .append(body)
                        .append("</section>\n");
            }
        }
        return html.append("</main></body></html>\n").toString();
    }

    private static String style() {
        try (InputStream in = Page.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
