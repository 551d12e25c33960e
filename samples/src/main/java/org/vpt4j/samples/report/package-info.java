/** The report of a run: one HTML file that needs nothing beside it, made of sections. */
package org.vpt4j.samples.report;
