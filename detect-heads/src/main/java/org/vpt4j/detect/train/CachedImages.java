package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.EpochRandom;
import org.vpt4j.datasets.loader.ImageSampling;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;

/**
 * Images as precomputed features of the frozen lower layers: the encoder starts where these end. Where an image has
 * several views, each epoch uses one: all in turn, starting from one drawn from the seed; near the end of a run, all in
 * which the image is neither in a mosaic nor has pasted objects. Features can also be flipped.
 *
 * <p>Not thread-safe.
 */
final class CachedImages implements ImageBatch.Source {
    private final DetectionDataset dataset;
    private final ImageSize input;
    private final FeatureForm form;
    private final List<FeatureForm.Part> parts;
    private final List<CachedView> views;
    private final int batchSize;
    private final Optional<Draw> draw;
    private final Deque<List<ByteBuffer>> free = new ArrayDeque<>();

    /** A view and the file with its features. */
    record CachedView(View view, ViewFile file) {}

    /**
     * What an epoch of training draws at random.
     *
     * @param sampling how often each image comes up
     * @param flips which of them leave the objects what they are
     */
    record Draw(ImageSampling sampling, Augmentations.Kind flips, long seed) {
        EpochRandom of(int epoch) {
            return new EpochRandom(seed, epoch);
        }
    }

    /**
     * @param views of the same images; the first is plain
     * @param draw for training; without it, the images come in their order and as they are
     */
    CachedImages(FeatureForm form, List<CachedView> views, int batchSize, Optional<Draw> draw) {
        this.dataset = views.get(0).view().images();
        this.input = views.get(0).view().input();
        this.form = form;
        this.parts = form.parts();
        this.views = List.copyOf(views);
        this.batchSize = batchSize;
        this.draw = draw;
    }

    @Override
    public int batches() {
        return (dataset.images().size() + batchSize - 1) / batchSize;
    }

    @Override
    public Iterator<ImageBatch> epoch(int epoch, int done) {
        return epoch(epoch, done, false);
    }

    @Override
    public Iterator<ImageBatch> epoch(int epoch, int done, boolean settled) {
        int count = dataset.images().size();
        int[] order = draw.map(drawn -> drawn.sampling().order(drawn.of(epoch)))
                .orElseGet(() -> IntStream.range(0, count).toArray());
        return new Iterator<>() {
            private int next = Math.min(done * batchSize, count);

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public ImageBatch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the epoch is at its end");
                }
                int end = Math.min(next + batchSize, count);
                Features batch = new Features(end - next);
                for (; next < end; next++) {
                    int image = order[next];
                    batch.add(image, view(image, epoch, settled), flip(image, epoch));
                }
                return batch;
            }
        };
    }

    private ViewFile view(int image, int epoch, boolean settled) {
        List<CachedView> all = settled
                ? views.stream().filter(view -> !view.view().composes(image)).toList()
                : views;
        int first = draw.map(drawn -> drawn.of(0).ofImage(image).nextInt(all.size()))
                .orElse(0);
        return all.get((first + epoch) % all.size()).file();
    }

    private FeatureFlip flip(int image, int epoch) {
        return draw.map(drawn ->
                        FeatureFlip.drawn(drawn.flips(), drawn.of(epoch).ofImage(image)))
                .orElse(FeatureFlip.NONE);
    }

    private List<ByteBuffer> memory() {
        List<ByteBuffer> memory = free.poll();
        if (memory != null) {
            return memory;
        }
        List<ByteBuffer> made = new ArrayList<>();
        for (FeatureForm.Part part : parts) {
            made.add(ByteBuffer.allocateDirect(batchSize * part.bytes()).order(ByteOrder.nativeOrder()));
        }
        return made;
    }

    @Override
    public void close() {
        free.clear();
    }

    /** A batch: each part of the form, for all its images. */
    private final class Features implements ImageBatch {
        private final List<Batch.Image> images = new ArrayList<>();
        private final int size;
        private List<ByteBuffer> memory = memory();

        Features(int size) {
            this.size = size;
        }

        void add(int index, ViewFile view, FeatureFlip flip) {
            ByteBuffer values = view.values(index);
            for (int i = 0; i < memory.size(); i++) {
                flip.copy(
                        parts.get(i),
                        values,
                        memory.get(i),
                        images.size() * parts.get(i).bytes());
            }
            ViewIndex.Entry entry = view.entry(index);
            List<Annotation> truth = entry.annotations().stream()
                    .map(object -> flip.of(object, input))
                    .toList();
            images.add(new Batch.Image(index, dataset.images().get(index), entry.transform(), truth));
        }

        @Override
        public List<Batch.Image> images() {
            return List.copyOf(images);
        }

        @Override
        public ImageSize input() {
            return input;
        }

        @Override
        public VisionEncoder.Input input(NDManager scope, VisionEncoder encoder) {
            if (memory == null) {
                throw new IllegalStateException("the batch is closed");
            }
            Map<Integer, NDArray> below = new LinkedHashMap<>();
            for (int i = 0; i < form.below().size(); i++) {
                FeatureForm.Part part = parts.get(i);
                Shape shape = new Shape(size, part.planes(), part.rows(), part.columns());
                try (NDArray half = array(scope, i, shape)) {
                    below.put(form.below().get(i), half.toType(DataType.FLOAT32, true));
                }
            }
            Optional<NDArray> tokens = form.tokens() == 0
                    ? Optional.empty()
                    : Optional.of(array(scope, memory.size() - 1, new Shape(size, form.tokens(), form.width())));
            return new VisionEncoder.Input(form.layer(), tokens, form.rows(), form.columns(), below);
        }

        private NDArray array(NDManager scope, int part, Shape shape) {
            int bytes = size * parts.get(part).bytes();
            ByteBuffer own = memory.get(part).slice(0, bytes).order(ByteOrder.nativeOrder());
            return scope.create(own, shape, DataType.FLOAT16);
        }

        @Override
        public void close() {
            if (memory != null) {
                free.push(memory);
                memory = null;
            }
        }
    }
}
