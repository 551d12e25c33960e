/** What a run is told: values of settings, from a file and from the command line, each with its place. */
package org.vpt4j.samples.settings;
