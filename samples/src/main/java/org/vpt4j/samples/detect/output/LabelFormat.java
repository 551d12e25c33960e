package org.vpt4j.samples.detect.output;

import java.nio.file.Path;
import org.vpt4j.samples.detect.flow.Categories;
import org.vpt4j.samples.detect.flow.DetectionSink;

/** Forms of label files that annotation tools open, so that a user corrects labels instead of drawing them. */
public enum LabelFormat {
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
