package org.vpt4j.detect.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.vpt4j.vision.error.Excerpt;

/**
 * The fields of a JSON object, each of them required and of the type asked for, texts without control characters;
 * otherwise an
 * {@link IllegalArgumentException} names it by its path, such as {@code preprocessing.width}.
 */
final class JsonFields {
    private final JsonNode node;
    private final String path;

    private JsonFields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static JsonFields root(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("the description is no JSON object");
        }
        return new JsonFields(node, "");
    }

    JsonFields object(String name) {
        return new JsonFields(require(name, JsonNode::isObject, "an object"), path + name + ".");
    }

    String text(String name) {
        return printable(name, require(name, JsonNode::isTextual, "a text").textValue());
    }

    int integer(String name) {
        return require(name, n -> n.isIntegralNumber() && n.canConvertToInt(), "an integer")
                .intValue();
    }

    int positive(String name) {
        return require(name, n -> n.isInt() && n.intValue() > 0, "an integer above 0")
                .intValue();
    }

    long longInteger(String name) {
        return require(name, n -> n.isIntegralNumber() && n.canConvertToLong(), "an integer")
                .longValue();
    }

    double number(String name) {
        return require(name, JsonNode::isNumber, "a number").doubleValue();
    }

    List<String> texts(String name) {
        return list(name, JsonNode::isTextual, "texts", text -> printable(name, text.textValue()));
    }

    List<Double> numbers(String name) {
        return list(name, JsonNode::isNumber, "numbers", JsonNode::doubleValue);
    }

    List<Integer> integers(String name) {
        return list(name, JsonNode::isInt, "integers", JsonNode::intValue);
    }

    /** The names of this object's fields, in order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** All fields of this object, each read by name. */
    <T> Map<String, T> all(Function<String, T> read) {
        Map<String, T> all = new LinkedHashMap<>();
        names().forEach(name -> all.put(printable(name, name), read.apply(name)));
        return all;
    }

    /** A text, an integer, a double or a boolean. */
    Object value(String name) {
        JsonNode value = require(
                name,
                n -> n.isTextual() || n.isInt() || n.isDouble() || n.isBoolean(),
                "a text, a number or a boolean");
        if (value.isTextual()) {
            return printable(name, value.textValue());
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isInt() ? (Object) value.intValue() : (Object) value.doubleValue();
    }

    private <T> List<T> list(String name, Predicate<JsonNode> fits, String what, Function<JsonNode, T> read) {
        List<T> list = new ArrayList<>();
        for (JsonNode element : require(name, JsonNode::isArray, "a list")) {
            if (!fits.test(element)) {
                throw new IllegalArgumentException(
                        path + Excerpt.of(name) + ": a list of " + what + " is needed, not " + Excerpt.of(element));
            }
            list.add(read.apply(element));
        }
        return list;
    }

    /** Texts end up on terminals, in tables and in file names. */
    private String printable(String name, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    path + Excerpt.of(name) + ": there are control characters in \"" + Excerpt.of(text) + "\"");
        }
        return text;
    }

    private JsonNode require(String name, Predicate<JsonNode> fits, String what) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new IllegalArgumentException(path + Excerpt.of(name) + ": missing");
        }
        if (!fits.test(value)) {
            throw new IllegalArgumentException(
                    path + Excerpt.of(name) + ": " + what + " is needed, not " + Excerpt.of(value));
        }
        return value;
    }
}
