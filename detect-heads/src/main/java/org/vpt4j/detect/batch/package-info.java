/** Pictures on their way into an encoder: letterboxed, normalised, side by side in reused native memory. */
package org.vpt4j.detect.batch;
