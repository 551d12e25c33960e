package org.vpt4j.datasets.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON of the VGG Image Annotator, versions 1 and 2: a project, or its exported annotations, {@code {"a.jpg12345":
 * {"filename", "size", "regions", "file_attributes"}}}. The class of a region is its only attribute, or the one named class,
 * label, name, type, category or object.
 */
final class ViaFormat implements DatasetFormat {
    private static final String FILE = "via_region_data.json";
    private static final String PROJECT = "_via_img_metadata";

    @Override
    public String name() {
        return "VIA";
    }

    @Override
    public String layout() {
        return "a project or an export of the VGG Image Annotator, *.json, also one for each of train/, val/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".json", file -> {
            JsonValue.Look look = JsonValue.look(file);
            return look.isObjectWith(PROJECT)
                    || (!look.list()
                            && look.inner().contains("filename")
                            && look.inner().contains("regions"));
        });
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        FoundImages all = files(root).read(findings, (file, images) -> {
            JsonValue json = JsonValue.read(file.file(), file.name());
            JsonValue entries = json.get(PROJECT).exists() ? json.get(PROJECT) : json;
            for (JsonValue entry : entries.fields().values()) {
                findings.tryReading(entry.position(), () -> {
                    List<JsonValue> regions = regions(entry);
                    FoundImages.Named image =
                            new FoundImages.Named(entry.get("filename").text(), 0, 0, entry.position(), regions.size());
                    images.add(file.part(), image, file.folders(), found -> boxes(regions, found, findings));
                });
            }
        });
        return new DatasetEntries(List.of(), all.parts());
    }

    private static List<JsonValue> regions(JsonValue entry) {
        JsonValue regions = entry.get("regions");
        return regions.isObject() ? List.copyOf(regions.fields().values()) : regions.items();
    }

    private static List<DatasetEntries.BoxEntry> boxes(
            List<JsonValue> regions, Path image, Findings.Collector findings) {
        List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
        for (JsonValue region : regions) {
            findings.tryReading(region.position(), image, () -> ViaShapes.box(
                            region.get("shape_attributes"),
                            region.get("region_attributes"),
                            region.position(),
                            findings)
                    .ifPresent(boxes::add));
        }
        return boxes;
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        for (DatasetEntries.Part part : data.parts()) {
            Map<String, Object> entries = new LinkedHashMap<>();
            for (DatasetEntries.ImageEntry image : part.images()) {
                String name = TextOutput.relative(part.name(), image.name());
                long bytes = bytes(image.file());
                List<Object> regions = new ArrayList<>();
                image.boxes()
                        .forEach(box -> regions.add(Map.of(
                                "shape_attributes", ViaShapes.shape(box),
                                "region_attributes", ViaShapes.attributes(box))));
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("filename", name);
                entry.put("size", bytes);
                entry.put("regions", regions);
                entry.put("file_attributes", Map.of());
                entries.put(name + bytes, entry);
            }
            JsonOutput.write(folder.resolve(TextOutput.inside(part.name(), FILE)), entries);
        }
        return new FormatLosses(name()).unusedClasses(data, true).areas(data).sentences();
    }

    /** Of the image's file; -1, as the annotator writes it for addresses, if it is not known. */
    static long bytes(Path image) {
        try {
            return Files.size(image);
        } catch (IOException e) {
            return -1;
        }
    }
}
