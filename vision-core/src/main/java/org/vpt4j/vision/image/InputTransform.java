package org.vpt4j.vision.image;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * How an encoder's original software prepares an image: resizing with an antialiased filter as Pillow does it, a crop from
 * the middle, normalisation. Detection scales images otherwise (see {@link Letterbox}); this is for features that are
 * compared with those of other software.
 *
 * @param resize how the new size follows from the image's
 * @param width for {@link Resize}
 * @param height for {@link Resize}
 * @param filter for resizing
 * @param crop size of the region that is cut from the middle; smaller images are padded
 * @param padding colour as {@code 0xRRGGBB}
 * @param halfToEven whether a crop starts at the nearest pixel, the even one of two; else at the one before
 * @param normalization of the result
 */
public record InputTransform(
        Resize resize,
        int width,
        int height,
        Filter filter,
        Optional<ImageSize> crop,
        int padding,
        boolean halfToEven,
        Normalization normalization) {

    /** How the size after resizing follows from an image's size. */
    public enum Resize {
        /** It stays as it is. */
        NONE,
        /** Exactly {@code width} x {@code height}; the aspect ratio changes. */
        SQUASH,
        /** The shorter side becomes {@code width}, the other one follows, rounded down. */
        SHORTEST_SIDE,
        /** The image just covers {@code width} x {@code height}. */
        COVER,
        /** The image just fits into {@code width} x {@code height}. */
        FIT,
        /** The largest size with at most {@code height} patches of side {@code width} that nearly keeps the aspect ratio. */
        PATCHES
    }

    /** Filters for resizing, by their radius in source pixels when enlarging. */
    public enum Filter {
        /** The pixel below the sample point. */
        NEAREST(0, x -> 1),
        BOX(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
        /** A triangle. */
        BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),
        HAMMING(1, x -> x == 0 ? 1 : Math.abs(x) >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x))),
        /** Keys's cubic convolution with a = -0.5. */
        BICUBIC(2, x -> cubic(Math.abs(x))),
        LANCZOS(3, x -> Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);

        private final double radius;

        @SuppressWarnings("ImmutableEnumChecker") // functions without state
        private final DoubleUnaryOperator kernel;

        Filter(double radius, DoubleUnaryOperator kernel) {
            this.radius = radius;
            this.kernel = kernel;
        }

        private static double sinc(double x) {
            return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
        }

        private static double cubic(double d) {
            double a = -0.5;
            if (d < 1) {
                return ((a + 2) * d - (a + 3)) * d * d + 1;
            }
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
        }
    }

    /** Resizing to a size without regard to the aspect ratio. */
    public static InputTransform squashed(int width, int height, Filter filter, Normalization normalization) {
        return of(Resize.SQUASH, width, height, filter, normalization);
    }

    /** Resizing to a length of the shorter side. */
    public static InputTransform shortestSide(int side, Filter filter, Normalization normalization) {
        return of(Resize.SHORTEST_SIDE, side, side, filter, normalization);
    }

    /** Resizing to a number of patches. */
    public static InputTransform patches(int most, int patch, Filter filter, Normalization normalization) {
        return of(Resize.PATCHES, patch, most, filter, normalization);
    }

    /** No resizing. */
    public static InputTransform unchanged(Normalization normalization) {
        return of(Resize.NONE, 1, 1, Filter.NEAREST, normalization);
    }

    private static InputTransform of(Resize resize, int width, int height, Filter filter, Normalization normalization) {
        return new InputTransform(resize, width, height, filter, Optional.empty(), 0, false, normalization);
    }

    /** @throws IllegalArgumentException if a size is not positive */
    public InputTransform {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("sizes must be positive: " + width + "x" + height);
        }
    }

    /** With a crop from the middle. */
    public InputTransform withCrop(int cropWidth, int cropHeight) {
        ImageSize size = new ImageSize(cropWidth, cropHeight);
        return new InputTransform(resize, width, height, filter, Optional.of(size), padding, halfToEven, normalization);
    }

    /** With another way of resizing. */
    public InputTransform withResize(Resize how) {
        return new InputTransform(how, width, height, filter, crop, padding, halfToEven, normalization);
    }

    /** With crops as torchvision makes them, from the nearest pixel, and this colour as padding. */
    public InputTransform withNearestCrop(int color) {
        return new InputTransform(resize, width, height, filter, crop, color, true, normalization);
    }

    /** The size that an image of this size gets. */
    public ImageSize size(ImageSize image) {
        return crop.orElseGet(() -> resized(image));
    }

    private ImageSize resized(ImageSize image) {
        int w = image.width();
        int h = image.height();
        return switch (resize) {
            case NONE -> image;
            case SQUASH -> new ImageSize(width, height);
            case SHORTEST_SIDE ->
                w <= h
                        ? new ImageSize(width, Math.max(1, (int) ((long) width * h / w)))
                        : new ImageSize(Math.max(1, (int) ((long) width * w / h)), width);
            case COVER -> scaled(image, Math.min((double) h / height, (double) w / width));
            case FIT -> scaled(image, Math.max((double) h / height, (double) w / width));
            case PATCHES -> filled(image);
        };
    }

    private static ImageSize scaled(ImageSize image, double ratio) {
        return new ImageSize((int) Math.max(1, Math.rint(image.width() / ratio)), (int)
                Math.max(1, Math.rint(image.height() / ratio)));
    }

    /** A search for the scale, as SigLIP 2's software does it. */
    private ImageSize filled(ImageSize image) {
        double low = 1e-6;
        double high = 100;
        while (high - low >= 1e-5) {
            double scale = (low + high) / 2;
            long patches = (long) inPatches(scale, image.width()) * inPatches(scale, image.height());
            if (patches <= height) {
                low = scale;
            } else {
                high = scale;
            }
        }
        return new ImageSize(width * inPatches(low, image.width()), width * inPatches(low, image.height()));
    }

    private int inPatches(double scale, int side) {
        return Math.max(1, (int) Math.ceil(side * scale / width));
    }

    /** The image resized, and cropped if that is asked for; not normalised. */
    public Image resize(Image image) {
        ImageSize target = resized(image.size());
        Image resized = target.equals(image.size()) ? image : filtered(image, target);
        return crop.map(size -> cropped(resized, size)).orElse(resized);
    }

    /** The prepared image, float32 {@code [3, H, W]}, red first. */
    public float[] apply(Image image) {
        Image resized = resize(image);
        float[] pixels = new float[Normalization.length(resized.size())];
        normalization.write(resized, pixels, 0);
        return pixels;
    }

    private Image cropped(Image image, ImageSize size) {
        if (size.equals(image.size())) {
            return image;
        }
        int left = start(image.width(), size.width());
        int top = start(image.height(), size.height());
        byte[] out = new byte[3 * size.width() * size.height()];
        for (int y = 0, i = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++, i += 3) {
                int fromX = x + left;
                int fromY = y + top;
                boolean inside = fromX >= 0 && fromY >= 0 && fromX < image.width() && fromY < image.height();
                int rgb = inside ? image.rgb(fromX, fromY) : padding;
                out[i] = (byte) (rgb >> 16);
                out[i + 1] = (byte) (rgb >> 8);
                out[i + 2] = (byte) rgb;
            }
        }
        return Image.of(size, out);
    }

    /** Where a crop starts; negative if there is padding. */
    private int start(int side, int wanted) {
        if (wanted > side) {
            return -((wanted - side) / 2);
        }
        return halfToEven ? (int) Math.rint((side - wanted) / 2.0) : (side - wanted) / 2;
    }

    /** Rows are filtered first, and rounded to 8 bits, then columns. */
    private Image filtered(Image image, ImageSize target) {
        Taps columns = Taps.of(filter, image.width(), target.width());
        Taps rows = Taps.of(filter, image.height(), target.height());
        byte[] rgb = image.rgb();
        byte[] narrow = new byte[3 * target.width() * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < target.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    int from = 3 * (y * image.width() + columns.first()[x]) + c;
                    narrow[3 * (y * target.width() + x) + c] = columns.sum(x, rgb, from, 3);
                }
            }
        }
        int stride = 3 * target.width();
        byte[] out = new byte[stride * target.height()];
        for (int y = 0; y < target.height(); y++) {
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = rows.sum(y, narrow, rows.first()[y] * stride + i, stride);
            }
        }
        return Image.of(target, out);
    }

    /** The first source pixel of each target pixel along one axis, and the weights from there on, which sum to 1. */
    @SuppressWarnings("ArrayRecordComponent") // private to this class, never compared
    private record Taps(int[] first, double[][] weights) {
        static Taps of(Filter filter, int from, int to) {
            int[] first = new int[to];
            double[][] weights = new double[to][];
            double scale = (double) from / to;
            double stretch = Math.max(1, scale);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                if (filter == Filter.NEAREST) {
                    first[i] = Math.min(from - 1, (int) centre);
                    weights[i] = new double[] {1};
                    continue;
                }
                first[i] = Math.max(0, (int) (centre - filter.radius * stretch + 0.5));
                int end = Math.min(from, (int) (centre + filter.radius * stretch + 0.5));
                weights[i] = new double[end - first[i]];
                double sum = 0;
                for (int k = 0; k < weights[i].length; k++) {
                    weights[i][k] = filter.kernel.applyAsDouble((first[i] + k + 0.5 - centre) / stretch);
                    sum += weights[i][k];
                }
                for (int k = 0; k < weights[i].length; k++) {
                    weights[i][k] /= sum;
                }
            }
            return new Taps(first, weights);
        }

        byte sum(int target, byte[] values, int start, int step) {
            double sum = 0;
            int at = start;
            for (double weight : weights[target]) {
                sum += weight * (values[at] & 0xff);
                at += step;
            }
            return (byte) Math.min(255, Math.max(0, Math.round(sum)));
        }
    }
}
