package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The folders and files of a VOC dataset.
 *
 * @param parts folders of XML files with the folders of their images
 */
record VocLayout(List<Part> parts) {
    private static final List<String> ANNOTATION_FOLDERS = List.of("Annotations", "annotations", "labels", "xmls");
    private static final List<String> IMAGE_FOLDERS = List.of("JPEGImages", "images", "Images", "imgs", "data");
    private static final List<String> IMAGE_SETS =
            List.of("train", "training", "val", "valid", "validation", "trainval", "test", "testing");

    VocLayout {
        parts = List.copyOf(parts);
    }

    /**
     * A folder of XML files and that of their images, which may be the same.
     *
     * @param own whether the folder is for XML files, so that those in its subfolders belong to it
     * @param imageSets {@code ImageSets/Main}, if it exists: then it assigns the images to parts
     */
    record Part(String name, Path annotations, boolean own, Path images, Optional<Path> imageSets) {
        List<Path> xmlFiles() {
            return own ? ofVoc(ImageFiles.filesBelow(annotations)) : VocLayout.xmlFiles(annotations);
        }

        List<Path> imageFiles() {
            return own || !images.equals(annotations) ? ImageFiles.below(images) : ImageFiles.in(images);
        }
    }

    static Optional<VocLayout> of(Path root) {
        List<Part> parts = in(root);
        if (parts.isEmpty()) { // many archives unpack to a subfolder, and some sets are a folder for each camera
            parts = ImageFiles.foldersIn(root).stream()
                    .flatMap(folder -> in(folder).stream())
                    .toList();
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new VocLayout(parts));
    }

    private static List<Part> in(Path root) {
        Optional<Part> whole = part(DatasetEntries.UNNAMED, root);
        if (whole.isPresent()) {
            return List.of(whole.get());
        }
        return PartNames.foldersIn(root).stream()
                .flatMap(folder -> part(PartNames.of(folder), folder).stream())
                .toList();
    }

    private static Optional<Part> part(String name, Path folder) {
        Path sets = folder.resolve("ImageSets").resolve("Main");
        Optional<Path> imageSets = Files.isDirectory(sets) ? Optional.of(sets) : Optional.empty();
        for (String annotations : ANNOTATION_FOLDERS) {
            Path inside = folder.resolve(annotations);
            Part part = new Part(name, inside, true, images(folder, inside), imageSets);
            if (Files.isDirectory(inside) && !part.xmlFiles().isEmpty()) {
                return Optional.of(part);
            }
        }
        return xmlFiles(folder).isEmpty()
                ? Optional.empty()
                : Optional.of(new Part(name, folder, false, images(folder, folder), imageSets));
    }

    private static Path images(Path folder, Path otherwise) {
        return IMAGE_FOLDERS.stream()
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(ImageFiles.in(folder).isEmpty() ? otherwise : folder);
    }

    /** The XML files of a folder; none if the first one is CVAT's, which has one for all images. */
    private static List<Path> xmlFiles(Path folder) {
        return ofVoc(ImageFiles.filesIn(folder));
    }

    private static List<Path> ofVoc(List<Path> all) {
        List<Path> files = all.stream().filter(VocLayout::isXml).toList();
        return files.isEmpty() || CvatFile.looksLikeCvat(files.get(0)) ? List.of() : files;
    }

    private static boolean isXml(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    /**
     * The text files of {@code ImageSets/Main} that list the images of a part. Per-class files such as
     * {@code dog_train.txt} are not among them.
     */
    static List<Path> imageSets(Path folder) {
        return ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".txt")
                        && IMAGE_SETS.contains(ImageFiles.stem(file).toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** CVAT's list of all images, and its list of classes with their colours: what is in them is in the XML files, too. */
    static boolean isWithoutNews(Path file) {
        String name = file.getFileName().toString();
        return name.equals("default.txt") || name.equals("labelmap.txt");
    }

    /** Lists for each class, and for segmentation and the like, repeat what the XML files and the other lists say. */
    static boolean isListOfAClass(Path file) {
        String name = ImageFiles.stem(file).toLowerCase(Locale.ROOT);
        boolean ofClass = name.contains("_") && IMAGE_SETS.contains(name.substring(name.lastIndexOf('_') + 1));
        boolean elsewhere = !file.getParent().getFileName().toString().equals("Main") && IMAGE_SETS.contains(name);
        return ofClass || elsewhere;
    }

    /** The image names in such a file, one a line and without extension. */
    static List<String> names(Path file) {
        return TextFile.lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
