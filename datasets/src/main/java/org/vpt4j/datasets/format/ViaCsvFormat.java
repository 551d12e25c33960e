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
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".csv", file -> NamedTable.header(file)
                .containsAll(List.of(NAME, SHAPE, ATTRIBUTES)));
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        FoundImages all = files(root).read(findings, (file, images) -> {
            Map<String, List<NamedTable.Row>> byImage = new LinkedHashMap<>();
            for (NamedTable.Row row : NamedTable.read(file.file(), file.name())) {
                findings.tryReading(
                        row.position(), () -> byImage.computeIfAbsent(row.required(NAME), name -> new ArrayList<>())
                                .add(row));
            }
            byImage.forEach((name, rows) -> {
                images.add(
                        file.part(),
                        new FoundImages.Named(name, 0, 0, rows.get(0).position(), rows.size()),
                        file.folders(),
                        found -> boxes(rows, found, findings));
            });
        });
        return new DatasetEntries(List.of(), all.parts());
    }

    private static List<DatasetEntries.BoxEntry> boxes(
            List<NamedTable.Row> rows, Path image, Findings.Collector findings) {
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (NamedTable.Row row : rows) {
            String shape = row.get(SHAPE);
            if (!shape.isEmpty() && !shape.equals("{}")) {
                String attributes = row.get(ATTRIBUTES).isEmpty() ? "{}" : row.get(ATTRIBUTES);
                findings.tryReading(row.position(), image, () -> ViaShapes.box(
                                JsonValue.parse(shape, row.position()),
                                JsonValue.parse(attributes, row.position()),
                                row.position(),
                                findings)
                        .ifPresent(boxes::add));
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
