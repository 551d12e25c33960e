package org.vpt4j.datasets.coco;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.findings.FindingKind;
import org.vpt4j.datasets.findings.Findings;
import org.vpt4j.datasets.findings.Place;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.RawDataset;
import org.vpt4j.datasets.format.RawImage;

/**
 * Reads COCO.
 *
 * <p>Classes are told by their names, not by ids: the same name is the same class in every part. Their order is that of
 * the ids of the first part, and what only later parts know follows. A picture that the JSON lists without boxes is used
 * as one with nothing on it; a picture that it does not list is not used.
 */
public final class CocoReader implements DatasetFormat {
    @Override
    public String name() {
        return "COCO";
    }

    @Override
    public String layout() {
        return "train|valid|test/_annotations.coco.json beside the pictures; annotations/instances_{train,val,test}*.json"
                + " with train*/, val*/, test*/ or images/; one *.json beside the pictures";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return CocoLayout.of(root).stream()
                .map(part -> ImageFiles.nameBelow(root, part.json()))
                .findFirst();
    }

    @Override
    public RawDataset read(Path root, Findings.Collector findings) {
        List<CocoLayout.Part> layout = CocoLayout.of(root);
        List<CocoFile> files =
                layout.stream().map(part -> CocoFile.read(part.json())).toList();
        List<String> classes = new CocoClasses(root, files, findings).names();
        List<RawDataset.Part> parts = new ArrayList<>();
        Set<Path> listed = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            CocoPartReading reading = new CocoPartReading(root, layout.get(i), files.get(i), findings);
            parts.add(new RawDataset.Part(layout.get(i).name(), reading.images()));
            listed.addAll(reading.listed());
        }
        noteUnlisted(root, layout, listed, findings);
        return new RawDataset(classes, merged(parts));
    }

    private static void noteUnlisted(
            Path root, List<CocoLayout.Part> layout, Set<Path> listed, Findings.Collector findings) {
        Set<Path> folders = new LinkedHashSet<>();
        layout.forEach(part -> folders.addAll(part.folders()));
        for (Path folder : folders) {
            for (Path picture : ImageFiles.in(folder)) {
                if (listed.add(picture)) {
                    String name = ImageFiles.nameBelow(root, picture);
                    findings.add(
                            FindingKind.IMAGE_WITHOUT_ANNOTATION,
                            name,
                            Place.of(name),
                            "no JSON file lists it",
                            "not used");
                }
            }
        }
    }

    /** Two files of one part ({@code valid/} and {@code val/}) make one. */
    private static List<RawDataset.Part> merged(List<RawDataset.Part> parts) {
        Map<String, List<RawImage>> byName = new LinkedHashMap<>();
        parts.forEach(part ->
                byName.computeIfAbsent(part.name(), key -> new ArrayList<>()).addAll(part.images()));
        List<RawDataset.Part> merged = new ArrayList<>();
        byName.forEach((name, images) -> merged.add(new RawDataset.Part(name, images)));
        return merged;
    }
}
