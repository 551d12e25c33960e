/** The {@code vpt4j} command line: one class a command, and one place where exceptions become sentences. */
package org.vpt4j.samples.cli;
