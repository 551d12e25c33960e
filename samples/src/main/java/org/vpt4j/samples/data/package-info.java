/** The small real dataset that comes with the program. */
package org.vpt4j.samples.data;
