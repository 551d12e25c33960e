package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;

/**
 * A choice of encoder layers, independent of the encoder's depth: all, the last k, or a list. 1 is the first layer.
 *
 * @param last how many of the last layers; 0 for a list
 * @param list ascending; empty for all or the last
 */
public record LayerSelection(int last, List<Integer> list) {
    private static final String FORMS = "; use all, last:K, or a list such as 3,6,9 (1 is the first layer)";

    /** All layers. */
    public static final LayerSelection ALL = new LayerSelection(0, List.of());

    /** The setting of methods that can be limited to some layers; all by default. */
    public static final Setting<LayerSelection> SETTING = Setting.of(
            "layers",
            ALL,
            "all|last:K|LIST",
            "the layers that are tuned: all, last:4, or 3,6,9",
            LayerSelection::of,
            LayerSelection::toString);

    public LayerSelection {
        list = List.copyOf(list);
    }

    /**
     * Reads {@code all}, {@code last:4} or {@code 3,6,9}.
     *
     * @throws ConfigException if it is none of them
     */
    public static LayerSelection of(String text) {
        String form = text.strip();
        if (form.equals("all")) {
            return ALL;
        }
        if (form.startsWith("last:")) {
            return new LayerSelection(positive(form.substring("last:".length()), text), List.of());
        }
        TreeSet<Integer> layers = new TreeSet<>();
        for (String item : form.split(",", -1)) {
            int layer = positive(item, text);
            if (!layers.add(layer)) {
                throw new ConfigException("layers", "\"" + text + "\" names layer " + layer + " twice");
            }
        }
        return new LayerSelection(0, List.copyOf(layers));
    }

    private static int positive(String item, String text) {
        try {
            int number = Integer.parseInt(item.strip());
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new ConfigException("layers", "\"" + text + "\": \"" + item.strip() + "\" is no positive number" + FORMS);
    }

    /**
     * The layers of an encoder of this depth, ascending.
     *
     * @throws ConfigException if the encoder has too few layers
     */
    public List<Integer> in(int depth) {
        int highest = list.isEmpty() ? last : list.get(list.size() - 1);
        if (highest > depth) {
            throw new ConfigException("layers", "\"" + this + "\": the encoder has only " + depth + " layers" + FORMS);
        }
        if (!list.isEmpty()) {
            return list;
        }
        int first = last == 0 ? 1 : depth - last + 1;
        return IntStream.rangeClosed(first, depth).boxed().toList();
    }

    /**
     * The lowest layer of an encoder of this depth.
     *
     * @throws ConfigException if the encoder has too few layers
     */
    public int first(int depth) {
        return in(depth).get(0);
    }

    /** The form that {@link #of} reads. */
    @Override
    public String toString() {
        if (!list.isEmpty()) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return last == 0 ? "all" : "last:" + last;
    }
}
