/** How prompt tokens start: drawn at random, or as typical patches of the training images. */
package org.vpt4j.vision.tuning.start;
