package org.vpt4j.datasets.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A COCO annotation file: images, categories and boxes. It is streamed, so that masks are never held in memory.
 *
 * <p>Boxes are {@code [x, y, width, height]} in continuous pixels. Ids may start at 0 and have gaps, and may be texts, which
 * then have numbers from {@value #FIRST_TEXT_ID}.
 *
 * @param incomplete the ids of the images of which an annotation could not be read
 * @param textIds the ids that are texts, by their numbers
 */
record CocoFile(
        Path path,
        List<Image> images,
        List<Category> categories,
        List<Item> annotations,
        Set<Long> incomplete,
        Map<Long, String> textIds) {
    /** Python's writers put the words NaN and Infinity into JSON. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Width and height are 0 if absent. */
    record Image(long id, String fileName, int width, int height, FilePosition position) {}

    /** @param supercategory empty if absent */
    record Category(long id, String name, String supercategory, FilePosition position) {}

    /** With NaN for an absent area, and for each coordinate that is NaN in the file. */
    record Item(
            long id,
            long imageId,
            long categoryId,
            double x,
            double y,
            double width,
            double height,
            double area,
            boolean crowd,
            FilePosition position) {}

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private static final long FIRST_TEXT_ID = 1L << 62;

    private static final Pattern ANNOTATION_NAME = Pattern.compile("coco|instances|annotation|train|val|test");

    /** Whether a JSON file has {@code images} and {@code annotations} (or {@code categories}) at its top level. */
    static boolean looksLikeCoco(Path path) {
        try (JsonParser json = FACTORY.createParser(path.toFile())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean images = false;
            boolean rest = false;
            while (!(images && rest) && json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                boolean array = json.nextToken() == JsonToken.START_ARRAY;
                images |= array && field.equals("images");
                rest |= array && (field.equals("annotations") || field.equals("categories"));
                if (!(images && rest)) { // the last list can be most of a large file
                    json.skipChildren();
                }
            }
            return images && rest;
        } catch (JsonProcessingException e) {
            // Broken JSON counts as COCO if the name suggests it: reading then reports the error.
            String name = path.getFileName().toString();
            return TextFile.hasExtension(path, ".json")
                    && ANNOTATION_NAME.matcher(name).find();
        } catch (IOException e) {
            throw new DatasetException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** @throws DatasetException if it is not a COCO file; the message names line and field */
    static CocoFile read(Path path) {
        return read(path, path.toString(), new Findings.Collector());
    }

    /**
     * Reads a file.
     *
     * @param name below the dataset's folder, for findings
     * @param findings receives the outlines whose boxes are used
     * @throws DatasetException if it is not a COCO file; the message names line and field
     */
    static CocoFile read(Path path, String name, Findings.Collector findings) {
        try (JsonParser json = FACTORY.createParser(path.toFile())) {
            return new Reading(path, name, json, findings).run();
        } catch (JsonProcessingException e) {
            throw JsonValue.broken(path, e);
        } catch (IOException e) {
            throw new DatasetException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** An id as it is written. */
    String idText(long id) {
        return textIds.getOrDefault(id, Long.toString(id));
    }

    /** The state of one pass over the file. */
    private static final class Reading {
        private final Path path;
        private final String name;
        private final JsonParser json;
        private final Findings.Collector findings;
        private final List<Image> images = new ArrayList<>();
        private final List<Category> categories = new ArrayList<>();
        private final List<Item> annotations = new ArrayList<>();
        private final Set<Long> incomplete = new HashSet<>();
        private final Map<String, Long> textIds = new LinkedHashMap<>();
        private FilePosition entry = FilePosition.of(""); // that is read now
        private Optional<Long> imageOfEntry = Optional.empty();

        Reading(Path path, String name, JsonParser json, Findings.Collector findings) {
            this.path = path;
            this.name = name;
            this.json = json;
            this.findings = findings;
        }

        CocoFile run() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("a COCO file must start with {");
            }
            boolean sawImages = false;
            boolean sawAnnotations = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "images" -> {
                        sawImages = true;
                        eachObject(field, this::image);
                    }
                    case "categories" -> eachObject(field, this::category);
                    case "annotations" -> {
                        sawAnnotations = true;
                        eachObject(field, this::annotation);
                    }
                    default -> json.skipChildren();
                }
            }
            if (!sawImages || !sawAnnotations) {
                throw new DatasetException(path + ": the list \"" + (sawImages ? "annotations" : "images")
                        + "\" of a COCO file is missing");
            }
            Map<Long, String> texts = new HashMap<>();
            textIds.forEach((text, id) -> texts.put(id, text));
            return new CocoFile(path, images, categories, annotations, incomplete, texts);
        }

        /** Reads an object of a list whose opening brace has been read. */
        @FunctionalInterface
        private interface Entry {
            void read() throws IOException;
        }

        private void eachObject(String list, Entry reader) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw wrong("\"" + list + "\" must be a list");
            }
            JsonStreamContext inList = json.getParsingContext();
            int number = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw wrong("each entry of \"" + list + "\" must be an object {…}");
                }
                int line = json.currentTokenLocation().getLineNr();
                entry = FilePosition.ofEntry(name, line, list, number++);
                imageOfEntry = Optional.empty();
                try {
                    reader.read();
                } catch (DatasetException e) {
                    findings.broken(entry, e);
                    skipTo(inList);
                    imageOfEntry.ifPresent(incomplete::add);
                }
            }
        }

        /** Reads on to the end of a broken entry; whose image it is about may come behind what is broken. */
        private void skipTo(JsonStreamContext inList) throws IOException {
            while (json.getParsingContext() != inList) {
                boolean field = json.nextToken() == JsonToken.FIELD_NAME
                        && json.getParsingContext().getParent() == inList;
                if (field
                        && json.currentName().equals("image_id")
                        && json.nextToken().isScalarValue()) {
                    try {
                        imageOfEntry = Optional.of(id("image_id"));
                    } catch (DatasetException e) {
                        // The entry is broken anyway.
                    }
                }
            }
        }

        private void image() throws IOException {
            Optional<Long> id = Optional.empty();
            String name = null;
            int width = 0;
            int height = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id = Optional.of(id(field));
                    case "file_name" -> name = text(field);
                    case "width" -> width = (int) numberOr(field, 0);
                    case "height" -> height = (int) numberOr(field, 0);
                    default -> json.skipChildren();
                }
            }
            if (name == null) {
                throw missing("file_name", "image");
            }
            images.add(new Image(required(id, "id", "image"), name, width, height, entry));
        }

        private void category() throws IOException {
            Optional<Long> id = Optional.empty();
            String name = null;
            String supercategory = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id = Optional.of(id(field));
                    case "name" -> name = text(field);
                    case "supercategory" ->
                        supercategory = json.currentToken() == JsonToken.VALUE_NULL ? "" : text(field);
                    default -> json.skipChildren();
                }
            }
            if (name == null || name.isBlank()) {
                throw missing("name", "category");
            }
            categories.add(new Category(required(id, "id", "category"), name.strip(), supercategory.strip(), entry));
        }

        private void annotation() throws IOException {
            long id = -1;
            Optional<Long> imageId = Optional.empty();
            Optional<Long> categoryId = Optional.empty();
            double[] box = null;
            double area = Double.NaN;
            boolean crowd = false;
            Outline outline = Outline.NONE;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id = json.currentToken() == JsonToken.VALUE_NULL ? -1 : id(field);
                    case "image_id" -> {
                        imageId = Optional.of(id(field));
                        imageOfEntry = imageId;
                    }
                    case "category_id" -> categoryId = Optional.of(id(field));
                    case "bbox" -> box = json.currentToken() == JsonToken.VALUE_NULL ? null : box();
                    case "segmentation" -> outline = CocoMask.read(json);
                    case "area" -> area = numberOr(field, Double.NaN);
                    case "iscrowd" -> crowd = json.currentToken() == JsonToken.VALUE_TRUE || isOne();
                    default -> json.skipChildren();
                }
            }
            if (box == null && !outline.empty()) {
                box = new double[] {outline.x1(), outline.y1(), outline.x2() - outline.x1(), outline.y2() - outline.y1()
                };
                findings.add(Findings.Finding.Kind.OUTLINE, "annotation " + id, entry, "it has no bbox", "used");
            }
            if (box == null) {
                throw missing("bbox", "annotation");
            }
            annotations.add(new Item(
                    id,
                    required(imageId, "image_id", "annotation"),
                    required(categoryId, "category_id", "annotation"),
                    box[0],
                    box[1],
                    box[2],
                    box[3],
                    area,
                    crowd,
                    entry));
        }

        /** Null for an empty list: some exporters write it next to a mask. */
        private double[] box() throws IOException {
            double[] box = new double[4];
            int count = 0;
            if (json.currentToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (count == 4) {
                        throw wrong("\"bbox\" must be four numbers [x, y, width, height], but has more");
                    }
                    box[count++] = numberOr("bbox", Double.NaN);
                }
            }
            if (count == 0 && json.currentToken() == JsonToken.END_ARRAY) {
                return null;
            }
            if (count != 4) {
                throw wrong("\"bbox\" must be four numbers [x, y, width, height]");
            }
            return box;
        }

        private boolean isOne() throws IOException {
            return numberOr("iscrowd", 0) == 1;
        }

        private double numberOr(String field, double otherwise) throws IOException {
            boolean nothing =
                    json.currentToken() == JsonToken.VALUE_NULL || json.currentToken() == JsonToken.VALUE_FALSE;
            if (nothing || json.getText().equalsIgnoreCase("nan")) {
                return otherwise;
            }
            return here().number("\"" + field + "\"", json.getText());
        }

        /** A whole number, however it is written; any other text is an id too. */
        private long id(String field) throws IOException {
            String text = json.getText();
            JsonToken token = json.currentToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT && json.getDoubleValue() == Math.rint(json.getDoubleValue())) {
                return (long) json.getDoubleValue();
            }
            boolean written = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING;
            if (!written || text.isBlank()) {
                throw wrong("\"" + field + "\" must be a whole number or a text, but is " + text);
            }
            return WHOLE.matcher(text).matches()
                    ? Long.parseLong(text)
                    : textIds.computeIfAbsent(text, key -> FIRST_TEXT_ID + textIds.size());
        }

        private String text(String field) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong("\"" + field + "\" must be a string, but is " + json.getText());
            }
            return json.getText();
        }

        private long required(Optional<Long> value, String field, String what) {
            return value.orElseThrow(() -> missing(field, what));
        }

        private DatasetException missing(String field, String what) {
            return new DatasetException(entry.in(path.toString()) + ": " + what + " without \"" + field + "\"");
        }

        private DatasetException wrong(String expected) {
            return new DatasetException(here() + ": " + expected);
        }

        /** The line that is read now; in a file of one line, the entry. */
        private FilePosition here() {
            int line = json.currentTokenLocation().getLineNr();
            return line > 1 || entry.list().isEmpty()
                    ? new FilePosition(path.toString(), line)
                    : entry.in(path.toString());
        }
    }
}
