/** Trains several methods on the same images with the same seeds and holds them against each other. */
package org.vpt4j.samples.compare;
