/** The numbers of a comparison: a row for each run, means and spreads for each method, and what differs by more than noise. */
package org.vpt4j.samples.compare.table;
