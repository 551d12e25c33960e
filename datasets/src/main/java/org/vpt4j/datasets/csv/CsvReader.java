package org.vpt4j.datasets.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.PartFile;
import org.vpt4j.datasets.format.RawBox;
import org.vpt4j.datasets.format.RawDataset;
import org.vpt4j.datasets.format.RawImage;
import org.vpt4j.vision.error.Counted;

/**
 * Reads tables of boxes in CSV: those of keras-retinanet and torchvision's tutorials, and those that Roboflow exports
 * for RetinaNet and for TensorFlow.
 *
 * <p>Such a table declares no classes: they are those of its boxes, by name. An image that no table names is not used;
 * one that is named without a box has nothing on it.
 */
public final class CsvReader implements DatasetFormat {
    @Override
    public String name() {
        return "CSV";
    }

    @Override
    public String layout() {
        return "train|valid|test/*.csv beside the images, or train.csv, val.csv, test.csv, or one *.csv; a line"
                + " \"image,xmin,ymin,xmax,ymax,class\" for each box, or a first line that names the columns";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return tables(root).stream()
                .map(table -> ImageFiles.nameBelow(root, table.file()))
                .findFirst();
    }

    @Override
    public RawDataset read(Path root, Findings.Collector findings) {
        List<PartFile> tables = tables(root);
        List<RawDataset.Part> parts = new ArrayList<>();
        Set<Path> listed = new HashSet<>();
        for (PartFile table : tables) {
            Map<Path, RawImage> images = images(root, table, findings);
            parts.add(new RawDataset.Part(table.part(), List.copyOf(images.values())));
            listed.addAll(images.keySet());
        }
        PartFile.noteUnlisted(root, tables, listed, findings);
        return new RawDataset(List.of(), parts);
    }

    private static List<PartFile> tables(Path root) {
        return PartFile.of(root, "CSV", folder -> ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".csv"))
                .filter(CsvFile::looksLikeBoxes)
                .toList());
    }

    private static Map<Path, RawImage> images(Path root, PartFile table, Findings.Collector findings) {
        Map<Path, RawImage> images = new LinkedHashMap<>();
        CsvFile.read(root, table.file()).images().forEach((name, image) -> {
            Optional<Path> imageFile = table.image(name);
            if (imageFile.isEmpty()) {
                findings.add(
                        FindingKind.ANNOTATION_WITHOUT_IMAGE,
                        name,
                        image.place(),
                        Counted.of(image.boxes().size(), "box", "boxes"),
                        "dropped with its boxes");
                return;
            }
            List<RawBox> boxes = new ArrayList<>(image.boxes());
            RawImage former = images.get(imageFile.get()); // the same under another name: ./a.jpg
            if (former != null) {
                boxes.addAll(0, former.boxes());
            }
            images.put(
                    imageFile.get(),
                    new RawImage(
                            ImageFiles.nameBelow(root, imageFile.get()),
                            imageFile.get(),
                            image.width(),
                            image.height(),
                            image.place(),
                            boxes));
        });
        return images;
    }
}
