package org.vpt4j.datasets.coco;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.PartFile;

/** Which JSON files of a folder are COCO annotations. */
final class CocoLayout {
    private CocoLayout() {}

    /** The annotation files of a folder; empty if it has none. */
    static List<PartFile> of(Path root) {
        return PartFile.of(root, "COCO", CocoLayout::jsonIn);
    }

    /** Beside {@code instances_*.json} lie captions and key points, which are no boxes of all objects. */
    private static List<Path> jsonIn(Path folder) {
        List<Path> files = ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".json"))
                .filter(CocoFile::looksLikeCoco)
                .toList();
        List<Path> instances = files.stream()
                .filter(file -> file.getFileName().toString().startsWith("instances"))
                .toList();
        return instances.isEmpty() ? files : instances;
    }
}
