package org.vpt4j.vision.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Named arrays in a fixed order: the weights of an encoder, the parameters of a tuning method or of a head.
 *
 * <p>A view: it does not own the arrays, which are closed by their {@link NDManager}.
 */
public final class Tensors {
    private final Map<String, NDArray> arrays;

    private Tensors(Map<String, NDArray> arrays) {
        this.arrays = Collections.unmodifiableMap(arrays);
    }

    public static Tensors of(Map<String, NDArray> arrays) {
        return new Tensors(new LinkedHashMap<>(arrays));
    }

    public static Tensors empty() {
        return of(Map.of());
    }

    /** @throws IllegalArgumentException if there is no array with this name */
    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no tensor " + name + " among " + arrays.keySet());
        }
        return array;
    }

    public boolean contains(String name) {
        return arrays.containsKey(name);
    }

    public Set<String> names() {
        return arrays.keySet();
    }

    public Collection<NDArray> values() {
        return arrays.values();
    }

    public Map<String, NDArray> asMap() {
        return arrays;
    }

    public boolean isEmpty() {
        return arrays.isEmpty();
    }

    /** Total number of values. */
    public long count() {
        return arrays.values().stream().mapToLong(NDArray::size).sum();
    }

    /** The arrays whose names have this prefix, without it. */
    public Tensors under(String prefix) {
        Map<String, NDArray> found = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), array);
            }
        });
        return new Tensors(found);
    }

    /** The same arrays with a prefix before every name. */
    public Tensors prefixed(String prefix) {
        Map<String, NDArray> renamed = new LinkedHashMap<>();
        arrays.forEach((name, array) -> renamed.put(prefix + name, array));
        return new Tensors(renamed);
    }

    public Tensors filter(Predicate<String> name) {
        Map<String, NDArray> kept = new LinkedHashMap<>(arrays);
        kept.keySet().removeIf(name.negate());
        return new Tensors(kept);
    }

    /** All arrays of both; for names that both have, the other's. */
    public Tensors with(Tensors other) {
        Map<String, NDArray> all = new LinkedHashMap<>(arrays);
        all.putAll(other.arrays);
        return new Tensors(all);
    }

    /** As one {@code Dict[str, Tensor]} argument of a {@link Script}; the argument's name only has to be unique. */
    public NDList asDictionary(String argument) {
        NDList list = new NDList(arrays.size());
        arrays.forEach((name, array) -> {
            array.setName(argument + "." + name);
            list.add(array);
        });
        return list;
    }

    /** As one {@code List[Tensor]} argument of a {@link Script}, in order. */
    public static NDList asList(String argument, Iterable<NDArray> arrays) {
        NDList list = new NDList();
        for (NDArray array : arrays) {
            array.setName(argument + "[]");
            list.add(array);
        }
        return list;
    }

    /** As a plain {@code Tensor} argument of a {@link Script}. */
    public static NDArray asTensor(NDArray array) {
        array.setName(null);
        return array;
    }
}
