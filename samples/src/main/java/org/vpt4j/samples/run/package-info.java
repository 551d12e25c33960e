/** A training from the command line, with its progress, its report and what its task reaches on other data. */
package org.vpt4j.samples.run;
