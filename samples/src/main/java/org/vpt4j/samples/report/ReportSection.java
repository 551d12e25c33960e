package org.vpt4j.samples.report;

/** One part of a report. Whoever adds one implements this and names it in the list of {@code Report}. */
interface ReportSection {
    /** Its heading. */
    String title();

    /** Its HTML below the heading; empty where this run has nothing to show here, then the heading is left out too. */
    String body(ReportData data);
}
