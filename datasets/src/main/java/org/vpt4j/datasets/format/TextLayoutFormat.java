package org.vpt4j.datasets.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;

/** Text files that the user describes ({@link TextLayout}); never recognised by itself. */
final class TextLayoutFormat implements DatasetFormat {
    private static final int DEPTH = 12;

    private final TextLayout layout;

    TextLayoutFormat(TextLayout layout) {
        this.layout = layout;
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String layout() {
        return "text files with the lines \"" + String.join(" ", layout.words()) + "\""
                + layout.labels().map(labels -> " as " + labels.text()).orElse(" next to the images or in labels/")
                + layout.images().map(images -> ", for images " + images.text()).orElse("");
    }

    @Override
    public Optional<String> recognises(Path root) {
        DataPath data = DataPath.of(root);
        Path absolute = data.folder();
        if (layout.namesImages()) {
            return tables(data).stream()
                    .map(file -> ImageFiles.nameBelow(absolute, file))
                    .findFirst();
        }
        if (data.file().isPresent()) {
            return Optional.empty(); // it has the boxes of one image only
        }
        return labelled(absolute).values().stream()
                .flatMap(Optional::stream)
                .map(file -> ImageFiles.nameBelow(absolute, file))
                .findFirst();
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        DataPath data = DataPath.of(root);
        Path absolute = data.folder();
        List<DatasetEntries.ImageEntry> images =
                layout.namesImages() ? fromTables(data, findings) : fromLabels(absolute, findings);
        List<String> classes = layout.names().isEmpty()
                ? List.of()
                : Stream.concat(
                                layout.names().values().stream(),
                                images.stream()
                                        .flatMap(image -> image.boxes().stream())
                                        .map(box -> box.className()))
                        .distinct()
                        .toList();
        return new DatasetEntries(classes, parts(absolute, images, findings));
    }

    /** The images that the patterns match, each with its label file if there is one. */
    private Map<Path, Optional<Path>> labelled(Path root) {
        Map<Path, Optional<Path>> found = new LinkedHashMap<>();
        if (layout.labels().isEmpty()) {
            for (Path image : ImageFiles.below(root)) {
                if (layout.images().isEmpty()
                        || layout.images()
                                .get()
                                .match(ImageFiles.nameBelow(root, image))
                                .isPresent()) {
                    Path label = YoloLayout.labelOf(image);
                    found.put(image, Files.isRegularFile(label) ? Optional.of(label) : Optional.empty());
                }
            }
            return found;
        }
        PathPattern images = layout.images()
                .orElseThrow(() -> new ConfigException(
                        "layout: labels has a pattern and images has none; add one with the same {names}, such as"
                                + " \"images images/{name}.jpg\""));
        PathPattern labels = layout.labels().get();
        Set<String> shared = new LinkedHashSet<>(images.names());
        shared.retainAll(labels.names());
        if (shared.isEmpty()) {
            throw new ConfigException("layout: the patterns \"" + images.text() + "\" and \"" + labels.text()
                    + "\" share no {name} that would join an image with its label file");
        }
        Map<Map<String, String>, Path> byNames = new HashMap<>();
        for (Path file : filesBelow(root)) {
            labels.match(ImageFiles.nameBelow(root, file)).ifPresent(names -> {
                names.keySet().retainAll(shared);
                byNames.putIfAbsent(names, file);
            });
        }
        for (Path image : ImageFiles.below(root)) {
            images.match(ImageFiles.nameBelow(root, image)).ifPresent(names -> {
                names.keySet().retainAll(shared);
                found.put(image, Optional.ofNullable(byNames.get(names)));
            });
        }
        return found;
    }

    private List<Path> tables(DataPath data) {
        if (data.file().isPresent()) {
            return List.of(data.file().get());
        }
        Path root = data.folder();
        PathPattern labels = layout.labels()
                .orElseThrow(() -> new ConfigException(
                        "layout: with the word image, say which files have the lines, such as \"; labels boxes.txt\""));
        return filesBelow(root).stream()
                .filter(file -> labels.match(ImageFiles.nameBelow(root, file)).isPresent())
                .toList();
    }

    private static List<Path> filesBelow(Path root) {
        try (Stream<Path> all = Files.walk(root, DEPTH)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new DatasetException("cannot list " + root + ": " + e.getMessage(), e);
        }
    }

    private List<DatasetEntries.ImageEntry> fromLabels(Path root, Findings.Collector findings) {
        Map<Path, Optional<Path>> labelled = labelled(root);
        List<DatasetEntries.ImageEntry> images = new ArrayList<>();
        labelled.forEach((image, label) -> {
            String name = ImageFiles.nameBelow(root, image);
            if (label.isEmpty()) {
                findings.add(
                        Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                        name,
                        FilePosition.of(name),
                        "no label file",
                        "not used");
            } else {
                ImageSize size = FoundImages.size(image);
                String labelName = ImageFiles.nameBelow(root, label.get());
                List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
                FilePosition file = FilePosition.of(labelName);
                findings.tryReading(file, () -> {
                    lines(label.get(), labelName)
                            .forEach((position, line) -> findings.tryReading(
                                    position,
                                    image,
                                    () -> boxes.add(box(layout.read(line, position), size, position))));
                    images.add(new DatasetEntries.ImageEntry(name, image, 0, 0, file, boxes));
                });
            }
        });
        noteOthers(root, labelled, findings);
        return images;
    }

    /** Label files without image, and images that the pattern leaves out. */
    private void noteOthers(Path root, Map<Path, Optional<Path>> labelled, Findings.Collector findings) {
        Set<Path> used = new LinkedHashSet<>();
        labelled.values().forEach(label -> label.ifPresent(used::add));
        for (Path file : layout.labels().isPresent() ? filesBelow(root) : List.<Path>of()) {
            String name = ImageFiles.nameBelow(root, file);
            if (!used.contains(file) && layout.labels().get().match(name).isPresent()) {
                findings.tryReading(
                        FilePosition.of(name),
                        () -> findings.add(
                                Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE,
                                name,
                                FilePosition.of(name),
                                Counted.of(lines(file, name).size(), "box", "boxes"),
                                "dropped with its boxes"));
            }
        }
        for (Path image : ImageFiles.below(root)) {
            if (!labelled.containsKey(image)) {
                String name = ImageFiles.nameBelow(root, image);
                findings.add(
                        Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                        name,
                        FilePosition.of(name),
                        "the pattern of the images does not match it",
                        "not used");
            }
        }
    }

    private List<DatasetEntries.ImageEntry> fromTables(DataPath data, Findings.Collector findings) {
        Path root = data.folder();
        FoundImages found = new FoundImages(data, findings);
        for (Path file : tables(data)) {
            Map<String, Map<FilePosition, TextLayout.Line>> byImage = new LinkedHashMap<>();
            String table = ImageFiles.nameBelow(root, file);
            findings.read(file);
            findings.tryReading(FilePosition.of(table), () -> lines(file, table)
                    .forEach((position, line) -> findings.tryReading(position, () -> {
                        TextLayout.Line read = layout.read(line, position);
                        byImage.computeIfAbsent(read.named(), name -> new LinkedHashMap<>())
                                .put(position, read);
                    })));
            byImage.forEach((name, lines) -> found.add(
                    DatasetEntries.UNNAMED,
                    new FoundImages.Named(name, 0, 0, lines.keySet().iterator().next(), lines.size()),
                    List.of(file.getParent(), file.resolveSibling("images"), root),
                    image -> lines.entrySet().stream()
                            .map(line -> box(line.getValue(), FoundImages.size(image), line.getKey()))
                            .toList()));
        }
        return found.parts().stream().flatMap(part -> part.images().stream()).toList();
    }

    private DatasetEntries.BoxEntry box(TextLayout.Line line, ImageSize size, FilePosition position) {
        Outline box = layout.fractions() ? line.box().scaled(size.width(), size.height()) : line.box();
        return box.box(line.className(), false, position);
    }

    /** The lines with a text by their positions. */
    private static Map<FilePosition, String> lines(Path file, String name) {
        List<String> all = TextFile.lines(file);
        Map<FilePosition, String> lines = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i).strip();
            if (!line.isEmpty()) {
                lines.put(new FilePosition(name, i + 1), line);
            }
        }
        return lines;
    }

    /** By the lists, or else by the folders; an image in no list is in no part. */
    private List<DatasetEntries.Part> parts(
            Path root, List<DatasetEntries.ImageEntry> images, Findings.Collector findings) {
        Map<String, List<DatasetEntries.ImageEntry>> parts = new LinkedHashMap<>();
        if (layout.lists().isEmpty()) {
            AnnotationFiles folders = new AnnotationFiles(DataPath.of(root), "", file -> false);
            for (DatasetEntries.ImageEntry image : images) {
                String part = image.file().getParent().equals(root) ? "" : folders.part(image.file());
                parts.computeIfAbsent(part, key -> new ArrayList<>()).add(image);
            }
            return FoundImages.parts(parts);
        }
        Map<String, DatasetEntries.ImageEntry> byPath = new HashMap<>();
        images.forEach(image -> {
            byPath.put(image.name(), image);
            byPath.put(image.position().file(), image); // its label file
        });
        parts.put(DatasetEntries.UNNAMED, new ArrayList<>(images));
        for (Path list : filesBelow(root)) {
            String name = ImageFiles.nameBelow(root, list);
            if (layout.lists().get().match(name).isEmpty()) {
                continue;
            }
            List<DatasetEntries.ImageEntry> part =
                    parts.computeIfAbsent(PartNames.in(ImageFiles.stem(list)), key -> new ArrayList<>());
            String folder = list.getParent().equals(root) ? "" : ImageFiles.nameBelow(root, list.getParent());
            lines(list, name).forEach((position, line) -> listed(line, folder, byPath)
                    .ifPresentOrElse(
                            part::add,
                            () -> findings.add(
                                    Findings.Finding.Kind.LISTED_BUT_MISSING, line, position, "", "dropped")));
        }
        return FoundImages.parts(parts);
    }

    /** A line is the path of an image, or of its label file, or has one of them among its words. */
    private static Optional<DatasetEntries.ImageEntry> listed(
            String line, String folder, Map<String, DatasetEntries.ImageEntry> byPath) {
        return Stream.concat(Stream.of(line), Stream.of(line.split("[\\s,;]+", -1)))
                .map(word -> word.replace('\\', '/').replaceFirst("^\\./", ""))
                .flatMap(word -> Stream.of(TextOutput.inside(folder, word), word))
                .filter(byPath::containsKey)
                .findFirst()
                .map(byPath::get);
    }

    @Override
    public String imagePath(String part, String name) {
        return TextOutput.inside(part, name);
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        if (layout.namesImages()
                || layout.images().isPresent()
                || layout.labels().isPresent()) {
            throw new ConfigException(
                    "to: a text layout is written as a.txt next to a.jpg; give the words of a line only");
        }
        for (DatasetEntries.ImageEntry image : data.allImages()) {
            ImageSize size = new ImageSize(image.width(), image.height());
            TextOutput.lines(
                    folder.resolve(TextOutput.withoutExtension(image.name()) + ".txt"),
                    image.boxes().stream()
                            .filter(box -> !box.crowd())
                            .map(box -> layout.write(box, size, image.name()))
                            .toList());
        }
        return new FormatLosses(name())
                .crowds(data)
                .unusedClasses(data, false)
                .areas(data)
                .sentences();
    }
}
