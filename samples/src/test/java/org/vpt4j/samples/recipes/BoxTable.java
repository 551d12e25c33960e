package org.vpt4j.samples.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.files.AtomicFiles;

/** Images next to a table {@code boxes.csv} with the lines {@code image,class,x1,y1,x2,y2}. */
public final class BoxTable implements DatasetFormat {
    private static final String TABLE = "boxes.csv";

    @Override
    public String name() {
        return "box table";
    }

    @Override
    public String layout() {
        return TABLE + " with the lines image,class,x1,y1,x2,y2";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return Files.isRegularFile(root.resolve(TABLE)) ? Optional.of(TABLE) : Optional.empty();
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Map<String, List<DatasetEntries.BoxEntry>> boxes = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(root.resolve(TABLE))) {
            FilePosition position = new FilePosition(TABLE, ++number);
            String[] cells = line.split(",", -1);
            if (cells.length != 6) {
                throw new DatasetException(position + ": expected image,class,x1,y1,x2,y2, but it is: " + line);
            }
            boxes.computeIfAbsent(cells[0], image -> new ArrayList<>()).add(box(cells, position));
        }
        List<DatasetEntries.ImageEntry> images = new ArrayList<>();
        boxes.forEach((image, list) -> images.add(new DatasetEntries.ImageEntry(
                image, root.resolve(image), 0, 0, list.get(0).position(), list)));
        return new DatasetEntries(List.of(), List.of(new DatasetEntries.Part(DatasetEntries.UNNAMED, images)));
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        StringBuilder table = new StringBuilder();
        for (DatasetEntries.Part part : data.parts()) {
            part.images().forEach(image -> image.boxes().forEach(box -> table.append(line(image, box))));
        }
        AtomicFiles.writeString(folder.resolve(TABLE), table.toString());
        return List.of("splits, and images without objects, are left out");
    }

    private static String line(DatasetEntries.ImageEntry image, DatasetEntries.BoxEntry box) {
        return String.join(
                        ",",
                        image.name(),
                        box.className(),
                        Double.toString(box.x1()),
                        Double.toString(box.y1()),
                        Double.toString(box.x2()),
                        Double.toString(box.y2()))
                + "\n";
    }

    private static DatasetEntries.BoxEntry box(String[] cells, FilePosition position) {
        double[] xyxy = new double[4];
        for (int i = 0; i < 4; i++) {
            xyxy[i] = position.number("each coordinate", cells[2 + i]);
        }
        return new DatasetEntries.BoxEntry(cells[1], xyxy[0], xyxy[1], xyxy[2], xyxy[3], false, Double.NaN, position);
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            throw new DatasetException(table + " cannot be read: " + e.getMessage(), e);
        }
    }
}
