/** Images that people look at: boxes with names on images, and image files. */
package org.vpt4j.samples.image;
