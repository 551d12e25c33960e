package org.vpt4j.samples.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.vpt4j.vision.files.AtomicFile;

/** A JSON file that is one long list, or holds one, written entry by entry, each on a line of its own. */
final class JsonList implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AtomicFile file;
    private final String after;
    private boolean empty = true;

    /** @param around what stands around the list, {@code %s} in its place */
    JsonList(Path path, String around) {
        int list = around.indexOf("%s");
        this.file = AtomicFile.create(path);
        this.after = around.substring(list + 2);
        text(around.substring(0, list) + "[");
    }

    void add(JsonNode entry) {
        text((empty ? "\n" : ",\n") + json(entry));
        empty = false;
    }

    static String json(JsonNode entry) {
        try {
            return MAPPER.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry that JSON cannot hold: " + entry, e);
        }
    }

    void finish() {
        text("\n]" + after + "\n");
        file.commit();
    }

    private void text(String text) {
        file.write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        file.close();
    }
}
