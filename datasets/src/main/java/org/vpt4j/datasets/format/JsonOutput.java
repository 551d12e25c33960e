package org.vpt4j.datasets.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;

/** JSON files that a format writes whole. */
final class JsonOutput {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonOutput() {}

    /**
     * Writes a file, indented, with a line feed at its end.
     *
     * @param content a node, or maps, lists, texts and numbers
     * @throws org.vpt4j.vision.error.FileException if it cannot be written
     */
    static void write(Path file, Object content) {
        TextOutput.write(file, out -> out.write(MAPPER.writeValueAsString(content) + "\n"));
    }
}
