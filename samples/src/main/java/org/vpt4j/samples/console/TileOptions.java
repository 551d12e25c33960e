package org.vpt4j.samples.console;

import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Tiling;
import picocli.CommandLine.Option;

/** Options of the commands that run a task on whole images: the tiles that they are cut into. */
public final class TileOptions {
    @Option(
            names = "--tiles",
            paramLabel = "auto|off|CxR|N",
            description =
                    "Also detect on tiles of each image, for small objects: columns x rows, such as 2x2, or squares of"
                            + " N px (default: as the task was trained; auto: as many as the size of the image calls for).")
    private String tiles;

    @Option(
            names = "--tile-overlap",
            paramLabel = "F",
            description = "Fraction of a tile that the next one shows too, with --tiles (default: 0.2).")
    private Double overlap;

    /**
     * These options with the tiles that were given, if any.
     *
     * @throws ConfigException if they are impossible
     */
    public DetectorOptions in(DetectorOptions options) {
        if (tiles == null && overlap != null) {
            throw new ConfigException("tile-overlap", "is the overlap of --tiles; give both, as in --tiles 2x2");
        }
        if (tiles == null) {
            return options;
        }
        Tiling tiling = Tiling.parse(tiles);
        return options.withTiles(overlap == null ? tiling : tiling.withOverlap(overlap));
    }
}
