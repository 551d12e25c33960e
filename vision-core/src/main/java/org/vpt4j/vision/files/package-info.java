/**
 * Files that are either complete or absent: atomic writing, and class path resources that are unpacked and verified.
 */
package org.vpt4j.vision.files;
