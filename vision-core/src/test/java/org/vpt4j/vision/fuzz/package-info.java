/** Damage to files, for properties that hold whatever happens to one. */
package org.vpt4j.vision.fuzz;
