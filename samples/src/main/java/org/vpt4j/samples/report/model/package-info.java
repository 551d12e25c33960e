/** What a report tells, as plain values: whoever has them can write one, with or without a training. */
package org.vpt4j.samples.report.model;
