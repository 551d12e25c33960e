/** {@code vpt4j bench}: measurements, each in its own process, printed next to each other. */
package org.vpt4j.samples.bench;
