/**
 * Arrays on the Java heap with their shapes, which need no engine, and the 16-bit floats they can be stored as. Part
 * of the API, for plug-ins.
 */
package org.vpt4j.vision.tensor;
