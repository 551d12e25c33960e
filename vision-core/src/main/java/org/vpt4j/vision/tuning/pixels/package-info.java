/** Prompts made of pixels: learned values that are added to every image before the encoder sees it. */
package org.vpt4j.vision.tuning.pixels;
