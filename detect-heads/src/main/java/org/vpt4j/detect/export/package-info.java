/** Exporting: the files are put together, tried against the graph that was trained, and only then written. */
package org.vpt4j.detect.export;
