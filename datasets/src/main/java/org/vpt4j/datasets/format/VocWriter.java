package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a VOC file for each image: {@code Annotations/a.xml} for {@code JPEGImages/a.jpg}, {@code annotations/a.xml} for
 * {@code images/a.jpg}, and the lists of the parts in {@code ImageSets/Main}.
 *
 * <p>Edges are written from 0 to the image's width and height, as today's tools do, with decimals only where there are any.
 */
final class VocWriter {
    private VocWriter() {}

    static void write(DatasetEntries data, Path folder) {
        for (DatasetEntries.Part part : data.parts()) {
            for (DatasetEntries.ImageEntry image : part.images()) {
                TextOutput.write(folder.resolve(xmlOf(image.name())), out -> write(image, out));
            }
            if (!part.name().equals(DatasetEntries.UNNAMED)) {
                List<String> stems = part.images().stream()
                        .map(image -> TextOutput.withoutExtension(TextOutput.lastName(image.name())))
                        .toList();
                TextOutput.lines(folder.resolve("ImageSets/Main/" + part.name() + ".txt"), stems);
            }
        }
    }

    private static String xmlOf(String image) {
        return TextOutput.withoutExtension(image)
                        .replaceFirst("^JPEGImages/", "Annotations/")
                        .replaceFirst("^images/", "annotations/")
                + ".xml";
    }

    private static void write(DatasetEntries.ImageEntry image, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartElement("annotation");
            element(xml, 1, "filename", TextOutput.lastName(image.name()));
            open(xml, 1, "size");
            element(xml, 2, "width", Integer.toString(image.width()));
            element(xml, 2, "height", Integer.toString(image.height()));
            element(xml, 2, "depth", "3");
            close(xml, 1);
            for (DatasetEntries.BoxEntry box : image.boxes()) {
                object(xml, box);
            }
            close(xml, 0);
            xml.writeCharacters("\n");
            xml.flush();
        } catch (XMLStreamException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    private static void object(XMLStreamWriter xml, DatasetEntries.BoxEntry box) throws XMLStreamException {
        open(xml, 1, "object");
        element(xml, 2, "name", box.className());
        element(xml, 2, "difficult", box.crowd() ? "1" : "0");
        open(xml, 2, "bndbox");
        element(xml, 3, "xmin", TextOutput.number(box.x1()));
        element(xml, 3, "ymin", TextOutput.number(box.y1()));
        element(xml, 3, "xmax", TextOutput.number(box.x2()));
        element(xml, 3, "ymax", TextOutput.number(box.y2()));
        close(xml, 2);
        close(xml, 1);
    }

    private static void element(XMLStreamWriter xml, int depth, String name, String text) throws XMLStreamException {
        open(xml, depth, name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private static void open(XMLStreamWriter xml, int depth, String name) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeStartElement(name);
    }

    private static void close(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeEndElement();
    }
}
