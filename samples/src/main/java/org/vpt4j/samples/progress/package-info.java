/** How far a long task is, for people who wait for it: a bar on a terminal, plain lines elsewhere. */
package org.vpt4j.samples.progress;
