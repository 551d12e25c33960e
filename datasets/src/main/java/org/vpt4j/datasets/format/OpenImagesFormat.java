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
        return tables(root.toAbsolutePath().normalize()).firstName();
    }

    private static AnnotationFiles tables(Path root) {
        return new AnnotationFiles(root, ".csv", file -> NamedTable.header(file).containsAll(BOXES));
    }

    private static AnnotationFiles imageTables(Path root) {
        return new AnnotationFiles(root, ".csv", file -> {
            Set<String> header = NamedTable.header(file);
            return header.contains("ImageID") && header.contains("Subset") && !header.contains("XMin");
        });
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Path absolute = root.toAbsolutePath().normalize();
        Map<String, String> names = names(absolute, findings);
        Map<String, Map<String, List<NamedTable.Row>>> byPart = new LinkedHashMap<>();
        for (Path file : tables(absolute).all()) {
            findings.read(file);
            Map<String, List<NamedTable.Row>> images =
                    byPart.computeIfAbsent(tables(absolute).part(file), part -> new LinkedHashMap<>());
            for (NamedTable.Row row : NamedTable.read(file, ImageFiles.nameBelow(absolute, file))) {
                images.computeIfAbsent(row.required("ImageID"), id -> new ArrayList<>())
                        .add(row);
            }
        }
        for (Path file : imageTables(absolute).all()) {
            findings.read(file);
            for (NamedTable.Row row : NamedTable.read(file, ImageFiles.nameBelow(absolute, file))) {
                byPart.computeIfAbsent(imageTables(absolute).part(file), part -> new LinkedHashMap<>())
                        .computeIfAbsent(row.required("ImageID"), id -> new ArrayList<>(List.of(row)));
            }
        }
        FoundImages images = new FoundImages(absolute, findings);
        Map<String, String> files = filesById(absolute);
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
                    List.of(absolute),
                    found -> boxes(boxes, names, FoundImages.size(found)));
        }));
        return new DatasetEntries(List.of(), images.parts());
    }

    /** Display names by label; a label without one is its own name. */
    private static Map<String, String> names(Path root, Findings.Collector findings) {
        Map<String, String> names = new HashMap<>();
        AnnotationFiles descriptions = new AnnotationFiles(
                root, ".csv", file -> file.getFileName().toString().startsWith("class-descriptions"));
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
            List<NamedTable.Row> rows, Map<String, String> names, ImageSize size) {
        return rows.stream()
                .map(row -> new DatasetEntries.BoxEntry(
                        names.getOrDefault(row.get("LabelName"), row.get("LabelName")),
                        row.number("XMin") * size.width(),
                        row.number("YMin") * size.height(),
                        row.number("XMax") * size.width(),
                        row.number("YMax") * size.height(),
                        row.get("IsGroupOf").equals("1"),
                        Double.NaN,
                        row.position()))
                .toList();
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
