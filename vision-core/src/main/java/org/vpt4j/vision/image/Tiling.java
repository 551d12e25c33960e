package org.vpt4j.vision.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.ConfigException;

/**
 * How a large image is cut into overlapping tiles, so that small objects on it are large enough at the input size (SAHI:
 * Akyon et al. 2022). The tiles are used in addition to the whole image, on which large objects are found.
 *
 * <p>The tiles of an image have one size, cover it, and lie inside it: the last ones of a row and a column are moved back
 * to its edges. An image that is too small to be cut has no tiles.
 *
 * @param kind which of the other values count
 * @param columns tiles in a row, of a {@link Kind#GRID}
 * @param rows rows of tiles, of a {@link Kind#GRID}
 * @param side width and height of a tile in pixels of the image, of a {@link Kind#SIDE}
 * @param overlap least fraction of a tile's width and height that it shares with the next one, rounded down to pixels
 */
public record Tiling(Kind kind, int columns, int rows, int side, double overlap) {

    /** Fraction that tiles overlap by unless another is given. */
    public static final double OVERLAP = 0.2;

    /** Largest overlap. */
    public static final double MOST_OVERLAP = 0.75;

    /** No tiles: the whole image alone. */
    public static final Tiling OFF = new Tiling(Kind.OFF, 1, 1, 0, OVERLAP);

    /** As many tiles as fit the image: see {@link #regions(ImageSize, ImageSize)}. */
    public static final Tiling AUTO = new Tiling(Kind.AUTO, 1, 1, 0, OVERLAP);

    private static final int MOST_PER_SIDE = 16;
    private static final int MOST_TILES = 256;

    /** Sides of a tile in pixels; the smallest patch of any backbone. */
    private static final int LEAST_SIDE = 8;

    /** Pixels of a tile's side for one of the input, at most, where that needs no more tiles than the next constant. */
    private static final double DENSE = 2.5;

    private static final int MOST_AUTO = 4;

    private static final Pattern GRID = Pattern.compile("(\\d{1,9})[xX](\\d{1,9})");

    /** The ways to cut an image. */
    public enum Kind {
        /** Not at all. */
        OFF,
        /** Into a number of columns and rows. */
        GRID,
        /** Into squares of a given side. */
        SIDE,
        /** Depending on the sizes of image and input. */
        AUTO
    }

    /** @throws ConfigException if tiles are too small or too many, or the overlap is out of range */
    public Tiling {
        if (!(overlap >= 0 && overlap <= MOST_OVERLAP)) {
            throw new ConfigException("tile-overlap", overlap + " is outside 0 to " + MOST_OVERLAP);
        }
        if (kind == Kind.GRID && (columns < 1 || rows < 1 || columns > MOST_PER_SIDE || rows > MOST_PER_SIDE)) {
            throw new ConfigException(
                    "tiles",
                    columns + "x" + rows + ": the numbers of columns and rows go from 1 to " + MOST_PER_SIDE
                            + "; 2x2 is a good start");
        }
        if (kind == Kind.GRID && columns * rows == 1) {
            throw new ConfigException("tiles", "1x1 is the whole image; use off, or 2x2");
        }
        if (kind == Kind.SIDE && side < LEAST_SIDE) {
            throw new ConfigException(
                    "tiles",
                    "a tile with a side of " + side + " px is smaller than a patch of any backbone; use off, 2x2, or a"
                            + " side such as 640");
        }
    }

    /** A grid, with the usual overlap; throws as the constructor. */
    public static Tiling grid(int columns, int rows) {
        return new Tiling(Kind.GRID, columns, rows, 0, OVERLAP);
    }

    /** Squares of a side in pixels of the image, with the usual overlap; throws as the constructor. */
    public static Tiling ofSide(int side) {
        return new Tiling(Kind.SIDE, 1, 1, side, OVERLAP);
    }

    /**
     * Reads {@code auto}, {@code off}, {@code 2x2} (columns x rows) or {@code 640} (side in pixels).
     *
     * @throws ConfigException if the text is none of these, or as the constructor
     */
    public static Tiling parse(String text) {
        Matcher grid = GRID.matcher(text);
        if (grid.matches()) {
            return grid(Integer.parseInt(grid.group(1)), Integer.parseInt(grid.group(2)));
        }
        if (text.matches("\\d{1,9}")) {
            return ofSide(Integer.parseInt(text));
        }
        return switch (text) {
            case "auto" -> AUTO;
            case "off" -> OFF;
            default ->
                throw new ConfigException(
                        "tiles",
                        "\"" + text
                                + "\" is none of auto, off, columns x rows such as 2x2, or the side of a tile in pixels such as 640");
        };
    }

    /** The same with another overlap; throws as the constructor. */
    public Tiling withOverlap(double fraction) {
        return new Tiling(kind, columns, rows, side, fraction);
    }

    /** Whether it cuts no image. */
    public boolean isOff() {
        return kind == Kind.OFF;
    }

    /** Whether the cut depends on the input size. */
    public boolean isAuto() {
        return kind == Kind.AUTO;
    }

    /**
     * The tiles of an image, row by row; empty if it is not cut.
     *
     * <p>{@link #AUTO} cuts it so that a tile's sides have at most 2.5 pixels for each pixel of the input, but into no
     * more than 4 columns and rows.
     *
     * @param input size at which the tiles enter the encoder
     * @throws ConfigException if there would be more than 256 of them
     */
    public List<Region> regions(ImageSize image, ImageSize input) {
        return switch (kind) {
            case OFF -> List.of();
            case AUTO ->
                grid(image, autoCount(image.width(), input.width()), autoCount(image.height(), input.height()));
            case GRID -> grid(image, columns, rows);
            case SIDE -> squares(image);
        };
    }

    private static int autoCount(int length, int input) {
        return (int) Math.max(1, Math.min(MOST_AUTO, Math.ceil(length / (DENSE * input))));
    }

    private List<Region> grid(ImageSize image, int across, int down) {
        int width = sideOf(image.width(), across);
        int height = sideOf(image.height(), down);
        if (across * down == 1 || width < LEAST_SIDE || height < LEAST_SIDE) {
            return List.of();
        }
        return regions(evenly(image.width(), width, across), evenly(image.height(), height, down), width, height);
    }

    /** The shortest side with which this many tiles cover a length: {@code side + (count - 1) * (1 - overlap) * side}. */
    private int sideOf(int length, int count) {
        return (int) Math.min(length, Math.ceil(length / magnification(count)));
    }

    /** How many times as large an object is at the input size on a tile of a grid of n x n as on the whole image. */
    public double magnification(int n) {
        return 1 + (n - 1) * (1 - overlap);
    }

    private static int[] evenly(int length, int side, int count) {
        int[] starts = new int[count];
        for (int i = 1; i < count; i++) {
            starts[i] = (int) ((long) i * (length - side) / (count - 1));
        }
        return starts;
    }

    private List<Region> squares(ImageSize image) {
        int width = Math.min(side, image.width());
        int height = Math.min(side, image.height());
        if (Region.of(image).size().equals(new ImageSize(width, height))) {
            return List.of();
        }
        int step = Math.max(1, side - (int) (overlap * side));
        long count = (long) steps(image.width(), step) * steps(image.height(), step);
        if (count > MOST_TILES) {
            throw new ConfigException(
                    "tiles",
                    "tiles of " + side + " px cut an image of " + image + " into " + count + ", more than " + MOST_TILES
                            + "; use larger ones, or a number of them such as 4x4");
        }
        return regions(stepping(image.width(), step), stepping(image.height(), step), width, height);
    }

    private int steps(int length, int step) {
        return length <= side ? 1 : (length - side + step - 1) / step + 1;
    }

    private int[] stepping(int length, int step) {
        int[] starts = new int[steps(length, step)];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.max(0, Math.min(i * step, length - side));
        }
        return starts;
    }

    private static List<Region> regions(int[] lefts, int[] tops, int width, int height) {
        List<Region> regions = new ArrayList<>();
        for (int top : tops) {
            for (int left : lefts) {
                regions.add(new Region(left, top, width, height));
            }
        }
        return List.copyOf(regions);
    }

    /** As {@link #parse} reads it; the overlap is not included. */
    @Override
    public String toString() {
        return switch (kind) {
            case OFF -> "off";
            case AUTO -> "auto";
            case GRID -> columns + "x" + rows;
            case SIDE -> Integer.toString(side);
        };
    }
}
