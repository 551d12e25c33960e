/** {@code vpt4j compare} on the command line. */
package org.vpt4j.samples.compare.command;
