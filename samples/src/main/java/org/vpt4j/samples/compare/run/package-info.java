/** One training of a comparison: its folder, the process that does it, what that measures and leaves behind. */
package org.vpt4j.samples.compare.run;
