/** How a run is asked to end: by another thread, by Ctrl-C, by SIGTERM. */
package org.vpt4j.detect.stop;
