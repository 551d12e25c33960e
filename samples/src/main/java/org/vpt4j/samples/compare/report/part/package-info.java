/** What the sections of a comparison's report are made from. */
package org.vpt4j.samples.compare.report.part;
