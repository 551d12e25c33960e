/** Tables of boxes: a line of comma-separated values for each. */
package org.vpt4j.datasets.csv;
