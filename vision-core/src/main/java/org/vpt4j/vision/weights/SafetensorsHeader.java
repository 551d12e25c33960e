package org.vpt4j.vision.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * The JSON header of a safetensors file, checked against the size of the file before it is used. As the format requires,
 * the tensors cover the data without overlaps and gaps.
 *
 * @param tensors by name, in the order of their data
 * @param metadata the text entries of {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Safetensors.Entry> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int MAX_AXES = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            // Names are not shared between files, and a symbol table of millions of malicious ones would be slow.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(32)
                    .maxStringLength(Integer.MAX_VALUE) // limited by the header, which is already in memory
                    .build())
            .build();

    /**
     * Parses and checks a header.
     *
     * @param json its bytes
     * @param dataBytes size of the file without the header
     * @param file its name in messages
     * @throws WeightsException if the header does not describe exactly these bytes
     */
    static SafetensorsHeader parse(byte[] json, long dataBytes, String file) {
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        boolean metadataSeen = false;
        try (JsonParser parser = JSON.createParser(json)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, file, "its header is not a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    require(!metadataSeen, file, METADATA + " is listed twice");
                    metadataSeen = true;
                    readMetadata(parser, metadata, file);
                } else {
                    Safetensors.Entry entry = readEntry(parser, file, name);
                    require(tensors.put(name, entry) == null, file, "tensor " + Excerpt.of(name) + " is listed twice");
                }
            }
            require(
                    parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null,
                    file,
                    "its header has more than a JSON object");
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file + ": its header is not the JSON of a safetensors file: " + Excerpt.of(e.getOriginalMessage())
                            + "; copy or download the file again",
                    e);
        } catch (IOException e) {
            throw new WeightsException(file + ": its header cannot be read: " + e.getMessage(), e);
        }
        return new SafetensorsHeader(covering(tensors, dataBytes, file), Collections.unmodifiableMap(metadata));
    }

    private static void readMetadata(JsonParser parser, Map<String, String> metadata, String file) throws IOException {
        require(parser.nextToken() == JsonToken.START_OBJECT, file, METADATA + " is not an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            require(
                    parser.nextToken() == JsonToken.VALUE_STRING,
                    file,
                    METADATA + " entry " + Excerpt.of(key) + " is not a string");
            require(
                    metadata.put(key, parser.getText()) == null,
                    file,
                    METADATA + " entry " + Excerpt.of(key) + " is listed twice");
        }
    }

    private static Safetensors.Entry readEntry(JsonParser parser, String file, String name) throws IOException {
        String where = "tensor " + Excerpt.of(name);
        require(parser.nextToken() == JsonToken.START_OBJECT, file, where + " is not described by an object");
        DataType type = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(type == null, file, where + " has two dtypes");
                    require(
                            parser.currentToken() == JsonToken.VALUE_STRING,
                            file,
                            where + ": its dtype is not a string");
                    String typeName = parser.getText();
                    type = DataType.named(typeName)
                            .orElseThrow(() -> damaged(
                                    file,
                                    where + " has the unknown dtype " + Excerpt.of(typeName) + "; known are "
                                            + Arrays.toString(DataType.values())));
                }
                case "shape" -> {
                    require(shape == null, file, where + " has two shapes");
                    shape = readSizes(parser, file, where + ": its shape");
                }
                case "data_offsets" -> {
                    require(offsets == null, file, where + " has two data_offsets");
                    offsets = readSizes(parser, file, where + ": its data_offsets");
                }
                default -> throw damaged(file, where + " has the unknown field " + Excerpt.of(field));
            }
        }
        require(type != null && shape != null && offsets != null, file, where + " lacks dtype, shape or data_offsets");
        require(
                offsets.length == 2 && offsets[0] <= offsets[1],
                file,
                where + ": its data_offsets " + Arrays.toString(offsets) + " are not a start and an end");
        long bytes = offsets[1] - offsets[0];
        require(
                bytes(type, shape) == bytes,
                file,
                where + ": " + type + " " + Arrays.toString(shape) + " does not have the "
                        + Counted.of(bytes, "byte", "bytes") + " that its data_offsets say");
        return new Safetensors.Entry(type, shape, offsets[0], bytes);
    }

    private static long[] readSizes(JsonParser parser, String file, String what) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, file, what + " is not a list");
        long[] sizes = new long[MAX_AXES];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(count < MAX_AXES, file, what + " has more than " + MAX_AXES + " entries");
            require(
                    parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                            && parser.getLongValue() >= 0,
                    file,
                    what + " has an entry that is not a size");
            sizes[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(sizes, count);
    }

    /** Bytes of a tensor, or -1 if that overflows, also without its axes of size 0. */
    private static long bytes(DataType type, long[] shape) {
        long bytes = type.bytes();
        boolean empty = false;
        for (long size : shape) {
            if (size == 0) {
                empty = true;
            } else if (bytes > Long.MAX_VALUE / size) {
                return -1;
            } else {
                bytes *= size;
            }
        }
        return empty ? 0 : bytes;
    }

    /** The tensors in the order of their data, which must have no overlaps and gaps and end with the file. */
    private static Map<String, Safetensors.Entry> covering(
            Map<String, Safetensors.Entry> tensors, long dataBytes, String file) {
        List<Map.Entry<String, Safetensors.Entry>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparingLong(
                        (Map.Entry<String, Safetensors.Entry> t) -> t.getValue().offset())
                .thenComparingLong(t -> t.getValue().bytes()));
        Map<String, Safetensors.Entry> covering = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<String, Safetensors.Entry> tensor : ordered) {
            Safetensors.Entry entry = tensor.getValue();
            require(
                    entry.offset() <= dataBytes && entry.bytes() <= dataBytes - entry.offset(),
                    file,
                    "tensor " + Excerpt.of(tensor.getKey()) + " extends beyond the end of the file (it needs "
                            + entry.offset() + " + " + entry.bytes() + " bytes of data, the file has " + dataBytes
                            + "): the file is cut short");
            require(
                    entry.offset() == end,
                    file,
                    "tensor " + Excerpt.of(tensor.getKey()) + " starts at byte " + entry.offset()
                            + " of the data instead of " + end + ": tensors overlap or leave a gap");
            end += entry.bytes();
            covering.put(tensor.getKey(), entry);
        }
        String rest = Counted.of(dataBytes - end, "byte at its end belongs", "bytes at its end belong");
        require(end == dataBytes, file, rest + " to no tensor");
        return Collections.unmodifiableMap(covering);
    }

    private static void require(boolean holds, String file, String otherwise) {
        if (!holds) {
            throw damaged(file, otherwise);
        }
    }

    private static WeightsException damaged(String file, String what) {
        return new WeightsException(file + ": " + what + "; copy or download the file again");
    }
}
