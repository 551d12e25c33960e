package org.vpt4j.datasets.format;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Annotation files in XML, read as a stream of elements. Entities are never read from elsewhere and never expanded, so that
 * neither a file of this machine nor a bomb gets into a dataset.
 */
final class XmlText {
    private static final int HEAD_BYTES = 200;
    private static final Pattern ENCODING = Pattern.compile("<\\?xml[^>]*encoding\\s*=\\s*[\"']([^\"']+)[\"']");

    private XmlText() {}

    /** What is done with the elements. */
    @FunctionalInterface
    interface Use<T> {
        T of(XMLStreamReader xml) throws XMLStreamException;
    }

    /**
     * Reads a file.
     *
     * @throws XMLStreamException if it is not well-formed
     * @throws DatasetException if it cannot be read, or is not in the encoding that it declares; the message names the line
     */
    static <T> T read(Path file, Use<T> use) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLReporter((message, type, info, location) -> {}); // what is wrong is thrown, not printed
        try (InputStream in = Files.newInputStream(file)) {
            return use.of(factory.createXMLStreamReader(new Text(in, charset(file))));
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof CharacterCodingException) {
                TextFile.read(file); // says in which line
            }
            throw e;
        } catch (DatasetException e) {
            throw e;
        } catch (RuntimeException e) { // the parser's own errors on bytes that are no characters
            throw new DatasetException(file + ": broken XML: " + e.getMessage(), e);
        }
    }

    /** As a mark at its beginning says, or else as it declares. */
    private static Charset charset(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (head.length > 1 && head[0] == (byte) 0xfe && head[1] == (byte) 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        if (head.length > 1 && head[0] == (byte) 0xff && head[1] == (byte) 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        Matcher declared = ENCODING.matcher(new String(head, StandardCharsets.ISO_8859_1));
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalArgumentException e) {
            throw new DatasetException(
                    file + ": it declares the encoding \"" + declared.group(1)
                            + "\", which is unknown; store it as UTF-8",
                    e);
        }
    }

    /** The characters without the mark at the beginning; bytes that are none are an error instead of a question mark. */
    private static final class Text extends FilterReader {
        private boolean begun;

        Text(InputStream in, Charset charset) {
            super(new InputStreamReader(in, charset.newDecoder()));
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (!begun && count > 0) {
                begun = true;
                if (buffer[offset] == '\uFEFF') {
                    System.arraycopy(buffer, offset + 1, buffer, offset, count - 1);
                    return count == 1 ? read(buffer, offset, length) : count - 1;
                }
            }
            return count;
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }
    }

    /** What is wrong with a file that is not well-formed, and in which line. */
    static DatasetException broken(Path file, XMLStreamException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        String message = String.valueOf(e.getMessage()).replaceFirst("(?s)^.*Message: ", "");
        return new DatasetException(
                new FilePosition(file.toString(), line) + ": broken XML: "
                        + message.lines().findFirst().orElse("unknown error"),
                e);
    }
}
