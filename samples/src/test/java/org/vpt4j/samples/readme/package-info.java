/** The Java code that the README shows, as it is compiled and run by a test. */
package org.vpt4j.samples.readme;
