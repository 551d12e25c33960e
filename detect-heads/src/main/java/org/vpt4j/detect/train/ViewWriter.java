package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Script;

/** Runs the frozen layers over the images of a view in batches and writes the output. Owns a script: close it. */
final class ViewWriter implements AutoCloseable {
    private static final int BATCH = 8;
    private static final int EXPONENT = 0x7c00; // of a 16-bit float: all ones mean infinite or NaN

    private final VisionEncoder encoder;
    private final FeatureForm form;
    private final List<Integer> layers;
    private final Script half;

    /**
     * @param encoder remains owned by the caller
     * @param layers whose features are read
     */
    ViewWriter(VisionEncoder encoder, FeatureForm form, List<Integer> layers) {
        this.encoder = encoder;
        this.form = form;
        this.layers = layers;
        this.half = Script.load(ViewWriter.class, "half.py", Map.of());
    }

    /**
     * Writes the file of a view atomically.
     *
     * @param progress receives the number of images done; an exception it throws aborts the writing
     */
    void write(Path file, String key, View view, IntConsumer progress) {
        ViewFile.write(file, key, form.bytes(), sink -> {
            int done = 0;
            try (DetectionLoader loader = new DetectionLoader(view.images(), view.loading(BATCH))) {
                for (Iterator<Batch> batches = loader.epoch(view.number()); batches.hasNext(); ) {
                    try (Batch batch = batches.next()) {
                        add(batch, sink);
                        done += batch.size();
                    }
                    progress.accept(done);
                }
            }
        });
    }

    private void add(Batch batch, ViewFile.Sink sink) throws IOException {
        try (NDManager scope = NDManager.newBaseManager(encoder.device(), "PyTorch")) {
            Shape shape = new Shape(
                    batch.size(), 3, batch.input().height(), batch.input().width());
            NDArray pixels = scope.create(batch.pixels(), shape, DataType.FLOAT32);
            VisionEncoder.Input stopped = encoder.below(scope, pixels, form.layer(), layers);
            List<ByteBuffer> parts = new ArrayList<>();
            for (int layer : form.below()) {
                parts.add(halved(scope, stopped.below().get(layer), layer));
            }
            stopped.values().ifPresent(tokens -> parts.add(halved(scope, tokens, form.layer())));
            for (int i = 0; i < batch.size(); i++) {
                Batch.Image image = batch.images().get(i);
                sink.add(record(parts, i), new ViewIndex.Entry(0, image.transform(), image.annotations()));
            }
        }
    }

    private ByteBuffer halved(NDManager scope, NDArray values, int layer) {
        NDArray array = half.call(scope, new NDList(values), false).singletonOrThrow();
        ByteBuffer bytes = array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.limit(); at += Short.BYTES) {
            if ((bytes.getShort(at) & EXPONENT) == EXPONENT) {
                throw new ConfigException("cache: values at layer " + layer + " of this backbone are larger than 16-bit"
                        + " floats hold; train with --cache off");
            }
        }
        return bytes;
    }

    /** The concatenated parts of one image. */
    private byte[] record(List<ByteBuffer> parts, int image) {
        byte[] values = new byte[form.bytes()];
        for (int i = 0; i < parts.size(); i++) {
            FeatureForm.Part part = form.parts().get(i);
            parts.get(i).get(image * part.bytes(), values, part.offset(), part.bytes());
        }
        return values;
    }

    @Override
    public void close() {
        half.close();
    }
}
