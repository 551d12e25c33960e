/** What the commands do, without a command line: train and report, evaluate a task, detect on images, measure. */
package org.vpt4j.samples.run;
