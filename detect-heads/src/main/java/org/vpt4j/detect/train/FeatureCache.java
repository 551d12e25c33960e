package org.vpt4j.detect.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.ImageSampling;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.VptException;

/**
 * The cached features of a training run: of the training images, plain and in some augmented views, and of the plain
 * validation images. Each view is a file of its own in a folder shared with later runs: existing views are reused, missing
 * ones computed.
 */
final class FeatureCache {
    private final ModelSpec spec;
    private final FeatureForm form;
    private final Views views;
    private final CacheSpace space;
    private final List<Kept> training = new ArrayList<>();
    private final Kept validation;

    private record Kept(View view, String key, Path file, long bytes) {
        int images() {
            return view.images().images().size();
        }
    }

    /**
     * The augmented views of a training run.
     *
     * @param augmentations that produce the views
     * @param views number of augmented views, in addition to the plain one
     * @param balanced whether images of rare classes come up more often
     * @param seed random seed of the augmentations
     */
    public record Views(Augmentations augmentations, int views, boolean balanced, long seed) {
        /** Of several views, the first has no compositions, so that the end of a run has an augmented view of each image. */
        private Augmentations drawn(int view) {
            return view == 1 && views > 1 ? augmentations.settled() : augmentations;
        }
    }

    /**
     * A cache for a training run; computes and writes nothing yet.
     *
     * @param spec model specification
     * @param precision the encoder's precision
     */
    public FeatureCache(
            ModelSpec spec,
            Backbone backbone,
            Precision precision,
            DetectionDataset training,
            DetectionDataset validation,
            Views views,
            CacheSpace space) {
        this.spec = spec;
        this.views = views;
        this.space = space;
        int lowest = spec.method().lowestLayer(backbone.config());
        this.form = FeatureForm.of(backbone.config(), lowest, spec.encoderLayers(backbone.config()), spec.input());
        String encoder = backbone.fingerprint() + " " + precision;
        this.training.add(kept(encoder, View.plain(training, spec.input(), spec.normalization())));
        for (int i = 1; i <= views.views(); i++) {
            View view = View.augmented(training, spec.input(), spec.normalization(), views.drawn(i), views.seed(), i);
            this.training.add(kept(encoder, view));
        }
        this.validation = kept(encoder, View.plain(validation, spec.input(), spec.normalization()));
    }

    private Kept kept(String encoder, View view) {
        String key = view.key(encoder, form);
        return new Kept(
                view,
                key,
                space.file(key),
                (long) form.bytes() * view.images().images().size());
    }

    /** The reason why the cache cannot be used, if any. */
    public Optional<VptException> obstacle() {
        if (form.layer() <= 1) {
            return Optional.of(new ConfigException("cache: " + spec.method().name()
                    + " with these settings tunes the encoder from its first layer on, so that nothing stays the same;"
                    + " tune the last layers alone (vpt-deep with --layers last:4), nothing of it (head-only, side), or use"
                    + " --cache off"));
        }
        if (bytes() > space.limit()) {
            String learned = Counted.of(training.get(0).images(), "training image", "training images");
            String validated = Counted.of(validation.images(), "validation image", "validation images");
            return Optional.of(new ConfigException("cache-limit: the features of " + learned + " in "
                    + Counted.of(training.size(), "view", "views") + " and " + validated + " take "
                    + ByteSize.text(bytes()) + ", the limit is " + ByteSize.text(space.limit())
                    + "; raise it, lower --views, or use --cache off"));
        }
        long missing = views().stream()
                .filter(view -> !Files.exists(view.file()))
                .mapToLong(Kept::bytes)
                .sum();
        if (missing > space.usable()) {
            return Optional.of(new FileException("the disk of " + space.folder() + " has room for "
                    + ByteSize.text(space.usable()) + ", but the features take another " + ByteSize.text(missing)
                    + "; make room, name a folder elsewhere with --cache-dir, lower --views, or use --cache off"));
        }
        return Optional.empty();
    }

    /** Images whose features are not there yet, counted once per view. */
    public int missing() {
        return views().stream()
                .filter(view -> !Files.exists(view.file()))
                .mapToInt(Kept::images)
                .sum();
    }

    /** Total bytes of all views. */
    public long bytes() {
        return views().stream().mapToLong(Kept::bytes).sum();
    }

    private List<Kept> views() {
        List<Kept> all = new ArrayList<>(training);
        all.add(validation);
        return all;
    }

    /**
     * The images of a run as features of the layers that never change. Closing it deletes nothing: the files stay.
     *
     * @param computed number of images, counted once per view, whose features had to be computed
     */
    public record Sources(ImageBatch.Source training, ImageBatch.Source validation, int computed) {}

    /** Observes a cache. */
    public interface Listener {
        /** A message for the log. */
        void note(String line);

        /** Progress in images whose features must be computed; an exception thrown here aborts the computation. */
        void caching(int done, int images);
    }

    /**
     * Computes what is missing and opens all views.
     *
     * @param encoder of the backbone, in the precision given to the constructor
     * @param batch batch size in images
     * @param seed for the training order and for the order of an image's views
     * @throws VptException the {@link #obstacle}, if there is one; or if a file cannot be written
     */
    public Sources open(VisionEncoder encoder, int batch, long seed, Listener listener) {
        Optional<VptException> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw obstacle.get();
        }
        Map<Path, ViewFile> found = find(listener);
        List<Kept> missing =
                views().stream().filter(view -> !found.containsKey(view.file())).toList();
        makeRoom(missing, listener);
        int computed = fill(encoder, missing, found, listener);
        int reused = views().size() - missing.size();
        listener.note("cached features: " + ByteSize.text(bytes()) + " in " + space.folder() + ", training images plain"
                + (training.size() > 1 ? " and " + Counted.of(training.size() - 1, "time", "times") + " augmented" : "")
                + (reused == 0 ? "" : "; " + reused + " of " + views().size() + " files from former runs"));
        return new Sources(
                source(training, found, batch, Optional.of(draw(seed))),
                source(List.of(validation), found, batch, Optional.empty()),
                computed);
    }

    /** Features are flipped where there is no augmented view: those are flipped themselves, and exactly. */
    private CachedImages.Draw draw(long seed) {
        DetectionDataset images = training.get(0).view().images();
        ImageSampling sampling = views.balanced() ? ImageSampling.balanced(images) : ImageSampling.even(images);
        Augmentations.Kind flips = views.views() == 0 ? views.augmentations().kind() : Augmentations.Kind.NONE;
        return new CachedImages.Draw(sampling, flips, seed);
    }

    private ImageBatch.Source source(
            List<Kept> kept, Map<Path, ViewFile> found, int batch, Optional<CachedImages.Draw> draw) {
        List<CachedImages.CachedView> views = kept.stream()
                .map(view -> new CachedImages.CachedView(view.view(), found.get(view.file())))
                .toList();
        return new CachedImages(form, views, batch, draw);
    }

    private Map<Path, ViewFile> find(Listener listener) {
        Map<Path, ViewFile> found = new HashMap<>();
        for (Kept view : views()) {
            Optional<ViewFile> opened = open(view);
            opened.ifPresent(there -> {
                found.put(view.file(), there);
                CacheSpace.touch(view.file());
            });
            if (opened.isEmpty() && Files.exists(view.file())) {
                listener.note("the cached features in " + view.file() + " are damaged: they are computed again");
            }
        }
        return found;
    }

    private Optional<ViewFile> open(Kept view) {
        return ViewFile.open(view.file(), view.key(), form.bytes(), view.images());
    }

    private void makeRoom(List<Kept> missing, Listener listener) {
        List<Path> own = views().stream().map(Kept::file).toList();
        List<Path> removed =
                space.makeRoom(missing.stream().mapToLong(Kept::bytes).sum(), own);
        if (!removed.isEmpty()) {
            listener.note("removed " + Counted.of(removed.size(), "cached view", "cached views")
                    + " of former runs: together with those of this run they would be larger than the cache-limit of "
                    + ByteSize.text(space.limit()));
        }
    }

    /** Computes and writes the missing views, adds them to {@code found}, and returns the number of images computed. */
    private int fill(VisionEncoder encoder, List<Kept> missing, Map<Path, ViewFile> found, Listener listener) {
        int images = missing.stream().mapToInt(Kept::images).sum();
        int done = 0;
        try (ViewWriter writer = new ViewWriter(encoder, form, spec.encoderLayers(encoder.config()))) {
            for (Kept view : missing) {
                int before = done;
                writer.write(view.file(), view.key(), view.view(), now -> listener.caching(before + now, images));
                found.put(
                        view.file(),
                        open(view)
                                .orElseThrow(() -> new FileException("the cached features in " + view.file()
                                        + " are not what was written; look at the disk, or use --cache off")));
                done += view.images();
            }
        }
        return done;
    }
}
