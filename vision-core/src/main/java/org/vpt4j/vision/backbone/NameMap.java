package org.vpt4j.vision.backbone;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * comes first. Stored tensors that nothing refers to are ignored, but for those that belong to the encoder (they begin
 * with the same word as a mapped one): configuration and weights are of different models then.
 */
public final class NameMap {
    private static final Pattern LAYER = Pattern.compile("layer\\.(\\d+)\\.");
    private static final Pattern SUFFIX = Pattern.compile("\\.(weight|bias)$");

    private final List<String> prefixes;
    private final Map<String, StoredTensor> tensors;
    private final Set<String> ignored;

    private NameMap(List<String> prefixes, Map<String, StoredTensor> tensors, Set<String> ignored) {
        this.prefixes = List.copyOf(prefixes);
        this.tensors = tensors;
        this.ignored = ignored;
    }

    /**
     * An empty map.
     *
     * @param prefixes that a file may have before all of the encoder's names, the usual one first: a model with a head
     *     often adds one
     */
    public static NameMap of(String... prefixes) {
        return new NameMap(List.of(prefixes), Map.of(), Set.of());
    }

    /** With an encoder's tensor stored under this name. */
    public NameMap map(String canonical, String stored) {
        return map(canonical, StoredTensor.named(stored));
    }

    /** With an encoder's tensor made from these stored ones. */
    public NameMap map(String canonical, StoredTensor stored) {
        Map<String, StoredTensor> more = new LinkedHashMap<>(tensors);
        more.put(canonical, stored);
        return new NameMap(prefixes, more, ignored);
    }

    /** With a tensor of the encoder's part of the file that is not needed, such as a mask token of pre-training. */
    public NameMap ignore(String stored) {
        Set<String> more = new LinkedHashSet<>(ignored);
        more.add(stored);
        return new NameMap(prefixes, tensors, more);
    }

    /** With the one prefix that a file has, judged by the patch embedding. */
    NameMap in(Set<String> stored) {
        String prefix = prefixes.stream()
                .filter(p -> new NameMap(List.of(p), tensors, ignored)
                        .stored("patch.weight").parts().stream().allMatch(part -> stored.contains(part.name())))
                .findFirst()
                .orElse(prefixes.get(0));
        return new NameMap(List.of(prefix), tensors, ignored);
    }

    /** @throws WeightsException if the family does not map it */
    StoredTensor stored(String canonical) {
        Matcher layer = LAYER.matcher(canonical);
        String number = layer.lookingAt() ? layer.group(1) : "";
        String name = layer.replaceFirst("layer.*.");
        StoredTensor exact = tensors.get(name);
        if (exact != null) {
            return exact.in(prefixes.get(0), number, "");
        }
        Matcher suffix = SUFFIX.matcher(name);
        StoredTensor both = suffix.find() ? tensors.get(name.substring(0, suffix.start())) : null;
        if (both == null) {
            throw new WeightsException("the backbone's family does not say where " + canonical
                    + " is stored: its name map needs an entry for " + name);
        }
        return both.in(prefixes.get(0), number, suffix.group());
    }

    /** Whether a stored tensor that nothing refers to belongs to something else than the encoder. */
    boolean isIgnored(String stored) {
        String prefix = prefixes.get(0);
        if (!stored.startsWith(prefix)) {
            return true;
        }
        String name = stored.substring(prefix.length());
        Set<String> own = tensors.values().stream()
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
