/** The entry point of the command line: the tree of commands, and error messages for exceptions. */
package org.vpt4j.samples.cli;
