/** The sections of a report, one class each, in no need of one another. */
package org.vpt4j.samples.report.section;
