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
 * The cached features of a training: of the training images plainly and in some augmented views, of the validation
 * images plainly. Each view is a file of its own in a folder that later runs share: what is there is used, what is not
 * is computed.
 */
final class FeatureCache {
    private final ModelSpec spec;
    private final FeatureForm form;
    private final CacheSpace space;
    private final List<Kept> training = new ArrayList<>();
    private final Kept validation;

    private record Kept(View view, String key, Path file, long bytes) {
        int images() {
            return view.images().images().size();
        }
    }

    /**
     * What is to be drawn for a training.
     *
     * @param augmentations of the augmented views
     * @param views how many of them, beside the plain one
     * @param seed of the drawing
     */
    public record Views(Augmentations augmentations, int views, long seed) {}

    /**
     * A cache for a training; nothing is computed or written yet.
     *
     * @param spec of the model
     * @param precision that the encoder computes in
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
        this.space = space;
        int lowest = spec.method().lowestLayer(backbone.config());
        this.form = FeatureForm.of(backbone.config(), lowest, spec.encoderLayers(backbone.config()), spec.input());
        String encoder = backbone.fingerprint() + " " + precision;
        this.training.add(kept(encoder, View.plain(training, spec.input(), spec.normalization())));
        for (int i = 1; i <= views.views(); i++) {
            View view = View.augmented(
                    training, spec.input(), spec.normalization(), views.augmentations(), views.seed(), i);
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

    /** Why it cannot be used, if it cannot. */
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

    /** Bytes of all its views. */
    public long bytes() {
        return views().stream().mapToLong(Kept::bytes).sum();
    }

    private List<Kept> views() {
        List<Kept> all = new ArrayList<>(training);
        all.add(validation);
        return all;
    }

    /**
     * A training's images behind the layers that never change. Closing it gives nothing back: the files stay.
     *
     * @param computed images, views counted one by one, whose features were not there yet
     */
    public record Sources(ImageBatch.Source training, ImageBatch.Source validation, int computed) {}

    /** Hears what a cache does. */
    public interface Listener {
        /** A sentence worth a line. */
        void note(String line);

        /** So many of the images whose features are to be computed are done; what this throws ends it. */
        void caching(int done, int images);
    }

    /**
     * Computes what is missing, and opens it all.
     *
     * @param encoder of the backbone, in the precision that was said
     * @param batch images in a batch
     * @param seed of the training's order, and of which view of an image comes when
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
        List<ViewFile> files =
                training.stream().map(view -> found.get(view.file())).toList();
        return new Sources(
                source(training.get(0), files, batch, true, seed),
                source(validation, List.of(found.get(validation.file())), batch, false, seed),
                computed);
    }

    private ImageBatch.Source source(Kept plain, List<ViewFile> files, int batch, boolean shuffled, long seed) {
        return new CachedImages(plain.view().images(), spec.input(), form, files, batch, shuffled, seed);
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

    /** Computes and writes views, adds them to what is found, and tells how many images that were. */
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
