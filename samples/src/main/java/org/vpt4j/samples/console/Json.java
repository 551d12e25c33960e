package org.vpt4j.samples.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/** Records and maps as JSON. Records check their values in their constructors. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    /** A value as an indented JSON text. */
    public static String of(Object value) {
        return text(MAPPER, value);
    }

    /** Writes a value to a file atomically. */
    public static void write(Path file, Object value) {
        AtomicFiles.writeString(file, of(value) + "\n");
    }

    /** Writes a large value to a file atomically, without indentation. */
    public static void writeCompact(Path file, Object value) {
        AtomicFiles.writeString(file, text(MAPPER.copy().disable(SerializationFeature.INDENT_OUTPUT), value) + "\n");
    }

    private static String text(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot represent " + value, e);
        }
    }

    /**
     * Reads a file written by {@link #write}.
     *
     * @throws FileException if it cannot be read or does not contain such a value
     */
    public static <T> T read(Path file, TypeReference<T> type) {
        try {
            return MAPPER.readValue(Files.readString(file), type);
        } catch (IOException e) {
            throw new FileException(
                    file + " cannot be read ("
                            + e.getMessage().lines().findFirst().orElse("") + "); delete its folder and rerun the"
                            + " command",
                    e);
        }
    }
}
