package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.Locale;
import org.vpt4j.datasets.format.DatasetFormats;

/** Label formats for annotation tools, so that users correct labels instead of drawing them. */
enum LabelFormat {
    YOLO,
    VOC,
    COCO,
    CSV,
    LABELME,
    CVAT,
    VIA,
    VIA_CSV,
    LABEL_STUDIO,
    OPEN_IMAGES,
    FIFTYONE;

    /** The key of the dataset format, and the word on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    DetectionSink open(Path out, Categories categories) {
        return new LabelFiles(out, DatasetFormats.of(toString()), categories, this == VOC);
    }
}
