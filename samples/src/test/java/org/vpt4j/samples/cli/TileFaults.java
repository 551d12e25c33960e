package org.vpt4j.samples.cli;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** Bad tiles, in training and detection. */
final class TileFaults {
    private static final String DETECT = "detect --task {task} {}/data/JPEGImages --out {}/found ";

    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        TileFaults table = new TileFaults();
        table.inTraining();
        table.inDetection();
        return table.faults;
    }

    private void row(String name, String command, String... told) {
        faults.add(new Fault(name, Preparation.NOTHING, command, 2, List.of(told)));
    }

    private void inTraining() {
        row(
                "tiles that are none",
                "train {tiny} --tiles many",
                "--tiles: \"many\" is none of auto, off, columns x rows such as 2x2, or the side of a tile");
        row("no columns of tiles", "train {tiny} --tiles 0x2", "--tiles: 0x2", "go from 1 to 16");
        row("tiles without a side", "train {tiny} --tiles 0", "--tiles: ", "0 px is smaller than a patch");
        row("tiles smaller than a patch", "train {tiny} --tiles 5", "--tiles: ", "5 px is smaller than a patch");
        row("one tile", "train {tiny} --tiles 1x1", "--tiles: 1x1 is the whole image; use off, or 2x2");
        row(
                "tiles larger than all images",
                "train {tiny} --tiles 640",
                "tiles: 640 cuts none of these images into tiles");
        row("an impossible overlap", "train {tiny} --tile-overlap 2", "--tile-overlap: 2 is outside 0 to 0.75");
    }

    private void inDetection() {
        row("tiles to detect on that are none", DETECT + "--tiles two", "tiles: \"two\" is none of auto, off");
        row("tiles to evaluate on that are none", "eval --task {task} --data {}/data --tiles -3", "-3");
        row("too many tiles", DETECT + "--tiles 20x20", "tiles: 20x20", "go from 1 to 16");
        row(
                "tiles that overlap too much",
                DETECT + "--tiles 2x2 --tile-overlap 1",
                "tile-overlap: 1.0 is outside 0 to 0.75");
        row("an overlap without tiles", DETECT + "--tile-overlap 0.3", "tile-overlap: is the overlap of --tiles");
        row("an overlap that is no number", DETECT + "--tiles 2x2 --tile-overlap much", "--tile-overlap", "much");
    }
}
