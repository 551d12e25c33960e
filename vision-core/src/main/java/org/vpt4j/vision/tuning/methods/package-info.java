/** All tuning methods by name, and sums of them. */
package org.vpt4j.vision.tuning.methods;
