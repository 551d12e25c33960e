package org.vpt4j.samples.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;

/** A result as one JSON object. */
public final class Json {
    private Json() {}

    public static String of(Map<String, ?> values) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that JSON cannot hold: " + values, e);
        }
    }
}
