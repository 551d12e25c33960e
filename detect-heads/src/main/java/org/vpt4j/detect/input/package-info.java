/** Batches on their way into a model: as pixels of a loader, or as something that was made of them before. */
package org.vpt4j.detect.input;
