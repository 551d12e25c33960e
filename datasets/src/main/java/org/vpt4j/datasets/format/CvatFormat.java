package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vpt4j.vision.image.ImageFiles;

/**
 * CVAT's XML for images or for video 1.1 ({@link CvatFile}): one file for all parts, which CVAT calls subsets. It is written as
 * that for images.
 */
final class CvatFormat implements DatasetFormat {
    private static final String FILE = "annotations.xml";

    @Override
    public String name() {
        return "CVAT";
    }

    @Override
    public String layout() {
        return "*.xml that starts with <annotations> (CVAT for images or video 1.1), with the images or frames"
                + " (frame_000000.png) in images/ or next to it";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(DataPath.of(root), ".xml", CvatFile::looksLikeCvat);
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Set<String> labels = new LinkedHashSet<>();
        Set<String> undeclaring = new LinkedHashSet<>();
        FoundImages all = files(root).read(findings, (file, images) -> {
            CvatFile cvat = CvatFile.read(file.file(), file.name(), framesOf(file, images), findings);
            if (cvat.labels().isEmpty()) {
                undeclaring.add(file.name());
            }
            labels.addAll(cvat.labels());
            for (CvatFile.Image image : cvat.images()) {
                image.boxes().forEach(box -> labels.add(box.className()));
                images.add(
                        image.subset().isEmpty() ? file.part() : PartNames.in(image.subset()),
                        new FoundImages.Named(
                                image.name(),
                                image.width(),
                                image.height(),
                                new FilePosition(file.name(), image.line()),
                                image.boxes().size()),
                        folders(file, image.subset()),
                        found -> {
                            if (cvat.incomplete().contains(image.name())) {
                                findings.incomplete(found);
                            }
                            return image.boxes();
                        });
            }
            addEmptyFrames(file, cvat, images);
        });
        return new DatasetEntries(undeclaring.isEmpty() ? List.copyOf(labels) : List.of(), all.parts());
    }

    private static NavigableSet<Integer> framesOf(AnnotationFiles.One file, FoundImages images) {
        List<Path> folders = folders(file, "");
        return images.onDisk().stream()
                .filter(image -> folders.contains(image.getParent()))
                .flatMap(image -> CvatFile.Frames.number(ImageFiles.stem(image)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Images of a video's frames in which there is no object. */
    private static void addEmptyFrames(AnnotationFiles.One file, CvatFile cvat, FoundImages images) {
        if (cvat.frames().isEmpty()) {
            return;
        }
        Set<String> named = new HashSet<>();
        cvat.images().forEach(image -> named.add(image.name()));
        List<Path> folders = folders(file, "");
        for (Path image : images.onDisk()) {
            String name = ImageFiles.stem(image);
            if (cvat.frames().get().has(name) && folders.contains(image.getParent()) && !named.contains(name)) {
                FilePosition position = FilePosition.of(file.name());
                images.add(file.part(), new FoundImages.Named(name, 0, 0, position, 0), folders, found -> List.of());
            }
        }
    }

    /** CVAT's folders of a subset, and then the usual ones. */
    private static List<Path> folders(AnnotationFiles.One file, String subset) {
        Path inside = file.file().resolveSibling("images");
        List<Path> folders = new ArrayList<>();
        if (!subset.isEmpty()) {
            folders.addAll(List.of(inside.resolve(subset), inside, file.file().resolveSibling(subset)));
        }
        folders.add(inside);
        folders.addAll(file.folders());
        return folders;
    }

    @Override
    public String imagePath(String part, String name) {
        return TextOutput.inside("images", TextOutput.inside(part, name));
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        TextOutput.write(folder.resolve(FILE), out -> write(data, out));
        return new FormatLosses(name()).areas(data).sentences();
    }

    private static void write(DatasetEntries data, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartElement("annotations");
            text(xml, "version", "1.1");
            xml.writeStartElement("meta");
            xml.writeStartElement("task");
            xml.writeStartElement("labels");
            for (String name : data.classes()) {
                xml.writeStartElement("label");
                text(xml, "name", name);
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndElement();
            int id = 0;
            for (DatasetEntries.Part part : data.parts()) {
                String prefix = TextOutput.inside("images", part.name());
                for (DatasetEntries.ImageEntry image : part.images()) {
                    xml.writeCharacters("\n");
                    xml.writeStartElement("image");
                    xml.writeAttribute("id", Integer.toString(id++));
                    xml.writeAttribute("name", TextOutput.relative(prefix, image.name()));
                    if (!part.name().isEmpty()) {
                        xml.writeAttribute("subset", part.name());
                    }
                    xml.writeAttribute("width", Integer.toString(image.width()));
                    xml.writeAttribute("height", Integer.toString(image.height()));
                    for (DatasetEntries.BoxEntry box : image.boxes()) {
                        box(xml, box);
                    }
                    xml.writeEndElement();
                }
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.flush();
        } catch (XMLStreamException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    private static void box(XMLStreamWriter xml, DatasetEntries.BoxEntry box) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("box");
        xml.writeAttribute("label", box.className());
        xml.writeAttribute("occluded", "0");
        xml.writeAttribute("xtl", TextOutput.number(box.x1()));
        xml.writeAttribute("ytl", TextOutput.number(box.y1()));
        xml.writeAttribute("xbr", TextOutput.number(box.x2()));
        xml.writeAttribute("ybr", TextOutput.number(box.y2()));
        xml.writeAttribute("z_order", "0");
        if (box.crowd()) {
            xml.writeStartElement("attribute");
            xml.writeAttribute("name", "crowd");
            xml.writeCharacters("true");
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void text(XMLStreamWriter xml, String element, String text) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
