/** What the commands share: options, settings files, progress, Ctrl-C, JSON output, starting a process of vpt4j. */
package org.vpt4j.samples.console;
