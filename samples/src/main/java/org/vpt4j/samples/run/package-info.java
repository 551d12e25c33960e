/** The commands that train, evaluate and export. */
package org.vpt4j.samples.run;
