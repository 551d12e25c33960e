/** From what a head proposes to what a user sees: candidates are read, duplicates are removed. */
package org.vpt4j.detect.postprocess;
