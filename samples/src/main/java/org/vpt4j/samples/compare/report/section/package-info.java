/** The sections of a comparison's report, a class each. */
package org.vpt4j.samples.compare.report.section;
