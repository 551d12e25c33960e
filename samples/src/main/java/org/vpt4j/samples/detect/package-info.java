/**
 * {@code vpt4j detect}: images from files, videos and cameras are read ahead, run through the tasks, and written as
 * images and tables.
 */
package org.vpt4j.samples.detect;
