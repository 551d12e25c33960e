/** From what a head proposes to what a user sees: duplicates are removed. */
package org.vpt4j.detect.postprocess;
