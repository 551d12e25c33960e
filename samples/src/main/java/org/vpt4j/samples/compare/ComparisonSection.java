package org.vpt4j.samples.compare;

/** One part of the report. Whoever adds one implements this and names it in the list of {@code ComparisonReport}. */
interface ComparisonSection {
    /** Its heading. */
    String title();

    /** Its HTML below the heading; empty where there is nothing to show, then the heading is left out too. */
    String body(Conclusions found);
}
