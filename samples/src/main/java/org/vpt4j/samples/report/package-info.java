/**
 * The HTML report of a run, and the tables and charts that all reports use. A report is one file without
 * dependencies.
 */
package org.vpt4j.samples.report;
