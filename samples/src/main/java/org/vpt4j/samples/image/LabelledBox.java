package org.vpt4j.samples.image;

import java.awt.Color;
import org.vpt4j.vision.image.Box;

/**
 * A box to paint.
 *
 * @param box in pixels of the image
 * @param text what stands at it; empty for nothing
 * @param color of the box and of the text's background
 * @param dashed whether its line is broken, as for a crowd or for something that was not found
 */
public record LabelledBox(Box box, String text, Color color, boolean dashed) {}
