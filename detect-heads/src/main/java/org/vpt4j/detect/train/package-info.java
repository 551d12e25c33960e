/** Training: the loop, what it reports, what it saves, and how it goes on after a crash. */
package org.vpt4j.detect.train;
