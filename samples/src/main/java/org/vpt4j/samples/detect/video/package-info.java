/** Videos and cameras, read frame by frame, and videos that are written. */
package org.vpt4j.samples.detect.video;
