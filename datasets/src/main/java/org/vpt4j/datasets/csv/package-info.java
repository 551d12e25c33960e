/** CSV tables with one box per line. */
package org.vpt4j.datasets.csv;
