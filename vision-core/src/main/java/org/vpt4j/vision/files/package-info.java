/** Files that are either whole or absent: atomic writing, and resources of the class path unpacked and verified; and their removal. */
package org.vpt4j.vision.files;
