package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.ImageFiles;

/**
 * Pascal VOC: an XML file for each image ({@link VocFile}), and text files that list the images of each split.
 *
 * <p>The image of {@code a.xml} is {@code a.jpg} (or another image extension), else the file in its {@code <filename>}.
 * An image without XML file is not used, as it may show unlabelled objects; one whose XML file has no {@code <object>}
 * is used as an image without objects.
 */
final class VocFormat implements DatasetFormat {
    @Override
    public String name() {
        return "Pascal VOC";
    }

    @Override
    public String key() {
        return "voc";
    }

    @Override
    public String layout() {
        return "Annotations/*.xml with JPEGImages/ (or images/, or images in the dataset's folder), and"
                + " ImageSets/Main/{train,val,trainval,test}.txt for the splits; or *.xml next to the images, also"
                + " in train/, valid/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return VocLayout.of(root)
                .map(layout -> ImageFiles.nameBelow(
                        root,
                        VocLayout.xmlFiles(layout.parts().get(0).annotations()).get(0)));
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        VocLayout layout = VocLayout.of(root)
                .orElseThrow(
                        () -> new IllegalArgumentException(root + " has no VOC annotations: ask recognises first"));
        List<DatasetEntries.Part> parts = new ArrayList<>();
        for (VocLayout.Part part : layout.parts()) {
            Map<String, DatasetEntries.ImageEntry> byStem = new PartReader(root, part, findings).images();
            if (layout.imageSets().isPresent()) {
                parts.addAll(listed(root, layout.imageSets().get(), byStem, findings));
            } else {
                parts.add(new DatasetEntries.Part(part.name(), List.copyOf(byStem.values())));
            }
        }
        return new DatasetEntries(List.of(), parts);
    }

    @Override
    public String imagePath(String part, String name) {
        return "JPEGImages/" + name;
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        VocWriter.write(data, folder);
        return new FormatLosses(name()).unusedClasses(data, true).areas(data).sentences();
    }

    /** The parts of the image sets, and an unnamed one with all images, so that unlisted ones are reported. */
    private static List<DatasetEntries.Part> listed(
            Path root, Path folder, Map<String, DatasetEntries.ImageEntry> byStem, Findings.Collector findings) {
        Map<String, List<DatasetEntries.ImageEntry>> parts = new LinkedHashMap<>();
        VocLayout.readImageSets(folder).forEach((part, names) -> {
            List<DatasetEntries.ImageEntry> images = parts.computeIfAbsent(part, key -> new ArrayList<>());
            Set<String> seen = new HashSet<>();
            String list = ImageFiles.nameBelow(root, folder.resolve(part + ".txt"));
            for (String name : names) {
                DatasetEntries.ImageEntry image = named(name, byStem);
                if (image == null) {
                    findings.add(
                            Findings.Finding.Kind.LISTED_BUT_MISSING,
                            name,
                            FilePosition.of(list),
                            "there is no image with an XML file of this name",
                            "dropped");
                } else if (!seen.add(image.name())) {
                    findings.add(Findings.Finding.Kind.DUPLICATE_IMAGE, name, FilePosition.of(list), "", "used once");
                } else {
                    images.add(image);
                }
            }
        });
        List<DatasetEntries.Part> result = new ArrayList<>();
        parts.forEach((name, images) -> result.add(new DatasetEntries.Part(name, images)));
        result.add(new DatasetEntries.Part(DatasetEntries.UNNAMED, List.copyOf(byStem.values())));
        return result;
    }

    /** A line is a name, also with an extension, or with the number of a class's list behind it, as in {@code a 1}. */
    private static DatasetEntries.ImageEntry named(String line, Map<String, DatasetEntries.ImageEntry> byStem) {
        return Stream.of(line, line.replaceFirst("\\s+-?[01]$", ""))
                .flatMap(name -> Stream.of(name, withoutExtension(name)))
                .filter(byStem::containsKey)
                .findFirst()
                .map(byStem::get)
                .orElse(null);
    }

    private static String withoutExtension(String name) {
        return ImageFiles.stem(Path.of(name));
    }

    /** Pairs the XML files of a part with its images. */
    private record PartReader(Path root, VocLayout.Part part, Findings.Collector findings) {
        Map<String, DatasetEntries.ImageEntry> images() {
            Map<String, List<Path>> imageFiles = new TreeMap<>();
            for (Path imageFile : ImageFiles.in(part.images())) {
                imageFiles
                        .computeIfAbsent(ImageFiles.stem(imageFile), key -> new ArrayList<>())
                        .add(imageFile);
            }
            Map<String, DatasetEntries.ImageEntry> images = new TreeMap<>();
            Map<Path, String> usedBy = new HashMap<>();
            for (Path xml : VocLayout.xmlFiles(part.annotations())) {
                VocFile file = VocFile.read(root, xml);
                String xmlName = ImageFiles.nameBelow(root, xml);
                Optional<Path> imageFile = image(xml, file, imageFiles);
                if (imageFile.isEmpty()) {
                    findings.add(
                            Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE,
                            xmlName,
                            FilePosition.of(xmlName),
                            "there is neither an image '" + file.filename() + "' nor one with the name of the XML file",
                            "dropped with its " + Counted.of(file.boxes().size(), "box", "boxes"));
                } else if (usedBy.putIfAbsent(imageFile.get(), xmlName) != null) {
                    findings.add(
                            Findings.Finding.Kind.DUPLICATE_IMAGE,
                            ImageFiles.nameBelow(root, imageFile.get()),
                            FilePosition.of(xmlName),
                            "also annotated by " + usedBy.get(imageFile.get()),
                            "the first annotation is used");
                } else {
                    images.put(ImageFiles.stem(xml), image(file, imageFile.get(), xmlName));
                }
            }
            noteUnlabelled(imageFiles, usedBy);
            return images;
        }

        private DatasetEntries.ImageEntry image(VocFile file, Path imageFile, String xmlName) {
            return new DatasetEntries.ImageEntry(
                    ImageFiles.nameBelow(root, imageFile),
                    imageFile,
                    file.width(),
                    file.height(),
                    FilePosition.of(xmlName),
                    file.boxes());
        }

        private Optional<Path> image(Path xml, VocFile file, Map<String, List<Path>> imageFiles) {
            List<Path> sameStem = imageFiles.getOrDefault(ImageFiles.stem(xml), List.of());
            String filename =
                    file.filename().substring(file.filename().replace('\\', '/').lastIndexOf('/') + 1);
            if (sameStem.isEmpty()) {
                Path named = part.images().resolve(filename);
                return !filename.isEmpty() && Files.isRegularFile(named) ? Optional.of(named) : Optional.empty();
            }
            return sameStem.stream()
                    .filter(path -> path.getFileName().toString().equals(filename))
                    .findFirst()
                    .or(() -> Optional.of(sameStem.get(0)));
        }

        private void noteUnlabelled(Map<String, List<Path>> imageFiles, Map<Path, String> usedBy) {
            imageFiles.values().stream()
                    .flatMap(List::stream)
                    .filter(imageFile -> !usedBy.containsKey(imageFile))
                    .map(imageFile -> ImageFiles.nameBelow(root, imageFile))
                    .forEach(name -> findings.add(
                            Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                            name,
                            FilePosition.of(name),
                            "there is no XML file with its name",
                            "not used"));
        }
    }
}
