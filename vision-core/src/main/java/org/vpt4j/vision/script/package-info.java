/**
 * TorchScript written from Java: the source of a network is a readable resource file, this package makes it callable.
 *
 * <p>A plain chain of array operators keeps every intermediate result alive until its manager closes and crosses into
 * native code at every step; a script runs as one call, with libtorch's own memory handling, and autograd flows
 * through it.
 */
package org.vpt4j.vision.script;
