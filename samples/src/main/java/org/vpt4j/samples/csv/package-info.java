/** The form of the tables that other programs read. */
package org.vpt4j.samples.csv;
