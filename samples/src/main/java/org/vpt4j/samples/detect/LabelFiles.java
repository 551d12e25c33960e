package org.vpt4j.samples.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * The detections as a dataset without splits, in one of the dataset formats: {@code labels/NAME.txt}, {@code
 * annotations/NAME.xml}, … for the images {@code images/NAME.jpg}. Scores are not written: annotation tools have no place for
 * them. The files appear at the end of the run; until then only boxes are kept in memory.
 */
final class LabelFiles implements DetectionSink {
    private final Path out;
    private final DatasetFormat format;
    private final Categories categories;
    private final boolean wholePixels;
    private final List<DatasetEntries.ImageEntry> images = new ArrayList<>();

    /** @param wholePixels whether the format's tools expect whole pixels, at least one wide and high */
    LabelFiles(Path out, DatasetFormat format, Categories categories, boolean wholePixels) {
        this.out = out;
        this.format = format;
        this.categories = categories;
        this.wholePixels = wholePixels;
    }

    @Override
    public void write(ImageResult result) {
        ImageSize size = result.image().image().size();
        FilePosition position = FilePosition.of(result.image().source());
        List<DatasetEntries.BoxEntry> boxes = result.detections().stream()
                .map(one -> box(one, size, position))
                .toList();
        images.add(new DatasetEntries.ImageEntry(
                "images/" + result.image().singleName() + extension(result),
                Path.of("images"),
                size.width(),
                size.height(),
                position,
                boxes));
    }

    /** That of the image's file; frames of videos are written as JPEG. */
    private static String extension(ImageResult result) {
        String source = result.image().source();
        int dot = source.lastIndexOf('.');
        return result.image().moment().isPresent() || dot <= source.lastIndexOf('/') ? ".jpg" : source.substring(dot);
    }

    private DatasetEntries.BoxEntry box(Detection one, ImageSize size, FilePosition position) {
        Box box = one.box().clip(size);
        Box written = wholePixels ? wholePixels(box, size) : box;
        return new DatasetEntries.BoxEntry(
                categories.get(one.classIndex()).label(),
                written.x1(),
                written.y1(),
                written.x2(),
                written.y2(),
                false,
                written.area(),
                position);
    }

    private static Box wholePixels(Box box, ImageSize size) {
        long x1 = Math.min(Math.round(box.x1()), size.width() - 1L);
        long y1 = Math.min(Math.round(box.y1()), size.height() - 1L);
        return new Box(x1, y1, Math.max(Math.round(box.x2()), x1 + 1), Math.max(Math.round(box.y2()), y1 + 1));
    }

    @Override
    public void finish() {
        Path staged = out.resolve("labels-" + format.key());
        DatasetEntries data = new DatasetEntries(
                categories.labels(), List.of(new DatasetEntries.Part(DatasetEntries.UNNAMED, images)));
        try (AtomicFiles.Writer folder = AtomicFiles.openFolder(staged)) {
            format.write(data, folder.path());
            moveAll(folder.path());
        }
    }

    /** Each file to its place in the results, where it replaces that of an earlier run. */
    private void moveAll(Path from) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw AtomicFiles.failure("list", from, e);
        }
        for (Path file : files) {
            Path target = out.resolve(from.relativize(file).toString());
            AtomicFiles.createFolders(target.getParent());
            try {
                Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw AtomicFiles.failure("write", target, e);
            }
        }
    }
}
