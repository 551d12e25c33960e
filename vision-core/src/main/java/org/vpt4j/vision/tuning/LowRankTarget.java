package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.tensor.FloatTensor;

/** A matrix of a layer that LoRA can change. Queries, keys and values are thirds of one weight. */
public enum LowRankTarget {
    Q("qkv", 0),
    K("qkv", 1),
    V("qkv", 2),
    PROJ("proj", 0),
    FC1("fc1", 0),
    FC2("fc2", 0);

    private final String matrix;
    private final int third;

    LowRankTarget(String matrix, int third) {
        this.matrix = matrix;
        this.third = third;
    }

    /** Reads {@code q,v}. */
    static Set<LowRankTarget> set(String text) {
        return Arrays.stream(text.split(","))
                .map(item -> of(item.strip()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(LowRankTarget.class)));
    }

    static LowRankTarget of(String name) {
        List<String> known =
                Arrays.stream(values()).map(LowRankTarget::toString).toList();
        if (!known.contains(name)) {
            throw new ConfigException(
                    "targets",
                    "there is no matrix \"" + name + "\"" + NearestName.hint(name, known) + "; known are "
                            + String.join(",", known));
        }
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static Set<LowRankTarget> ordered(Set<LowRankTarget> targets) {
        if (targets.isEmpty()) {
            throw new ConfigException("targets", "none is given; give some of q,k,v,proj,fc1,fc2");
        }
        return Collections.unmodifiableSet(EnumSet.copyOf(targets));
    }

    static String text(Set<LowRankTarget> targets) {
        return targets.stream().map(LowRankTarget::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Canonical name of the weight that it is (a part of), in a layer; 1 is the first. */
    String weight(int layer) {
        return EncoderWeights.prefix(layer) + matrix + ".weight";
    }

    String a(int layer) {
        return EncoderWeights.prefix(layer) + this + ".a";
    }

    String b(int layer) {
        return EncoderWeights.prefix(layer) + this + ".b";
    }

    long rows(EncoderConfig config) {
        return this == FC1 ? config.mlp().projected() : config.width();
    }

    long columns(EncoderConfig config) {
        return this == FC2 ? config.mlp().hidden() : config.width();
    }

    /** {@code weight + change}, where the change is as large as this matrix. */
    NDArray add(NDManager scope, NDArray weight, NDArray change) {
        NDArray whole = change;
        if (matrix.equals("qkv")) {
            NDArray none = scope.zeros(change.getShape());
            NDList thirds = new NDList(none, none, none);
            thirds.set(third, change);
            whole = NDArrays.concat(thirds, 0);
            whole.attach(scope);
        }
        NDArray sum = weight.add(whole);
        sum.attach(scope);
        return sum;
    }

    /** Adds {@code scale * b a} to the weight in place. */
    void add(FloatTensor weight, FloatTensor a, FloatTensor b, double scale) {
        int rank = (int) a.shape()[0];
        int columns = (int) a.shape()[1];
        int rows = (int) b.shape()[0];
        float[] sum = weight.values();
        for (int i = 0; i < rows; i++) {
            int start = (third * rows + i) * columns;
            for (int r = 0; r < rank; r++) {
                float factor = (float) (scale * b.values()[i * rank + r]);
                for (int j = 0; j < columns; j++) {
                    sum[start + j] += factor * a.values()[r * columns + j];
                }
            }
        }
    }
}
