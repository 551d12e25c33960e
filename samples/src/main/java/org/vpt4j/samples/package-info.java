/** What users start: the command line, its reports and images, and what is embedded for the first try. */
package org.vpt4j.samples;
