package org.vpt4j.samples.detect;

import java.nio.file.Path;

/** Label formats for annotation tools, so that users correct labels instead of drawing them. */
enum LabelFormat {
    /** Text files of normalised boxes. */
    YOLO {
        @Override
        DetectionSink open(Path out, Categories categories) {
            return new YoloLabels(out, categories);
        }
    },
    /** XML files of Pascal VOC. */
    VOC {
        @Override
        DetectionSink open(Path out, Categories categories) {
            return new VocLabels(out, categories);
        }
    };

    abstract DetectionSink open(Path out, Categories categories);
}
