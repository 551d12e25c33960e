package org.vpt4j.vision.image;

/**
 * A rectangle of whole pixels of an image, such as a tile.
 *
 * @param left columns of the image to the left of it
 * @param top rows of the image above it
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record Region(int left, int top, int width, int height) {

    /** @throws IllegalArgumentException if it is empty, or begins outside any image */
    public Region {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "a region needs at least 1x1 pixels of an image, but it is " + text(left, top, width, height));
        }
    }

    /** All of an image. */
    public static Region of(ImageSize image) {
        return new Region(0, 0, image.width(), image.height());
    }

    /** Column after its last one. */
    public int right() {
        return left + width;
    }

    /** Row after its last one. */
    public int bottom() {
        return top + height;
    }

    public ImageSize size() {
        return new ImageSize(width, height);
    }

    /** Whether all of it is inside an image of this size. */
    public boolean isInside(ImageSize image) {
        return right() <= image.width() && bottom() <= image.height();
    }

    /** Its outline, in pixels of the image. */
    public Box box() {
        return new Box(left, top, right(), bottom());
    }

    /** The part of a box inside it, both in pixels of the image; its area is 0 if nothing is inside. */
    public Box part(Box onImage) {
        return new Box(
                Math.max(left, Math.min(onImage.x1(), right())),
                Math.max(top, Math.min(onImage.y1(), bottom())),
                Math.max(left, Math.min(onImage.x2(), right())),
                Math.max(top, Math.min(onImage.y2(), bottom())));
    }

    /** From pixels of the region to pixels of the image. */
    public Box toImage(Box onRegion) {
        return new Box(onRegion.x1() + left, onRegion.y1() + top, onRegion.x2() + left, onRegion.y2() + top);
    }

    /** From pixels of the image to pixels of the region. Nothing is clipped. */
    public Box toRegion(Box onImage) {
        return new Box(onImage.x1() - left, onImage.y1() - top, onImage.x2() - left, onImage.y2() - top);
    }

    private static String text(int left, int top, int width, int height) {
        return width + "x" + height + "+" + left + "+" + top;
    }

    /** {@code 640x480+100+50}: size, columns to the left, rows above */
    @Override
    public String toString() {
        return text(left, top, width, height);
    }
}
