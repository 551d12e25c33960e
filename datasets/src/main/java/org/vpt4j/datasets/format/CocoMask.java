package org.vpt4j.datasets.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The bounding box of a COCO segmentation: polygons {@code [[x1, y1, x2, y2, …], …]}, or a run-length encoded mask
 * {@code {"size": [height, width], "counts": …}} whose runs of background and object alternate, column by column. The counts
 * are a list, or a text in the encoding of COCO's {@code maskApi.c}: five bits a letter, from the third on as differences.
 */
final class CocoMask {
    private static final int FIVE_BITS = 0x1f;
    private static final int MORE = 0x20;
    private static final int NEGATIVE = 0x10;

    private CocoMask() {}

    /** Reads the value at which the parser is, and leaves the parser at its end; {@link Outline#NONE} for anything else. */
    static Outline read(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            return polygons(json);
        }
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return mask(json);
        }
        return Outline.NONE;
    }

    private static Outline polygons(JsonParser json) throws IOException {
        Outline outline = Outline.NONE;
        double x = Double.NaN;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                depth++;
                x = Double.NaN;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token.isNumeric()) {
                double value = json.getDoubleValue();
                if (Double.isNaN(x)) {
                    x = value;
                } else {
                    outline = Double.isFinite(x) && Double.isFinite(value) ? outline.with(x, value) : outline;
                    x = Double.NaN;
                }
            } else {
                json.skipChildren();
            }
        }
        return outline;
    }

    private static Outline mask(JsonParser json) throws IOException {
        List<Long> counts = new ArrayList<>();
        List<Long> size = new ArrayList<>();
        String text = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            if (field.equals("size")) {
                size = numbers(json);
            } else if (field.equals("counts") && token == JsonToken.VALUE_STRING) {
                text = json.getText();
            } else if (field.equals("counts")) {
                counts = numbers(json);
            } else {
                json.skipChildren();
            }
        }
        return size.isEmpty() ? Outline.NONE : bounds(text.isEmpty() ? counts : decoded(text), size.get(0));
    }

    private static List<Long> numbers(JsonParser json) throws IOException {
        List<Long> numbers = new ArrayList<>();
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                    numbers.add(json.getLongValue());
                } else {
                    json.skipChildren();
                }
            }
        }
        return numbers;
    }

    static List<Long> decoded(String text) {
        List<Long> counts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            long value = 0;
            int shift = 0;
            int letter;
            do {
                letter = text.charAt(at++) - '0';
                value |= (long) (letter & FIVE_BITS) << shift;
                shift += 5;
            } while ((letter & MORE) != 0 && at < text.length() && shift < Long.SIZE - 5);
            if ((letter & NEGATIVE) != 0) {
                value |= -1L << shift;
            }
            counts.add(counts.size() > 2 ? value + counts.get(counts.size() - 2) : value);
        }
        return counts;
    }

    /** Of runs that alternate, beginning with background. */
    static Outline bounds(List<Long> counts, long height) {
        Outline outline = Outline.NONE;
        long start = 0;
        for (int i = 0; i < counts.size() && height > 0; i++) {
            long end = start + Math.max(0, counts.get(i));
            if (i % 2 == 1 && end > start) {
                double first = Math.floorDiv(start, height);
                double last = Math.floorDiv(end - 1, height);
                boolean oneColumn = first == last;
                double top = oneColumn ? Math.floorMod(start, height) : 0;
                double bottom = oneColumn ? Math.floorMod(end - 1, height) + 1.0 : (double) height;
                outline = outline.with(first, top).with(last + 1, bottom);
            }
            start = end;
        }
        return outline;
    }
}
