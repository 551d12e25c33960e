package org.vpt4j.samples.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.datasets.DatasetDoctor;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Page;
import org.vpt4j.samples.report.Section;
import org.vpt4j.vision.error.Counted;

/** What the doctor found, for the terminal, as JSON and as a page. */
final class DoctorReport {
    /** So many of a kind are shown on the terminal; all are in the report. */
    private static final int SHOWN = 20;

    private final Path folder;
    private final DatasetDoctor.Diagnosis diagnosis;
    private final List<Findings.Group> groups;

    DoctorReport(Path folder, DatasetDoctor.Diagnosis diagnosis) {
        this.folder = folder;
        this.diagnosis = diagnosis;
        List<Findings.Group> all = new ArrayList<>(diagnosis.findings().groups());
        all.sort((a, b) -> Boolean.compare(DefectMeaning.isNote(a.kind()), DefectMeaning.isNote(b.kind())));
        this.groups = List.copyOf(all);
    }

    /** Number of findings that are defects. */
    int defects() {
        return (int) diagnosis.findings().all().stream()
                .filter(finding -> !DefectMeaning.isNote(finding.kind()))
                .count();
    }

    private int notes() {
        return diagnosis.findings().all().size() - defects();
    }

    /** A table of what was found, then the findings of each kind. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(diagnosis.data().recognised());
        if (groups.isEmpty()) {
            lines.add("nothing is wrong with it");
            return lines;
        }
        int width =
                groups.stream().mapToInt(group -> kind(group).length()).max().orElse(1);
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%8s  %-" + width + "s  %s", "count", "what", "what --fix does"));
        for (Findings.Group group : groups) {
            lines.add(String.format(
                    Locale.ROOT, "%8d  %-" + width + "s  %s", group.found().size(), kind(group), group.done()));
        }
        for (Findings.Group group : groups) {
            lines.add("");
            lines.add((group.kind().counted(group.found().size()) + " (" + group.done() + "). "
                            + DefectMeaning.of(group.kind()))
                    .strip());
            group.found().stream().limit(SHOWN).forEach(finding -> lines.add("  " + line(finding)));
            int more = group.found().size() - SHOWN;
            if (more > 0) {
                lines.add("  … and " + more + " more: see --report html or json");
            }
        }
        lines.add("");
        lines.add(Counted.of(defects(), "defect", "defects") + ", " + Counted.of(notes(), "note", "notes"));
        return lines;
    }

    private static String kind(Findings.Group group) {
        return (DefectMeaning.isNote(group.kind()) ? "note: " : "") + group.kind();
    }

    private static String line(Findings.Finding finding) {
        String position = finding.position().toString();
        String whom = position.equals(finding.subject()) ? "" : ": " + finding.subject();
        return position + whom + (finding.detail().isEmpty() ? "" : ", " + finding.detail());
    }

    /** For JSON. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("data", folder.toString());
        map.put("recognised", diagnosis.data().recognised());
        map.put("format", diagnosis.data().format());
        map.put("classes", diagnosis.data().classes());
        map.put("defects", defects());
        map.put("notes", notes());
        List<Object> summary = new ArrayList<>();
        for (Findings.Group group : groups) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("kind", group.kind().name());
            entry.put("text", group.kind().toString());
            entry.put("count", group.found().size());
            entry.put("defect", !DefectMeaning.isNote(group.kind()));
            entry.put("meaning", DefectMeaning.of(group.kind()));
            entry.put("fix", group.done());
            summary.add(entry);
        }
        map.put("summary", summary);
        List<Object> findings = new ArrayList<>();
        for (Findings.Finding finding : diagnosis.findings().all()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("kind", finding.kind().name());
            entry.put("file", finding.position().file());
            entry.put("line", finding.position().line());
            entry.put("subject", finding.subject());
            entry.put("detail", finding.detail());
            entry.put("fix", finding.done());
            findings.add(entry);
        }
        map.put("findings", findings);
        return map;
    }

    /** One file without scripts. */
    String html() {
        List<Section<DoctorReport>> sections = new ArrayList<>();
        sections.add(Section.of("Summary", report -> report.summary()));
        for (Findings.Group group : groups) {
            String title = group.kind().counted(group.found().size()) + " (" + group.done() + ")";
            sections.add(Section.of(title, report -> findings(group)));
        }
        return Page.html(
                "Dataset " + folder.toAbsolutePath().normalize().getFileName(),
                diagnosis.data().recognised(),
                List.of(
                        new Page.Tile(Html.count(defects()), "defects"),
                        new Page.Tile(Html.count(notes()), "notes"),
                        new Page.Tile(
                                Integer.toString(diagnosis.data().classes().size()), "classes")),
                sections,
                this);
    }

    private String summary() {
        return groups.isEmpty()
                ? Html.paragraph("Nothing is wrong with it.")
                : Html.texts(
                        groups,
                        Html.column("count", group -> Html.count(group.found().size())),
                        Html.column("what", DoctorReport::kind),
                        Html.column("what --fix does", Findings.Group::done));
    }

    private static String findings(Findings.Group group) {
        Html.Column<Findings.Finding> where =
                Html.column("where", finding -> finding.position().toString());
        Html.Column<Findings.Finding> details = Html.column("details", Findings.Finding::detail);
        boolean placed = group.found().stream()
                .allMatch(finding -> finding.subject().equals(finding.position().toString()));
        return Html.paragraph(DefectMeaning.of(group.kind()))
                + (placed
                        ? Html.texts(group.found(), where, details)
                        : Html.texts(group.found(), where, Html.column("which", Findings.Finding::subject), details));
    }
}
