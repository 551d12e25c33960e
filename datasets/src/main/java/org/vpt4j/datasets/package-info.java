/** Labelled images in any format: opening a dataset, checking it, and dividing it into splits. Part of the API. */
package org.vpt4j.datasets;
