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
import java.util.stream.Stream;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Tables of boxes in CSV, as used by keras-retinanet and torchvision's tutorials, and as exported by Roboflow for
 * RetinaNet and TensorFlow.
 *
 * <p>A table declares no classes: they are those of its boxes, sorted by name. An image that no table names is not used;
 * one that is named without a box has no objects.
 */
final class CsvFormat implements DatasetFormat {
    private final CsvColumns columns;

    CsvFormat() {
        this(CsvColumns.USUAL);
    }

    CsvFormat(CsvColumns columns) {
        this.columns = columns;
    }

    @Override
    public String name() {
        return "CSV";
    }

    @Override
    public String layout() {
        return "train|valid|test/*.csv (or *.tsv) next to the images, or train.csv, val.csv, test.csv, or one *.csv, with a line"
                + " \"image,xmin,ymin,xmax,ymax,class\" for each box, or with a header that names the columns; separated by comma, semicolon, tab"
                + " or |";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return tables(root).stream()
                .map(table -> ImageFiles.nameBelow(DataPath.of(root).folder(), table.file()))
                .findFirst();
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        List<AnnotationFile> tables = tables(root);
        List<DatasetEntries.Part> parts = new ArrayList<>();
        Set<Path> listed = new HashSet<>();
        ImageLookup lookup = new ImageLookup(DataPath.of(root).folder(), findings.allowsOutside());
        for (AnnotationFile table : tables) {
            findings.read(table.file());
            findings.tryReading(FilePosition.of(ImageFiles.nameBelow(lookup.root(), table.file())), () -> {
                Map<Path, DatasetEntries.ImageEntry> images = images(lookup.root(), table, lookup, findings);
                parts.add(new DatasetEntries.Part(table.part(), List.copyOf(images.values())));
                listed.addAll(images.keySet());
            });
        }
        AnnotationFile.noteUnlisted(root, tables, listed, findings);
        return new DatasetEntries(List.of(), parts);
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        data.parts().forEach(part -> CsvWriter.write(part, folder));
        return new FormatLosses(name())
                .crowds(data)
                .unusedClasses(data, false)
                .areas(data)
                .sentences();
    }

    private List<AnnotationFile> tables(Path root) {
        return AnnotationFile.of(root, folder -> (Files.isRegularFile(folder) ? Stream.of(folder) : tablesIn(folder))
                .filter(file -> CsvFile.looksLikeBoxes(file, columns))
                .toList());
    }

    private static Stream<Path> tablesIn(Path folder) {
        return ImageFiles.filesIn(folder).stream()
                .filter(file -> TextFile.hasExtension(file, ".csv") || TextFile.hasExtension(file, ".tsv"));
    }

    private Map<Path, DatasetEntries.ImageEntry> images(
            Path root, AnnotationFile table, ImageLookup lookup, Findings.Collector findings) {
        Map<Path, DatasetEntries.ImageEntry> images = new LinkedHashMap<>();
        CsvFile.read(root, table.file(), columns, findings).images().forEach((name, image) -> {
            int count = image.boxes().size();
            Optional<Path> imageFile = table.image(name, lookup, image.position(), count, findings);
            if (imageFile.isEmpty()) {
                return;
            }
            List<DatasetEntries.BoxEntry> boxes = new ArrayList<>(image.boxes());
            DatasetEntries.ImageEntry former = images.get(imageFile.get()); // the same file under another name: ./a.jpg
            if (former != null) {
                boxes.addAll(0, former.boxes());
            }
            images.put(
                    imageFile.get(),
                    new DatasetEntries.ImageEntry(
                            ImageFiles.nameBelow(root, imageFile.get()),
                            imageFile.get(),
                            image.width(),
                            image.height(),
                            image.position(),
                            boxes));
        });
        return images;
    }
}
