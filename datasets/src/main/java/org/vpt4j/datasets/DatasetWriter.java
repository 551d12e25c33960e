package org.vpt4j.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Writes a dataset in a format, into a new folder that is there when it is complete: annotations, splits, classes, and the
 * images under names that are unique even without their folders and extensions.
 */
public final class DatasetWriter {
    private static final Map<Split, String> PARTS =
            new EnumMap<>(Map.of(Split.TRAIN, "train", Split.VALIDATION, "val", Split.TEST, "test"));

    private final DetectionData data;
    private final DatasetFormat format;
    private final UniqueNames names = new UniqueNames();
    private final Map<String, Path> sources = new LinkedHashMap<>();

    private DatasetWriter(DetectionData data, DatasetFormat format) {
        this.data = data;
        this.format = format;
    }

    /** What happens to the image files. */
    public enum Images {
        /** They are copied. */
        COPY,
        /** They share the memory of the disk with the originals, or are symbolic links where the file system cannot do that. */
        LINK,
        /** Only the annotations are written. */
        NONE
    }

    /**
     * What was written.
     *
     * @param remarks what the format cannot hold and what was renamed, a sentence each
     */
    public record Written(int images, int boxes, List<String> remarks) {
        public Written {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Writes the whole images of a dataset.
     *
     * @param data best with the splits {@linkplain DetectionData#openAsGiven as given}: drawn ones are written too
     * @param out a folder that does not exist or is empty, best {@linkplain #requireNew outside the dataset's own}
     * @throws DatasetException if the folder is not empty
     * @throws org.vpt4j.vision.error.FileException if something cannot be written; nothing is left then
     */
    public static Written write(
            DetectionData data, DatasetFormat format, Path out, Images images, DetectionData.Progress progress) {
        requireNew(out);
        return new DatasetWriter(data, format).write(out.toAbsolutePath().normalize(), images, progress);
    }

    /**
     * Checks a folder to be written before the work begins.
     *
     * @param dataset what was given: its folder, or an annotation file
     * @throws DatasetException if the folder is not empty, or inside the dataset's
     */
    public static void requireNew(Path out, Path dataset) {
        requireNew(out);
        Path inside = dataset.toAbsolutePath().normalize();
        if (Files.isDirectory(inside) && out.toAbsolutePath().normalize().startsWith(inside)) {
            throw new DatasetException(
                    out + " is inside the dataset's folder " + dataset + "; choose a folder outside of it");
        }
    }

    private static void requireNew(Path out) {
        if (Files.exists(out) && !isEmptyFolder(out)) {
            throw new DatasetException(out + " exists and is not an empty folder; choose a new one");
        }
    }

    private static boolean isEmptyFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw AtomicFiles.failure("list", folder, e);
        }
    }

    private Written write(Path out, Images images, DetectionData.Progress progress) {
        DatasetEntries entries = entries();
        List<String> remarks;
        try (AtomicFiles.Writer folder = AtomicFiles.openFolder(out)) {
            if (images != Images.NONE) {
                transfer(folder.path(), images, progress);
            }
            remarks = new ArrayList<>(format.write(entries, folder.path()));
            folder.commit();
        }
        if (names.changed() > 0) {
            remarks.add(Counted.of(names.changed(), "image", "images")
                    + " renamed, as another one has the same name in another folder or with another extension, e.g. "
                    + names.example());
        }
        int boxes = entries.parts().stream()
                .flatMap(part -> part.images().stream())
                .mapToInt(image -> image.boxes().size())
                .sum();
        return new Written(sources.size(), boxes, remarks);
    }

    private DatasetEntries entries() {
        List<DatasetEntries.Part> parts = new ArrayList<>();
        boolean unsplit = data.splitOrigin() == SplitNames.Origin.NONE;
        for (Split split : Split.values()) {
            data.split(split).ifPresent(dataset -> {
                String part = unsplit ? DatasetEntries.UNNAMED : PARTS.get(split);
                parts.add(new DatasetEntries.Part(
                        part,
                        dataset.whole().stream()
                                .map(image -> entry(part, image))
                                .toList()));
            });
        }
        return new DatasetEntries(data.classes(), parts);
    }

    private DatasetEntries.ImageEntry entry(String part, LabelledImage image) {
        String path = format.imagePath(part, names.of(image.name()));
        sources.put(path, image.file());
        FilePosition position = FilePosition.of(image.name());
        List<DatasetEntries.BoxEntry> boxes = image.annotations().stream()
                .map(a -> new DatasetEntries.BoxEntry(
                        data.classes().get(a.classIndex()),
                        a.box().x1(),
                        a.box().y1(),
                        a.box().x2(),
                        a.box().y2(),
                        a.crowd(),
                        a.area(),
                        position))
                .toList();
        return new DatasetEntries.ImageEntry(
                path, image.file(), image.size().width(), image.size().height(), position, boxes);
    }

    private void transfer(Path folder, Images how, DetectionData.Progress progress) {
        int done = 0;
        for (Map.Entry<String, Path> image : sources.entrySet()) {
            Path target = folder.resolve(image.getKey());
            AtomicFiles.createFolders(target.getParent());
            try {
                Path source = image.getValue().toRealPath();
                if (how == Images.COPY) {
                    Files.copy(source, target);
                } else {
                    link(source, target);
                }
            } catch (IOException e) {
                throw AtomicFiles.failure("copy the image " + image.getValue() + " to", target, e);
            }
            progress.checked(++done, sources.size());
        }
    }

    private static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException e) { // another file system, or one without links
            Files.createSymbolicLink(target, source);
        }
    }
}
