/**
 * TorchScript from Java: a network's source is a resource file, which this package makes callable.
 *
 * <p>A chain of single array operators keeps every intermediate result until its manager closes and enters native
 * code at every step. A script runs as one call, with libtorch's own memory handling, and autograd works through it.
 *
 * <p>Part of the API, for plug-ins.
 */
package org.vpt4j.vision.script;
