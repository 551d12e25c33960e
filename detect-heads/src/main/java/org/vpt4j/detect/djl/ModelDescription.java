package org.vpt4j.detect.djl;

import ai.djl.Model;
import java.util.List;
import org.vpt4j.detect.inference.ExportMetadata;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.error.WeightsException;

/**
 * How images are prepared for a model, and what its numbers mean.
 *
 * @param classes names of the classes, in the order of their scores
 * @param preprocessing of images
 * @param threshold the lowest score that is shown by default, in [0, 1]
 * @param needsSuppression whether several of its raw candidates may be the same object
 */
record ModelDescription(List<String> classes, Preprocessing preprocessing, double threshold, boolean needsSuppression) {

    /** @throws WeightsException if the model is neither an exported detector nor a task */
    static ModelDescription of(Model model) {
        if (model.getBlock() instanceof DetectionBlock block) {
            return block.description();
        }
        String where = "the model " + model.getName();
        ExportMetadata metadata = ExportMetadata.read(model.getBlock().getCustomMetadata(), where);
        if (metadata.kind() != ExportMetadata.Kind.DETECTOR) {
            throw new WeightsException(where
                    + " begins behind a shared encoder, DJL runs whole detectors; export it with" + " --layout single");
        }
        Task task = metadata.task();
        return new ModelDescription(
                task.classes(), task.preprocessing(), task.threshold(), metadata.needsSuppression());
    }
}
