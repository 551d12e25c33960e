/** What few repetitions can tell: means with spreads, paired tests over seeds, a bootstrap over images. */
package org.vpt4j.samples.compare.statistics;
