/** Pictures that people look at: boxes with names on images, and picture files. */
package org.vpt4j.samples.image;
