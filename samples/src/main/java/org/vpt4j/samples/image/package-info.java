/** Images for people: drawing labelled boxes, and writing image files. */
package org.vpt4j.samples.image;
