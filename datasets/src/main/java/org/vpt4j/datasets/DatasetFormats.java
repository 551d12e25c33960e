package org.vpt4j.datasets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.datasets.coco.CocoReader;
import org.vpt4j.datasets.csv.CsvReader;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.voc.VocReader;
import org.vpt4j.datasets.yolo.YoloReader;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.Registered;

/**
 * All known forms of datasets, the project's own and those that archives on the class path register as a
 * {@link DatasetFormat}, and which of them a folder has.
 */
public final class DatasetFormats {
    /** The project's own: a new one is a class and a name here. */
    private static final List<DatasetFormat> BUILT_IN =
            List.of(new CocoReader(), new VocReader(), new YoloReader(), new CsvReader());

    private static final long COUNTED = 10_000;

    private DatasetFormats() {}

    /** As users call them, the project's own first. */
    public static List<String> names() {
        return all().stream().map(DatasetFormat::name).toList();
    }

    /**
     * The form of a folder.
     *
     * @throws DatasetException if it is no folder, has none of the known forms, or more than one
     */
    static DatasetFormat of(Path root) {
        if (!Files.exists(root)) {
            throw new DatasetException("the data folder " + root + " does not exist");
        }
        if (!Files.isDirectory(root)) {
            throw new DatasetException(root + " is a file; give the folder that holds images and annotations");
        }
        List<DatasetFormat> candidates = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (DatasetFormat format : all()) {
            format.recognises(root).ifPresent(reason -> {
                candidates.add(format);
                reasons.add(format.name() + " by " + reason);
            });
        }
        if (candidates.size() > 1) {
            throw new DatasetException("the annotations in " + root + " have more than one form ("
                    + String.join("; ", reasons) + "); move all but one of them away");
        }
        if (candidates.isEmpty()) {
            throw new DatasetException(nothingFound(root));
        }
        return candidates.get(0);
    }

    private static List<DatasetFormat> all() {
        return Registered.of(DatasetFormat.class, BUILT_IN, DatasetFormat::name);
    }

    private static String nothingFound(Path root) {
        StringBuilder known = new StringBuilder();
        for (DatasetFormat format : all()) {
            known.append(known.isEmpty() ? "" : "; ")
                    .append(format.name())
                    .append(": ")
                    .append(format.layout());
        }
        long images = ImageFiles.countBelow(root, COUNTED);
        String found = images == 0
                ? "neither images nor annotations"
                : (images < COUNTED ? Counted.of(images, "image", "images") : "over " + images + " images")
                        + " but no annotations of a known form";
        return "found " + found + " in " + root + "; known forms are " + known;
    }
}
