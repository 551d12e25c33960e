package org.vpt4j.datasets.format;

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
                        root, layout.parts().get(0).xmlFiles().get(0)));
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        VocLayout layout = VocLayout.of(root)
                .orElseThrow(
                        () -> new IllegalArgumentException(root + " has no VOC annotations: ask recognises first"));
        List<DatasetEntries.Part> parts = new ArrayList<>();
        ImageLookup lookup = new ImageLookup(root, findings.allowsOutside());
        ImageFiles.filesIn(root).stream().filter(VocLayout::isWithoutNews).forEach(findings::read);
        for (VocLayout.Part part : layout.parts()) {
            Map<String, DatasetEntries.ImageEntry> byStem = new PartReader(root, part, lookup, findings).images();
            if (part.imageSets().isPresent()) {
                parts.addAll(listed(root, part.imageSets().get(), byStem, findings));
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
        VocLayout.imageSets(folder).forEach(file -> {
            findings.read(file);
            List<DatasetEntries.ImageEntry> images =
                    parts.computeIfAbsent(PartNames.in(ImageFiles.stem(file)), key -> new ArrayList<>());
            Set<String> seen = new HashSet<>();
            String list = ImageFiles.nameBelow(root, file);
            for (String name : VocLayout.names(file)) {
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
        ImageFiles.filesBelow(folder.getParent()).stream()
                .filter(file -> VocLayout.isListOfAClass(file) || VocLayout.isWithoutNews(file))
                .forEach(findings::read);
        List<DatasetEntries.Part> result = new ArrayList<>();
        parts.forEach((name, images) -> result.add(new DatasetEntries.Part(name, images)));
        result.add(new DatasetEntries.Part(DatasetEntries.UNNAMED, List.copyOf(byStem.values())));
        return result;
    }

    /** The image of a line: {@code a}, {@code a.jpg}, {@code cam1/a}, or only {@code a} for {@code cam1/a}. */
    private static DatasetEntries.ImageEntry named(String line, Map<String, DatasetEntries.ImageEntry> byStem) {
        String whole = line.replace('\\', '/');
        String name = whole.replaceFirst("\\s+-?[01]$", ""); // the number of a class's list
        for (String key : List.of(whole, withoutExtension(whole), name, withoutExtension(name))) {
            if (byStem.containsKey(key)) {
                return byStem.get(key);
            }
        }
        String end = "/" + withoutExtension(name.substring(name.lastIndexOf('/') + 1));
        List<String> found = byStem.keySet().stream()
                .filter(stem -> ("/" + stem).endsWith(end))
                .toList();
        return found.size() == 1 ? byStem.get(found.get(0)) : null;
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }

    /** Pairs the XML files of a part with its images. */
    private record PartReader(Path root, VocLayout.Part part, ImageLookup lookup, Findings.Collector findings) {
        Map<String, DatasetEntries.ImageEntry> images() {
            Map<String, List<Path>> imageFiles = new TreeMap<>();
            for (Path imageFile : part.imageFiles()) {
                imageFiles
                        .computeIfAbsent(ImageLookup.key(stem(part.images(), imageFile)), key -> new ArrayList<>())
                        .add(imageFile);
            }
            Map<String, DatasetEntries.ImageEntry> images = new TreeMap<>();
            Map<Path, String> usedBy = new HashMap<>();
            for (Path xml : part.xmlFiles()) {
                add(xml, imageFiles, usedBy, images);
            }
            noteUnlabelled(imageFiles, usedBy);
            return images;
        }

        private void add(
                Path xml,
                Map<String, List<Path>> imageFiles,
                Map<Path, String> usedBy,
                Map<String, DatasetEntries.ImageEntry> images) {
            String xmlName = ImageFiles.nameBelow(root, xml);
            VocFile file;
            try {
                file = VocFile.read(root, xml);
            } catch (DatasetException e) {
                findings.brokenFile(xmlName, FilePosition.of(xmlName), e);
                image(xml, "", imageFiles).ifPresent(imageFile -> usedBy.putIfAbsent(imageFile, xmlName));
                return;
            }
            Optional<Path> imageFile = image(xml, file.filename(), imageFiles);
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
                images.put(stem(part.annotations(), xml), image(file, imageFile.get(), xmlName));
            }
        }

        /** The path in a folder without extension: {@code cam1/a}. */
        private static String stem(Path folder, Path file) {
            return withoutExtension(ImageFiles.nameBelow(folder, file));
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

        private Optional<Path> image(Path xml, String named, Map<String, List<Path>> imageFiles) {
            String stem = stem(part.annotations(), xml);
            List<Path> sameStem = imageFiles.getOrDefault(ImageLookup.key(stem), List.of());
            String filename = named.substring(named.replace('\\', '/').lastIndexOf('/') + 1);
            if (sameStem.isEmpty()) {
                Path inImages = part.images()
                        .resolve(part.annotations().relativize(xml))
                        .getParent();
                return filename.isEmpty()
                        ? Optional.empty()
                        : lookup.find(filename, List.of(inImages, part.images()))
                                .file();
            }
            return sameStem.stream()
                    .filter(path -> path.getFileName().toString().equals(filename))
                    .findFirst()
                    .or(() -> sameStem.stream()
                            .filter(path -> stem(part.images(), path).equals(stem))
                            .findFirst())
                    .or(() -> sameStem.stream().findFirst());
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
