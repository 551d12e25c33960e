package org.vpt4j.samples.detect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * {@code annotations/NAME.xml}: Pascal VOC, in whole pixels, with edges from 0 to width and height (as annotation tools
 * write them), at least one pixel wide and high.
 */
final class VocLabels implements DetectionSink {
    private final Path folder;
    private final Categories categories;

    VocLabels(Path out, Categories categories) {
        this.folder = out.resolve("annotations");
        this.categories = categories;
    }

    @Override
    public void write(ImageResult result) {
        AtomicFiles.write(folder.resolve(result.image().singleName() + ".xml"), out -> write(result, out));
    }

    private void write(ImageResult result, OutputStream out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartElement("annotation");
            element(xml, 1, "filename", fileName(result));
            ImageSize size = result.image().image().size();
            open(xml, 1, "size");
            element(xml, 2, "width", Integer.toString(size.width()));
            element(xml, 2, "height", Integer.toString(size.height()));
            element(xml, 2, "depth", "3");
            close(xml, 1);
            for (Detection one : result.detections()) {
                object(xml, one, size);
            }
            close(xml, 0);
            xml.writeCharacters("\n");
            xml.flush();
        } catch (XMLStreamException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    /** The image's file name; for a video frame that of its {@link FrameImages} file. */
    private static String fileName(ImageResult result) {
        String path = result.image().moment().isPresent()
                ? result.image().singleName() + ".jpg"
                : result.image().source();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void object(XMLStreamWriter xml, Detection one, ImageSize size) throws XMLStreamException {
        Box box = one.box().clip(size);
        long x1 = Math.min(Math.round(box.x1()), size.width() - 1L);
        long y1 = Math.min(Math.round(box.y1()), size.height() - 1L);
        open(xml, 1, "object");
        element(xml, 2, "name", categories.get(one.classIndex()).label());
        element(xml, 2, "difficult", "0");
        open(xml, 2, "bndbox");
        element(xml, 3, "xmin", Long.toString(x1));
        element(xml, 3, "ymin", Long.toString(y1));
        element(xml, 3, "xmax", Long.toString(Math.max(Math.round(box.x2()), x1 + 1)));
        element(xml, 3, "ymax", Long.toString(Math.max(Math.round(box.y2()), y1 + 1)));
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
