/** What goes wrong, in words for the person who reads them: exceptions, nearest names, counts, and plug-ins that cannot be loaded. */
package org.vpt4j.vision.error;
