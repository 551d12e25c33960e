/** Training: the loop, its reports, checkpoints, and resuming. Part of the API. */
package org.vpt4j.detect.train;
