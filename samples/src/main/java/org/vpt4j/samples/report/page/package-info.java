/** What the page of a report is made of: pieces of HTML, plots as inline SVG in the page's colours, sections. */
package org.vpt4j.samples.report.page;
