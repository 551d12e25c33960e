package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vpt4j.vision.image.ImageFiles;

/** CVAT's XML for images 1.1 ({@link CvatFile}): one file for all parts, which CVAT calls subsets. */
final class CvatFormat implements DatasetFormat {
    private static final String FILE = "annotations.xml";

    @Override
    public String name() {
        return "CVAT";
    }

    @Override
    public String layout() {
        return "*.xml that starts with <annotations> (CVAT for images 1.1), with the images in images/ or next to it";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return files(root.toAbsolutePath().normalize()).firstName();
    }

    private static AnnotationFiles files(Path root) {
        return new AnnotationFiles(root, ".xml", CvatFile::looksLikeCvat);
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        Path absolute = root.toAbsolutePath().normalize();
        AnnotationFiles files = files(absolute);
        FoundImages images = new FoundImages(absolute, findings);
        Set<String> labels = new LinkedHashSet<>();
        boolean allDeclared = true;
        for (Path file : files.all()) {
            findings.read(file);
            String name = ImageFiles.nameBelow(absolute, file);
            CvatFile cvat = CvatFile.read(file, name, findings);
            allDeclared &= !cvat.labels().isEmpty();
            labels.addAll(cvat.labels());
            for (CvatFile.Image image : cvat.images()) {
                image.boxes().forEach(box -> labels.add(box.className()));
                String part = image.subset().isEmpty() ? files.part(file) : PartNames.in(image.subset());
                images.add(
                        part,
                        new FoundImages.Named(
                                image.name(),
                                image.width(),
                                image.height(),
                                new FilePosition(name, image.line()),
                                image.boxes().size()),
                        folders(file, image, absolute),
                        found -> image.boxes());
            }
        }
        return new DatasetEntries(allDeclared ? List.copyOf(labels) : List.of(), images.parts());
    }

    private static List<Path> folders(Path file, CvatFile.Image image, Path root) {
        Path inside = file.resolveSibling("images");
        return image.subset().isEmpty()
                ? List.of(inside, file.getParent(), root)
                : List.of(inside.resolve(image.subset()), inside, file.resolveSibling(image.subset()), root);
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
