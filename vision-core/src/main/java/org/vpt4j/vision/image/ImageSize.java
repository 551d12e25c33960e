package org.vpt4j.vision.image;

/** Width and height in pixels, both at least 1. */
public record ImageSize(int width, int height) {
    public ImageSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a size needs at least 1x1 pixels: " + width + "x" + height);
        }
    }

    /** {@code 640x480} */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
