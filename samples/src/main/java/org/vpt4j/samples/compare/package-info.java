/**
 * {@code vpt4j compare}: trains several methods on the same images with the same seeds and reports the differences.
 */
package org.vpt4j.samples.compare;
