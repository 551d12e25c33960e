package org.vpt4j.datasets.coco;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.PartFile;
import org.vpt4j.datasets.format.RawDataset;

/**
 * Reads COCO.
 *
 * <p>Classes are told by their names, not by ids: the same name is the same class in every part. Their order is that of
 * the ids of the first part, and what only later parts know follows. An image that the JSON lists without boxes is used
 * as one with nothing on it; an image that it does not list is not used.
 */
public final class CocoReader implements DatasetFormat {
    @Override
    public String name() {
        return "COCO";
    }

    @Override
    public String layout() {
        return "train|valid|test/_annotations.coco.json beside the images; annotations/instances_{train,val,test}*.json"
                + " with train*/, val*/, test*/ or images/; one *.json beside the images";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return CocoLayout.of(root).stream()
                .map(part -> ImageFiles.nameBelow(root, part.file()))
                .findFirst();
    }

    @Override
    public RawDataset read(Path root, Findings.Collector findings) {
        List<PartFile> layout = CocoLayout.of(root);
        List<CocoFile> files =
                layout.stream().map(part -> CocoFile.read(part.file())).toList();
        List<String> classes = new CocoClasses(root, files, findings).names();
        List<RawDataset.Part> parts = new ArrayList<>();
        Set<Path> listed = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            CocoPartReading reading = new CocoPartReading(root, layout.get(i), files.get(i), findings);
            parts.add(new RawDataset.Part(layout.get(i).part(), reading.images()));
            listed.addAll(reading.listed());
        }
        PartFile.noteUnlisted(root, layout, listed, findings);
        return new RawDataset(classes, parts);
    }
}
