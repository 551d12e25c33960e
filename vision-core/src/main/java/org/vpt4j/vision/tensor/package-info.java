/** Numbers on the Java heap with their shape, which need no engine, and the 16-bit forms that they are stored in. */
package org.vpt4j.vision.tensor;
