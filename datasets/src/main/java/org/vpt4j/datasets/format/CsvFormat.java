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
                + " \"image,xmin,ymin,xmax,ymax,class\" for each box, or with a header that names the columns; separated by comma, semicolon, tab,"
                + " | or blank; a column split says train, val or test";
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
                Map<Path, Listed> images = images(lookup.root(), table, lookup, findings);
                Map<String, List<DatasetEntries.ImageEntry>> byPart = new LinkedHashMap<>();
                images.values().forEach(image -> byPart.computeIfAbsent(image.part(), part -> new ArrayList<>())
                        .add(image.entry()));
                parts.addAll(FoundImages.parts(byPart));
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

    /** An image and the part to which its table, or a column of it, assigns it. */
    private record Listed(String part, DatasetEntries.ImageEntry entry) {}

    private Map<Path, Listed> images(Path root, AnnotationFile table, ImageLookup lookup, Findings.Collector findings) {
        Map<Path, Listed> images = new LinkedHashMap<>();
        Map<String, CsvFile.Image> read =
                CsvFile.read(root, table.file(), columns, findings).images();
        lookup.expect(List.copyOf(read.keySet()), table.folders());
        read.forEach((name, image) -> {
            int count = image.boxes().size();
            Optional<Path> imageFile = table.image(name, lookup, image.position(), count, findings);
            if (imageFile.isEmpty()) {
                return;
            }
            if (!image.broken().isEmpty()) {
                findings.incomplete(imageFile.get());
            }
            List<DatasetEntries.BoxEntry> boxes = new ArrayList<>(image.boxes());
            Listed former = images.get(imageFile.get()); // the same file under another name: ./a.jpg
            if (former != null) {
                boxes.addAll(0, former.entry().boxes());
            }
            images.put(
                    imageFile.get(),
                    new Listed(
                            former == null ? image.part().isEmpty() ? table.part() : image.part() : former.part(),
                            new DatasetEntries.ImageEntry(
                                    ImageFiles.nameBelow(root, imageFile.get()),
                                    imageFile.get(),
                                    image.width(),
                                    image.height(),
                                    image.position(),
                                    boxes)));
        });
        return images;
    }
}
