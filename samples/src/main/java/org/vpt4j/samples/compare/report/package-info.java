/** The report of a comparison: one HTML file that needs nothing beside it, made of sections. */
package org.vpt4j.samples.compare.report;
