package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;

/**
 * Open Images: {@code train-annotations-bbox.csv} with a row for each box, in fractions of the image's size, and {@code
 * class-descriptions-boxable.csv} with the names of the labels. Images without boxes are in a table of images. A group of
 * objects is a region to ignore.
 */
final class OpenImagesFormat implements DatasetFormat {
    private static final List<String> BOXES = List.of("ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax");
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    @Override
    public String name() {
        return "Open Images";
    }

    @Override
    public String layout() {
        return "*.csv with the columns ImageID,LabelName,XMin,XMax,YMin,YMax, one for each part, as in"
                + " train-annotations-bbox.csv, and class-descriptions*.csv";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return tables(DataPath.of(root)).firstName();
    }

    private static AnnotationFiles tables(DataPath data) {
        return new AnnotationFiles(data, ".csv", file -> NamedTable.header(file).containsAll(BOXES));
    }

    /** The tables of images; next to a file that was named, only that of the same part. */
    private static List<Path> imageTables(DataPath data) {
        AnnotationFiles all = new AnnotationFiles(DataPath.of(data.folder()), ".csv", file -> {
            Set<String> header = NamedTable.header(file);
            return header.contains("ImageID") && header.contains("Subset") && !header.contains("XMin");
        });
        return all.all().stream()
                .filter(table ->
                        data.file().isEmpty() || all.part(data.file().get()).equals(all.part(table)))
                .toList();
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        DataPath data = DataPath.of(root);
        Map<String, String> names = names(data.folder(), findings);
        Map<String, Map<String, List<NamedTable.Row>>> byPart = new LinkedHashMap<>();
        FoundImages images = tables(data)
                .read(
                        findings,
                        (file, found) ->
                                rows(file.file(), file.name(), findings, (id, row) -> imagesOf(file.part(), byPart)
                                        .computeIfAbsent(id, key -> new ArrayList<>())
                                        .add(row)));
        for (Path table : imageTables(data)) {
            findings.read(table);
            String name = ImageFiles.nameBelow(data.folder(), table);
            String part = tables(data).part(table);
            findings.tryReading(
                    FilePosition.of(name),
                    () -> rows(table, name, findings, (id, row) -> imagesOf(part, byPart)
                            .computeIfAbsent(id, key -> new ArrayList<>(List.of(row)))));
        }
        Map<String, String> files = filesById(data.folder());
        byPart.forEach((part, byId) -> byId.forEach((id, rows) -> {
            List<NamedTable.Row> boxes =
                    rows.stream().filter(row -> !row.get("LabelName").isEmpty()).toList();
            images.add(
                    part,
                    new FoundImages.Named(
                            files.getOrDefault(part + "/" + id, files.getOrDefault(id, id)),
                            0,
                            0,
                            rows.get(0).position(),
                            boxes.size()),
                    List.of(data.folder()),
                    found -> boxes(boxes, names, found, findings));
        }));
        return new DatasetEntries(List.of(), images.parts());
    }

    /** The rows of a table with their images' ids. */
    private static void rows(
            Path file, String name, Findings.Collector findings, BiConsumer<String, NamedTable.Row> each) {
        for (NamedTable.Row row : NamedTable.read(file, name)) {
            findings.tryReading(row.position(), () -> each.accept(row.required("ImageID"), row));
        }
    }

    private static Map<String, List<NamedTable.Row>> imagesOf(
            String part, Map<String, Map<String, List<NamedTable.Row>>> byPart) {
        return byPart.computeIfAbsent(part, key -> new LinkedHashMap<>());
    }

    /** Display names by label; a label without one is its own name. */
    private static Map<String, String> names(Path root, Findings.Collector findings) {
        Map<String, String> names = new HashMap<>();
        AnnotationFiles descriptions = new AnnotationFiles(
                DataPath.of(root), ".csv", file -> file.getFileName().toString().startsWith("class-descriptions"));
        for (Path file : descriptions.all()) {
            findings.read(file);
            NamedTable.cells(file).stream()
                    .filter(cells -> cells.size() >= 2)
                    .forEach(cells -> names.put(cells.get(0), cells.get(1)));
        }
        return names;
    }

    /** The path of each image by its id, and by part and id. */
    private static Map<String, String> filesById(Path root) {
        Map<String, String> files = new HashMap<>();
        for (Path image : ImageFiles.below(root)) {
            String name = ImageFiles.nameBelow(root, image);
            files.putIfAbsent(ImageFiles.stem(image), name);
            Path folder = image.getParent();
            String part =
                    folder.equals(root) ? "" : PartNames.in(folder.getFileName().toString());
            files.putIfAbsent(part + "/" + ImageFiles.stem(image), name);
        }
        return files;
    }

    private static List<DatasetEntries.BoxEntry> boxes(
            List<NamedTable.Row> rows, Map<String, String> names, Path image, Findings.Collector findings) {
        ImageSize size = FoundImages.size(image);
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (NamedTable.Row row : rows) {
            findings.tryReading(
                    row.position(),
                    image,
                    () -> boxes.add(new DatasetEntries.BoxEntry(
                            names.getOrDefault(row.get("LabelName"), row.get("LabelName")),
                            row.number("XMin") * size.width(),
                            row.number("YMin") * size.height(),
                            row.number("XMax") * size.width(),
                            row.number("YMax") * size.height(),
                            row.get("IsGroupOf").equals("1"),
                            Double.NaN,
                            row.position())));
        }
        return boxes;
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        for (DatasetEntries.Part part : data.parts()) {
            String prefix = part.name().isEmpty() ? "" : (part.name().equals("val") ? "validation" : part.name()) + "-";
            TextOutput.write(folder.resolve(prefix + "annotations-bbox.csv"), out -> boxes(part, out));
            TextOutput.write(folder.resolve(prefix + "images.csv"), out -> {
                CSVPrinter csv = new CSVPrinter(out, FORMAT);
                csv.printRecord("ImageID", "Subset");
                for (DatasetEntries.ImageEntry image : part.images()) {
                    csv.printRecord(id(image), part.name());
                }
                csv.flush();
            });
        }
        TextOutput.write(folder.resolve("class-descriptions-boxable.csv"), out -> {
            CSVPrinter csv = new CSVPrinter(out, FORMAT);
            for (String name : data.classes()) {
                csv.printRecord(name, name);
            }
            csv.flush();
        });
        return new FormatLosses(name()).unusedClasses(data, true).areas(data).sentences();
    }

    private static void boxes(DatasetEntries.Part part, Writer out) throws IOException {
        CSVPrinter csv = new CSVPrinter(out, FORMAT);
        csv.printRecord(
                "ImageID",
                "Source",
                "LabelName",
                "Confidence",
                "XMin",
                "XMax",
                "YMin",
                "YMax",
                "IsOccluded",
                "IsTruncated",
                "IsGroupOf",
                "IsDepiction",
                "IsInside");
        for (DatasetEntries.ImageEntry image : part.images()) {
            for (DatasetEntries.BoxEntry box : image.boxes()) {
                csv.printRecord(
                        id(image),
                        "vpt4j",
                        box.className(),
                        1,
                        fraction(box.x1(), image.width()),
                        fraction(box.x2(), image.width()),
                        fraction(box.y1(), image.height()),
                        fraction(box.y2(), image.height()),
                        -1,
                        -1,
                        box.crowd() ? 1 : 0,
                        -1,
                        -1);
            }
        }
        csv.flush();
    }

    private static String id(DatasetEntries.ImageEntry image) {
        return TextOutput.withoutExtension(TextOutput.lastName(image.name()));
    }

    private static String fraction(double value, int of) {
        return String.format(Locale.ROOT, "%.6f", value / of);
    }
}
