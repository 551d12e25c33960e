package org.vpt4j.vision.fuzz;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Some bytes of a file that are others.
 *
 * @param changes positions, which wrap around at the file's end, with what stands there now
 */
public record ChangedBytes(List<Map.Entry<Integer, Byte>> changes) {

    /** One to so many bytes, anywhere in a file of up to a million. */
    public static Arbitrary<ChangedBytes> upTo(int most) {
        return Combinators.combine(Arbitraries.integers().between(0, 1_000_000), Arbitraries.bytes())
                .as(Map::entry)
                .list()
                .ofMinSize(1)
                .ofMaxSize(most)
                .map(ChangedBytes::new);
    }

    /** A copy of the file with the changes. */
    public byte[] in(byte[] whole) {
        byte[] bytes = whole.clone();
        changes.forEach(change -> bytes[change.getKey() % bytes.length] = change.getValue());
        return bytes;
    }
}
