/**
 * The command line: the tree of commands, error messages for exceptions, and the commands that train, evaluate and export.
 */
package org.vpt4j.samples.cli;
