package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.image.ImageFiles;

/**
 * COCO: JSON files with lists of images, categories and annotations.
 *
 * <p>Classes are identified by their names, not by ids: the same name is the same class in every part. Their order is
 * that of the ids in the first part, followed by the classes that only later parts declare. An image that the JSON lists
 * without boxes has no objects; an image that it does not list is not used.
 */
final class CocoFormat implements DatasetFormat {
    @Override
    public String name() {
        return "COCO";
    }

    @Override
    public String layout() {
        return "train|valid|test/_annotations.coco.json next to the images;"
                + " annotations/instances_{train,val,test}*.json with train*/, val*/, test*/ or images/;"
                + " one *.json next to the images";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).stream()
                .map(part -> ImageFiles.nameBelow(DataPath.of(root).folder(), part.file()))
                .findFirst();
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Path folder = DataPath.of(root).folder();
        List<AnnotationFile> annotations = files(root);
        Map<AnnotationFile, CocoFile> files = new LinkedHashMap<>();
        for (AnnotationFile part : annotations) {
            String name = ImageFiles.nameBelow(folder, part.file());
            findings.read(part.file());
            findings.tryReading(
                    FilePosition.of(name), () -> files.put(part, CocoFile.read(part.file(), name, findings)));
        }
        List<String> classes = new CocoClasses(List.copyOf(files.values()), findings).names();
        List<DatasetEntries.Part> parts = new ArrayList<>();
        Set<Path> listed = new HashSet<>();
        ImageLookup lookup = new ImageLookup(folder, findings.allowsOutside());
        files.forEach((part, file) -> lookup.expect(
                file.images().stream().map(CocoFile.Image::fileName).toList(), part.folders()));
        files.forEach((part, file) -> {
            CocoImages images = new CocoImages(folder, part, file, lookup, findings);
            parts.add(new DatasetEntries.Part(part.part(), images.entries()));
            listed.addAll(images.listed());
        });
        AnnotationFile.noteUnlisted(root, annotations, listed, findings);
        return new DatasetEntries(classes, parts);
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        data.parts().forEach(part -> new CocoWriter(data.classes(), part).write(folder));
        return List.of();
    }

    private static List<AnnotationFile> files(Path root) {
        return AnnotationFile.of(root, CocoFormat::jsonIn);
    }

    /** Captions and key points next to {@code instances_*.json} do not list all objects: they are skipped. */
    private static List<Path> jsonIn(Path folder) {
        if (Files.isRegularFile(folder)) {
            return CocoFile.looksLikeCoco(folder) ? List.of(folder) : List.of();
        }
        List<Path> files = ImageFiles.filesIn(folder).stream()
                .filter(file -> TextFile.hasExtension(file, ".json"))
                .filter(CocoFile::looksLikeCoco)
                .toList();
        List<Path> instances = files.stream()
                .filter(file -> file.getFileName().toString().startsWith("instances"))
                .toList();
        return instances.isEmpty() ? files : instances;
    }
}
