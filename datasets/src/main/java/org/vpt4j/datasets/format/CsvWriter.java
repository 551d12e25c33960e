package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes a table for each part, {@code train/_annotations.csv} next to its images, with the header that TensorFlow's tools
 * and Roboflow use. An image without objects is a row without a box; crowds are left out.
 */
final class CsvWriter {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setHeader("filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax")
            .get();

    private CsvWriter() {}

    static void write(DatasetEntries.Part part, Path folder) {
        Path file = folder.resolve(TextOutput.inside(part.name(), "_annotations.csv"));
        TextOutput.write(file, out -> {
            CSVPrinter csv = new CSVPrinter(out, FORMAT);
            for (DatasetEntries.ImageEntry image : part.images()) {
                String name = TextOutput.relative(part.name(), image.name());
                List<DatasetEntries.BoxEntry> boxes =
                        image.boxes().stream().filter(box -> !box.crowd()).toList();
                if (boxes.isEmpty()) {
                    csv.printRecord(name, image.width(), image.height(), "", "", "", "", "");
                }
                for (DatasetEntries.BoxEntry box : boxes) {
                    csv.printRecord(
                            name,
                            image.width(),
                            image.height(),
                            box.className(),
                            TextOutput.number(box.x1()),
                            TextOutput.number(box.y1()),
                            TextOutput.number(box.x2()),
                            TextOutput.number(box.y2()));
                }
            }
            csv.flush();
        });
    }
}
