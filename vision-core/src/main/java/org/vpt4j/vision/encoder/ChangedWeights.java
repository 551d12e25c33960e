package org.vpt4j.vision.encoder;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;

/** An encoder's weights with some replaced, and with added networks. */
record ChangedWeights(
        EncoderWeights published,
        Map<String, FloatTensor> changed,
        List<Branch.Learned<Map<String, FloatTensor>>> added)
        implements EncoderWeights {

    /** @throws WeightsException if a name is unknown, or the number of values differs */
    ChangedWeights {
        changed = Map.copyOf(changed);
        added = List.copyOf(added);
        Set<String> known = EncoderWeights.shapes(published.config()).keySet();
        changed.forEach((name, tensor) -> {
            if (!known.contains(name)) {
                throw new WeightsException("the changed weight \"" + name + "\" is none of the encoder's");
            }
            long expected = EncoderWeights.shapes(published.config()).get(name).size();
            if (tensor.size() != expected) {
                throw new WeightsException("the changed weight " + name + " has " + tensor.size() + " values, not the "
                        + expected + " of the encoder's");
            }
        });
    }

    @Override
    public EncoderConfig config() {
        return published.config();
    }

    @Override
    public List<Branch.Learned<Map<String, FloatTensor>>> branches() {
        return Stream.concat(published.branches().stream(), added.stream()).toList();
    }

    @Override
    public float[] values(String name) {
        FloatTensor replaced = changed.get(name);
        return replaced == null ? published.values(name) : replaced.values();
    }

    @Override
    public void read(String name, BiConsumer<DataType, ByteBuffer> target) {
        if (changed.containsKey(name)) {
            EncoderWeights.super.read(name, target);
        } else {
            published.read(name, target);
        }
    }

    @Override
    public Optional<ByteBuffer> mapped(String name) {
        return changed.containsKey(name) ? Optional.empty() : published.mapped(name);
    }
}
