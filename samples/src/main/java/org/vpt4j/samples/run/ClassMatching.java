package org.vpt4j.samples.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.vision.error.Counted;

/**
 * A dataset with the classes of a task, matched by name.
 *
 * @param dataset with the task's classes
 * @param unknown number of boxes dropped because the task does not have their class, by class name
 */
public record ClassMatching(DetectionDataset dataset, Map<String, Integer> unknown) {

    /** @throws DatasetException if dataset and task have no class in common */
    public static ClassMatching of(DetectionDataset dataset, List<String> taskClasses) {
        if (dataset.classes().stream().noneMatch(taskClasses::contains)) {
            throw new DatasetException("to be found are the classes " + String.join(", ", taskClasses)
                    + ", and the data have " + String.join(", ", dataset.classes())
                    + "; none is in both, choose other data or another task");
        }
        Map<String, Integer> unknown = new LinkedHashMap<>();
        List<LabelledImage> images = new ArrayList<>();
        for (LabelledImage image : dataset.images()) {
            List<Annotation> known = new ArrayList<>();
            for (Annotation a : image.annotations()) {
                String name = dataset.classes().get(a.classIndex());
                int index = taskClasses.indexOf(name);
                if (index < 0) {
                    unknown.merge(name, 1, Integer::sum);
                } else {
                    known.add(a.ofClass(index));
                }
            }
            images.add(image.withAnnotations(known));
        }
        return new ClassMatching(new DetectionDataset(taskClasses, images), unknown);
    }

    /** One line for each dropped class. */
    public List<String> notes() {
        return unknown.entrySet().stream()
                .map(entry -> Counted.of(entry.getValue(), "box", "boxes") + " of the class " + entry.getKey()
                        + " dropped: the task does not have it")
                .toList();
    }
}
