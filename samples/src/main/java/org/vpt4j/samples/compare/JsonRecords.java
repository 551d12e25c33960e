package org.vpt4j.samples.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/** Records as JSON files, whole or not at all. */
final class JsonRecords {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private JsonRecords() {}

    /** Writes a record. */
    public static void write(Path file, Object value) {
        try {
            AtomicFiles.writeString(file, MAPPER.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that JSON cannot hold: " + value, e);
        }
    }

    /**
     * Reads one.
     *
     * @throws FileException if the file does not hold one
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return MAPPER.readValue(Files.readString(file), type);
        } catch (IOException e) {
            throw new FileException(
                    file + " cannot be read ("
                            + e.getMessage().lines().findFirst().orElse("") + "); delete the folder"
                            + " that it is in, and say the same command again",
                    e);
        }
    }
}
