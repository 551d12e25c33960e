package org.vpt4j.vision.image;

/**
 * The part of an input that an image covers, scaled; the rest of the input is padding.
 *
 * @param left columns of the input to the left of it
 * @param top rows of the input above it
 * @param image its pixels
 */
record Content(int left, int top, Image image) {

    /** @param pixels of the whole input, {@code [H, W, 3]} */
    void copy(byte[] pixels, ImageSize input) {
        int length = 3 * image.width();
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(image.rgb(), y * length, pixels, 3 * ((top + y) * input.width() + left), length);
        }
    }
}
