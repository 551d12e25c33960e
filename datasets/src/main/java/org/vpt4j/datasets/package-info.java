/** What a detector learns from: labelled images, whatever the form of the files that they come in. */
package org.vpt4j.datasets;
