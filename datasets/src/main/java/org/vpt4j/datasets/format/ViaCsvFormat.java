package org.vpt4j.datasets.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The CSV of the VGG Image Annotator: a row for each region, whose shape and attributes are JSON in two of the cells. An image
 * without objects is a row without region.
 */
final class ViaCsvFormat implements DatasetFormat {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FILE = "via_region_data.csv";
    private static final String NAME = "filename";
    private static final String SHAPE = "region_shape_attributes";
    private static final String ATTRIBUTES = "region_attributes";

    @Override
    public String name() {
        return "VIA CSV";
    }

    @Override
    public String layout() {
        return "*.csv with the header " + NAME + ",file_size,file_attributes,region_count,region_id," + SHAPE + ","
                + ATTRIBUTES;
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root.toAbsolutePath().normalize()).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(
                root, ".csv", file -> NamedTable.header(file).containsAll(List.of(NAME, SHAPE, ATTRIBUTES)));
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Path absolute = root.toAbsolutePath().normalize();
        AnnotationFiles files = files(absolute);
        FoundImages images = new FoundImages(absolute, findings);
        for (Path file : files.all()) {
            findings.read(file);
            Map<String, List<NamedTable.Row>> byImage = new LinkedHashMap<>();
            for (NamedTable.Row row : NamedTable.read(file, ImageFiles.nameBelow(absolute, file))) {
                byImage.computeIfAbsent(row.required(NAME), name -> new ArrayList<>())
                        .add(row);
            }
            List<Path> folders = List.of(file.getParent(), file.resolveSibling("images"), absolute);
            byImage.forEach((name, rows) -> {
                List<DatasetEntries.BoxEntry> boxes = boxes(rows, findings);
                images.add(
                        files.part(file),
                        new FoundImages.Named(name, 0, 0, rows.get(0).position(), boxes.size()),
                        folders,
                        found -> boxes);
            });
        }
        return new DatasetEntries(List.of(), images.parts());
    }

    private static List<DatasetEntries.BoxEntry> boxes(List<NamedTable.Row> rows, Findings.Collector findings) {
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (NamedTable.Row row : rows) {
            String shape = row.get(SHAPE);
            if (!shape.isEmpty() && !shape.equals("{}")) {
                ViaShapes.box(
                                JsonValue.parse(shape, row.position()),
                                JsonValue.parse(
                                        row.get(ATTRIBUTES).isEmpty() ? "{}" : row.get(ATTRIBUTES), row.position()),
                                row.position(),
                                findings)
                        .ifPresent(boxes::add);
            }
        }
        return boxes;
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setRecordSeparator('\n')
                .setHeader(NAME, "file_size", "file_attributes", "region_count", "region_id", SHAPE, ATTRIBUTES)
                .get();
        for (DatasetEntries.Part part : data.parts()) {
            TextOutput.write(folder.resolve(TextOutput.inside(part.name(), FILE)), out -> {
                CSVPrinter csv = new CSVPrinter(out, format);
                for (DatasetEntries.ImageEntry image : part.images()) {
                    String name = TextOutput.relative(part.name(), image.name());
                    long bytes = ViaFormat.bytes(image.file());
                    int count = image.boxes().size();
                    if (count == 0) {
                        csv.printRecord(name, bytes, "{}", 0, 0, "{}", "{}");
                    }
                    for (int i = 0; i < count; i++) {
                        DatasetEntries.BoxEntry box = image.boxes().get(i);
                        csv.printRecord(
                                name,
                                bytes,
                                "{}",
                                count,
                                i,
                                MAPPER.writeValueAsString(ViaShapes.shape(box)),
                                MAPPER.writeValueAsString(ViaShapes.attributes(box)));
                    }
                }
                csv.flush();
            });
        }
        return new FormatLosses(name()).unusedClasses(data, true).areas(data).sentences();
    }
}
