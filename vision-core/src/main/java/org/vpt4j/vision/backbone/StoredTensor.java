package org.vpt4j.vision.backbone;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How one of the encoder's tensors is made from those in a weight file: renamed, reshaped, transposed, split, joined.
 *
 * <pre>{@code
 * StoredTensor.named("patch_embed.linear.weight").shaped(768, 3 * 16 * 16) // instead of [768, 3, 16, 16]
 * StoredTensor.joined("attn.q_proj", "attn.k_proj", "attn.v_proj")         // along the first axis
 * StoredTensor.named("attn.c_attn").transposed()                           // [in, out] instead of [out, in]
 * StoredTensor.joined(named("attn.kvq").slice(2, 3), named("attn.kvq").slice(0, 3), named("attn.kvq").slice(1, 3))
 * }</pre>
 *
 * <p>In a {@link NameMap}, {@code *} in a name stands for the number of the layer. Leading axes of size 1 never matter.
 */
public final class StoredTensor {
    private final List<Part> parts;

    /**
     * A stored tensor, or a part of it.
     *
     * @param shape in the file; empty if it follows from the encoder's
     * @param transposed whether the file has {@code [in, out]}
     * @param slice which of {@code slices} equal parts along the first axis, after the transposition
     */
    record Part(String name, List<Long> shape, boolean transposed, int slice, int slices) {
        Part {
            if (slice < 0 || slice >= slices) {
                throw new IllegalArgumentException("tensor " + name + " has no part " + slice + " of " + slices);
            }
        }

        /** The shape in the file, for a part of the encoder's tensor that has this one. */
        long[] stored(long[] own) {
            if (!shape.isEmpty()) {
                return shape.stream().mapToLong(Long::longValue).toArray();
            }
            long[] whole = own.clone();
            whole[0] *= slices;
            return transposed && whole.length == 2 ? new long[] {whole[1], whole[0]} : whole;
        }

        /** The part's values, from those in the file. */
        float[] values(float[] stored, long[] own) {
            float[] all = stored;
            if (transposed && own.length == 2) {
                int rows = Math.toIntExact(own[0] * slices);
                int columns = Math.toIntExact(own[1]);
                all = new float[stored.length];
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        all[i * columns + j] = stored[j * rows + i];
                    }
                }
            }
            int size = all.length / slices;
            return slices == 1 ? all : Arrays.copyOfRange(all, slice * size, (slice + 1) * size);
        }

        /** What distinguishes the values from those of the plain tensor; empty for that. */
        String difference() {
            return (transposed ? "transposed " : "") + (slices > 1 ? "part " + slice + " of " + slices : "");
        }
    }

    private StoredTensor(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** A stored tensor as it is. */
    public static StoredTensor named(String name) {
        return new StoredTensor(List.of(new Part(name, List.of(), false, 0, 1)));
    }

    /** Stored tensors of the same shape, joined along the first axis. */
    public static StoredTensor joined(String... names) {
        return joined(Stream.of(names).map(StoredTensor::named).toArray(StoredTensor[]::new));
    }

    /** Tensors of the same shape, joined along the first axis. */
    public static StoredTensor joined(StoredTensor... tensors) {
        return new StoredTensor(
                Stream.of(tensors).flatMap(tensor -> tensor.parts.stream()).toList());
    }

    /** Zeros: the family has no such tensor. */
    public static StoredTensor zeros() {
        return new StoredTensor(List.of());
    }

    /** The same values, stored with another shape; not needed for leading axes of size 1. */
    public StoredTensor shaped(long... stored) {
        List<Long> shape = Arrays.stream(stored).boxed().toList();
        return new StoredTensor(parts.stream()
                .map(part -> new Part(part.name, shape, part.transposed, part.slice, part.slices))
                .toList());
    }

    /** Matrices stored as {@code [in, out]}; biases of the same layers stay as they are. */
    public StoredTensor transposed() {
        return new StoredTensor(parts.stream()
                .map(part -> new Part(part.name, part.shape, !part.transposed, part.slice, part.slices))
                .toList());
    }

    /**
     * One of several equal parts along the first axis of the encoder's orientation ({@code [out, in]}).
     *
     * @param index from 0
     * @param count number of parts
     */
    public StoredTensor slice(int index, int count) {
        return new StoredTensor(parts.stream()
                .map(part -> new Part(part.name, part.shape, part.transposed, index, count))
                .toList());
    }

    List<Part> parts() {
        return parts;
    }

    /** With the full names in a file. */
    StoredTensor in(String prefix, String layer, String suffix) {
        return new StoredTensor(parts.stream()
                .map(part -> new Part(
                        prefix + part.name.replace("*", layer) + suffix,
                        part.shape,
                        part.transposed,
                        part.slice,
                        part.slices))
                .toList());
    }
}
