package org.vpt4j.datasets.voc;

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
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.datasets.format.RawDataset;
import org.vpt4j.datasets.format.RawImage;
import org.vpt4j.vision.error.Counted;

/**
 * Reads Pascal VOC.
 *
 * <p>The image of {@code a.xml} is {@code a.jpg} (or another ending), else what its {@code <filename>} says. An image
 * without XML file is not used: nobody looked at it, so it is not known that nothing is on it. An XML file without
 * {@code <object>} says that nothing is on it, and its image is used. What {@link VocFile} says of coordinates holds.
 */
public final class VocReader implements DatasetFormat {
    @Override
    public String name() {
        return "Pascal VOC";
    }

    @Override
    public String layout() {
        return "Annotations/*.xml with JPEGImages/ (or images/, or the images beside), ImageSets/Main/"
                + "{train,val,trainval,test}.txt if there is a split; or *.xml beside the images, also in"
                + " train/, valid/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return VocLayout.of(root)
                .map(layout -> ImageFiles.nameBelow(
                        root,
                        VocLayout.xmlFiles(layout.parts().get(0).annotations()).get(0)));
    }

    @Override
    public RawDataset read(Path root, Findings.Collector findings) {
        VocLayout layout = VocLayout.of(root)
                .orElseThrow(
                        () -> new IllegalArgumentException(root + " has no VOC annotations: ask recognises first"));
        List<RawDataset.Part> parts = new ArrayList<>();
        for (VocLayout.Part part : layout.parts()) {
            Map<String, RawImage> byStem = new PartReading(root, part, findings).images();
            if (layout.imageSets().isPresent()) {
                parts.addAll(listed(root, layout.imageSets().get(), byStem, findings));
            } else {
                parts.add(new RawDataset.Part(part.name(), List.copyOf(byStem.values())));
            }
        }
        return new RawDataset(List.of(), parts);
    }

    /** The parts of the image sets, and an unnamed one with all images, of which the unlisted will be noted. */
    private static List<RawDataset.Part> listed(
            Path root, Path folder, Map<String, RawImage> byStem, Findings.Collector findings) {
        Map<String, List<RawImage>> parts = new LinkedHashMap<>();
        ImageSets.read(folder).forEach((part, names) -> {
            List<RawImage> images = parts.computeIfAbsent(part, key -> new ArrayList<>());
            Set<String> seen = new HashSet<>();
            String list = ImageFiles.nameBelow(root, folder.resolve(part + ".txt"));
            for (String name : names) {
                RawImage image = byStem.getOrDefault(name, byStem.get(withoutEnding(name)));
                if (image == null) {
                    findings.add(
                            FindingKind.LISTED_BUT_ABSENT,
                            name,
                            Place.of(list),
                            "no image with an XML file of this name",
                            "dropped");
                } else if (!seen.add(image.name())) {
                    findings.add(FindingKind.DUPLICATE_IMAGE, name, Place.of(list), "", "used once");
                } else {
                    images.add(image);
                }
            }
        });
        List<RawDataset.Part> result = new ArrayList<>();
        parts.forEach((name, images) -> result.add(new RawDataset.Part(name, images)));
        result.add(new RawDataset.Part(RawDataset.UNNAMED, List.copyOf(byStem.values())));
        return result;
    }

    private static String withoutEnding(String name) {
        return ImageFiles.stem(Path.of(name));
    }

    /** One folder of XML files, paired with its images. */
    private record PartReading(Path root, VocLayout.Part part, Findings.Collector findings) {
        Map<String, RawImage> images() {
            Map<String, List<Path>> imageFiles = new TreeMap<>();
            for (Path imageFile : ImageFiles.in(part.images())) {
                imageFiles
                        .computeIfAbsent(ImageFiles.stem(imageFile), key -> new ArrayList<>())
                        .add(imageFile);
            }
            Map<String, RawImage> images = new TreeMap<>();
            Map<Path, String> usedBy = new HashMap<>();
            for (Path xml : VocLayout.xmlFiles(part.annotations())) {
                VocFile file = VocFile.read(root, xml);
                String place = ImageFiles.nameBelow(root, xml);
                Optional<Path> imageFile = image(xml, file, imageFiles);
                if (imageFile.isEmpty()) {
                    findings.add(
                            FindingKind.ANNOTATION_WITHOUT_IMAGE,
                            place,
                            Place.of(place),
                            "no image '" + file.filename() + "' or of the XML file's name",
                            "dropped with its " + Counted.of(file.boxes().size(), "box", "boxes"));
                } else if (usedBy.putIfAbsent(imageFile.get(), place) != null) {
                    findings.add(
                            FindingKind.DUPLICATE_IMAGE,
                            ImageFiles.nameBelow(root, imageFile.get()),
                            Place.of(place),
                            "annotated by " + usedBy.get(imageFile.get()) + " too",
                            "the first is used");
                } else {
                    images.put(ImageFiles.stem(xml), image(file, imageFile.get(), place));
                }
            }
            noteUnlabelled(imageFiles, usedBy);
            return images;
        }

        private RawImage image(VocFile file, Path imageFile, String place) {
            return new RawImage(
                    ImageFiles.nameBelow(root, imageFile),
                    imageFile,
                    file.width(),
                    file.height(),
                    Place.of(place),
                    file.boxes());
        }

        private Optional<Path> image(Path xml, VocFile file, Map<String, List<Path>> imageFiles) {
            List<Path> sameStem = imageFiles.getOrDefault(ImageFiles.stem(xml), List.of());
            String said =
                    file.filename().substring(file.filename().replace('\\', '/').lastIndexOf('/') + 1);
            if (sameStem.isEmpty()) {
                Path named = part.images().resolve(said);
                return !said.isEmpty() && Files.isRegularFile(named) ? Optional.of(named) : Optional.empty();
            }
            return sameStem.stream()
                    .filter(path -> path.getFileName().toString().equals(said))
                    .findFirst()
                    .or(() -> Optional.of(sameStem.get(0)));
        }

        private void noteUnlabelled(Map<String, List<Path>> imageFiles, Map<Path, String> usedBy) {
            imageFiles.values().stream()
                    .flatMap(List::stream)
                    .filter(imageFile -> !usedBy.containsKey(imageFile))
                    .map(imageFile -> ImageFiles.nameBelow(root, imageFile))
                    .forEach(name -> findings.add(
                            FindingKind.IMAGE_WITHOUT_ANNOTATION,
                            name,
                            Place.of(name),
                            "no XML file of its name",
                            "not used"));
        }
    }
}
