package org.vpt4j.samples.image;

import java.awt.Color;
import java.util.List;

/**
 * A colour for each class: eight that are distinguishable with any kind of colour vision (Okabe and Ito 2008, with grey
 * instead of black), then darker shades of them.
 */
final class Palette {
    private static final List<Color> BASE = List.of(
            new Color(0xE69F00),
            new Color(0x56B4E9),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xD55E00),
            new Color(0x0072B2),
            new Color(0xF0E442),
            new Color(0x999999));

    private Palette() {}

    /** The colour of a class, by its index from 0. */
    static Color ofClass(int index) {
        Color color = BASE.get(index % BASE.size());
        for (int round = index / BASE.size() % 3; round > 0; round--) {
            color = color.darker();
        }
        return color;
    }

    /** Black or white, whichever is more readable on this colour. */
    static Color textOn(Color color) {
        double luminance = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
        return luminance > 130 ? Color.BLACK : Color.WHITE;
    }
}
