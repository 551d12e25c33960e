/**
 * {@code vpt4j compare}: trains several methods on the same images with the same seeds and reports the differences, with
 * the energy that each training took: measured where the machine has a meter, estimated elsewhere.
 */
package org.vpt4j.samples.compare;
