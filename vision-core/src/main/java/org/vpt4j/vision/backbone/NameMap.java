package org.vpt4j.vision.backbone;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.WeightsException;

/**
 * Where a family stores the tensors of the encoder, which are listed at {@link EncoderWeights}. Immutable.
 *
 * <pre>{@code
 * NameMap.of("", "vit.")
 *         .map("patch", "embeddings.patch_embeddings.projection")
 *         .map("layer.*.norm1", "encoder.layer.*.layernorm_before")
 *         .map("position", "embeddings.position_embeddings")
 * }</pre>
 *
 * <p>{@code *} stands for the number of the layer. A name without {@code .weight} or {@code .bias} maps both; a full name
 * comes first. Where versions of a family's software differ, a tensor has several places: the first one that a file has
 * counts. Stored tensors that nothing refers to are ignored, but for those that belong to the encoder (they begin with the
 * same word as a mapped one): configuration and weights are of different models then.
 *
 * <p>A file may have any prefix before all of these names, such as {@code module.}: it is found by the patch embedding.
 */
public final class NameMap {
    private static final Pattern LAYER = Pattern.compile("layer\\.(\\d+)\\.");
    private static final Pattern SUFFIX = Pattern.compile("\\.(weight|bias)$");
    private static final String PATCH = "patch.weight";

    private final List<String> prefixes;
    private final Map<String, List<StoredTensor>> tensors;
    private final Set<String> ignored;
    private final Set<String> file; // names of all its tensors; empty if that is open

    private NameMap(
            List<String> prefixes, Map<String, List<StoredTensor>> tensors, Set<String> ignored, Set<String> file) {
        this.prefixes = List.copyOf(prefixes);
        this.tensors = tensors;
        this.ignored = ignored;
        this.file = file;
    }

    /**
     * An empty map.
     *
     * @param prefixes that a file may have before all of the encoder's names, the usual one first: a model with a head
     *     often adds one
     */
    public static NameMap of(String... prefixes) {
        return new NameMap(List.of(prefixes), Map.of(), Set.of(), Set.of());
    }

    /** With an encoder's tensor stored under this name, or under one of several. */
    public NameMap map(String canonical, String... stored) {
        return map(canonical, Stream.of(stored).map(StoredTensor::named).toArray(StoredTensor[]::new));
    }

    /** With an encoder's tensor made from these stored ones, or in one of several ways. */
    public NameMap map(String canonical, StoredTensor... stored) {
        Map<String, List<StoredTensor>> more = new LinkedHashMap<>(tensors);
        more.put(canonical, List.of(stored));
        return new NameMap(prefixes, more, ignored, file);
    }

    /** With a tensor of the encoder's part of the file that is not needed, such as a mask token of pre-training. */
    public NameMap ignore(String stored) {
        Set<String> more = new LinkedHashSet<>(ignored);
        more.add(stored);
        return new NameMap(prefixes, tensors, more, file);
    }

    /**
     * With the one prefix that a file has, judged by the patch embedding.
     *
     * @throws WeightsException if the file has several encoders
     */
    NameMap in(Set<String> stored) {
        Map<String, Long> found = new LinkedHashMap<>(); // tensors by prefix
        for (String prefix : candidates(stored)) {
            NameMap located = new NameMap(List.of(prefix), tensors, ignored, stored);
            if (located.isThere(PATCH)) {
                found.put(prefix, (long) located.present().size());
            }
        }
        long most = found.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<String> best = found.keySet().stream()
                .filter(prefix -> found.get(prefix) == most)
                .toList();
        if (best.size() > 1 && !prefixes.contains(best.get(0))) {
            throw new WeightsException("there are several encoders in the weights, with the prefixes " + best
                    + "; save one of them alone");
        }
        return new NameMap(best.isEmpty() ? prefixes.subList(0, 1) : best.subList(0, 1), tensors, ignored, stored);
    }

    /** The usual prefixes, and what comes before a patch embedding in the file. */
    private Set<String> candidates(Set<String> stored) {
        Set<String> all = new LinkedHashSet<>(prefixes);
        String suffix = tensors.containsKey(PATCH) ? "" : suffix(PATCH);
        for (StoredTensor patch : entry(PATCH, PATCH)) {
            for (StoredTensor.Part part : patch.in("", "", suffix).parts()) {
                stored.stream()
                        .filter(name -> name.endsWith("." + part.name()))
                        .map(name ->
                                name.substring(0, name.length() - part.name().length()))
                        .sorted(Comparator.comparingInt(String::length))
                        .forEach(all::add);
            }
        }
        return all;
    }

    private boolean isThere(String canonical) {
        List<StoredTensor.Part> parts = stored(canonical).parts();
        return !parts.isEmpty()
                && parts.stream().allMatch(part -> part.isZeros() || file.contains(part.name()))
                && !parts.stream().allMatch(StoredTensor.Part::isZeros);
    }

    /** Canonical names of what the file has, in no particular order. */
    Set<String> present() {
        Set<String> names = new LinkedHashSet<>();
        for (String pattern : tensors.keySet()) {
            for (String name : List.of(pattern, pattern + ".weight", pattern + ".bias")) {
                if (!name.contains("*") && isThere(name)) {
                    names.add(name);
                }
                for (int i = 0; name.contains("*") && isThere(name.replace("*", Integer.toString(i))); i++) {
                    names.add(name.replace("*", Integer.toString(i)));
                }
            }
        }
        return names;
    }

    /** @throws WeightsException if the family does not map it */
    StoredTensor stored(String canonical) {
        Matcher layer = LAYER.matcher(canonical);
        String number = layer.lookingAt() ? layer.group(1) : "";
        String name = layer.replaceFirst("layer.*.");
        String suffix = tensors.containsKey(name) ? "" : suffix(name);
        List<StoredTensor> places = entry(name, canonical).stream()
                .map(tensor -> tensor.in(prefixes.get(0), number, suffix))
                .toList();
        return places.stream()
                .filter(tensor ->
                        tensor.parts().stream().allMatch(part -> part.isZeros() || file.contains(part.name())))
                .findFirst()
                .orElse(places.get(0));
    }

    private List<StoredTensor> entry(String name, String canonical) {
        List<StoredTensor> exact = tensors.get(name);
        if (exact != null) {
            return exact;
        }
        List<StoredTensor> both =
                tensors.get(name.substring(0, name.length() - suffix(name).length()));
        if (both == null) {
            throw new WeightsException("the backbone's family does not say where " + canonical
                    + " is stored: its name map needs an entry for " + name);
        }
        return both;
    }

    private static String suffix(String name) {
        Matcher suffix = SUFFIX.matcher(name);
        return suffix.find() ? suffix.group() : "";
    }

    /** Whether a stored tensor that nothing refers to belongs to something else than the encoder. */
    boolean isIgnored(String stored) {
        String prefix = prefixes.get(0);
        if (!stored.startsWith(prefix)) {
            return true;
        }
        String name = stored.substring(prefix.length());
        Set<String> own = tensors.values().stream()
                .flatMap(List::stream)
                .flatMap(tensor -> tensor.parts().stream())
                .map(part -> firstWord(part.name()))
                .collect(Collectors.toSet());
        return ignored.contains(name) || !own.contains(firstWord(name));
    }

    private static String firstWord(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
