/** What a run is told: the settings that exist, and their values from a file and from the command line. */
package org.vpt4j.samples.settings;
