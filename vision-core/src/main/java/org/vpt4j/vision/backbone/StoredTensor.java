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
     * @param channelsLast whether the file has a convolution's weight as {@code [out, height * width * channels]}
     */
    record Part(String name, List<Long> shape, boolean transposed, int slice, int slices, boolean channelsLast) {
        /** Zeros among the parts of a tensor. */
        static final Part ZEROS = new Part("", List.of(), false, 0, 1, false);

        Part {
            if (slice < 0 || slice >= slices) {
                throw new IllegalArgumentException("tensor " + name + " has no part " + slice + " of " + slices);
            }
        }

        boolean isZeros() {
            return name.isEmpty();
        }

        /** The shape in the file, for a part of the encoder's tensor that has this one. */
        long[] stored(long[] own) {
            if (!shape.isEmpty()) {
                return shape.stream().mapToLong(Long::longValue).toArray();
            }
            long[] whole = own.clone();
            whole[0] *= slices;
            if (channelsLast) {
                return new long[] {whole[0], whole[1] * whole[2] * whole[3]};
            }
            return transposed && whole.length == 2 ? new long[] {whole[1], whole[0]} : whole;
        }

        /** The part's values, from those in the file. */
        float[] values(float[] stored, long[] own) {
            float[] all = channelsLast ? channelsFirst(stored, own) : stored;
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

        /** {@code [out, h, w, channels] -> [out, channels, h, w]} */
        private static float[] channelsFirst(float[] stored, long[] own) {
            int channels = (int) own[1];
            int area = (int) (own[2] * own[3]);
            float[] first = new float[stored.length];
            for (int i = 0; i < stored.length; i++) {
                int out = i / (channels * area);
                int channel = i / area % channels;
                first[i] = stored[(out * area + i % area) * channels + channel];
            }
            return first;
        }

        private Part with(List<Long> asked, boolean turned, int index, int count, boolean last) {
            return new Part(name, asked, turned, index, count, last);
        }

        private Part named(String full) {
            return new Part(full, shape, transposed, slice, slices, channelsLast);
        }

        /** What distinguishes the values from those of the plain tensor; empty for that. */
        String difference() {
            return (transposed ? "transposed " : "")
                    + (channelsLast ? "channels last " : "")
                    + (slices > 1 ? "part " + slice + " of " + slices : "");
        }
    }

    private StoredTensor(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** A stored tensor as it is. */
    public static StoredTensor named(String name) {
        return new StoredTensor(List.of(new Part(name, List.of(), false, 0, 1, false)));
    }

    /** Stored tensors of the same shape, joined along the first axis. */
    public static StoredTensor joined(String... names) {
        return joined(Stream.of(names).map(StoredTensor::named).toArray(StoredTensor[]::new));
    }

    /** Tensors of the same shape, joined along the first axis; {@link #zeros} may be among them. */
    public static StoredTensor joined(StoredTensor... tensors) {
        return new StoredTensor(Stream.of(tensors)
                .flatMap(tensor -> tensor.parts.isEmpty() ? Stream.of(Part.ZEROS) : tensor.parts.stream())
                .toList());
    }

    /** Zeros: the family has no such tensor. */
    public static StoredTensor zeros() {
        return new StoredTensor(List.of());
    }

    /** The same values, stored with another shape; not needed for leading axes of size 1. */
    public StoredTensor shaped(long... stored) {
        List<Long> shape = Arrays.stream(stored).boxed().toList();
        return new StoredTensor(parts.stream()
                .map(part -> part.with(shape, part.transposed, part.slice, part.slices, part.channelsLast))
                .toList());
    }

    /** Matrices stored as {@code [in, out]}; biases of the same layers stay as they are. */
    public StoredTensor transposed() {
        return new StoredTensor(parts.stream()
                .map(part -> part.with(part.shape, !part.transposed, part.slice, part.slices, part.channelsLast))
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
                .map(part -> part.with(part.shape, part.transposed, index, count, part.channelsLast))
                .toList());
    }

    /** A convolution's weight that is stored as the matrix {@code [out, height * width * channels]}. */
    public StoredTensor channelsLast() {
        return new StoredTensor(parts.stream()
                .map(part -> part.with(part.shape, part.transposed, part.slice, part.slices, true))
                .toList());
    }

    List<Part> parts() {
        return parts;
    }

    /** With the full names in a file. */
    StoredTensor in(String prefix, String layer, String suffix) {
        return new StoredTensor(parts.stream()
                .map(part -> part.isZeros() ? part : part.named(prefix + part.name.replace("*", layer) + suffix))
                .toList());
    }
}
