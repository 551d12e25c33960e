/** How this program starts itself again. */
package org.vpt4j.samples.console;
