package org.vpt4j.vision.backbone;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.weights.Safetensors;

/** Finds each of an encoder's tensors in the weight files, and says everything that does not fit at once. */
final class FittedWeights {
    private static final int SHOWN = 8; // of each kind of problem

    private final Path folder;
    private final String config;
    private final BackboneFamily family;
    private final NameMap names;
    private final WeightFiles files;
    private final List<String> missing = new ArrayList<>();
    private final List<String> misshapen = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private final List<String> ignored = new ArrayList<>();

    /**
     * @param config name of the configuration file
     * @param names with the prefix of these files
     */
    FittedWeights(Path folder, String config, BackboneFamily family, NameMap names, WeightFiles files) {
        this.folder = folder;
        this.config = config;
        this.family = family;
        this.names = names;
        this.files = files;
    }

    /**
     * Where each tensor is.
     *
     * @param shapes of the encoder's tensors
     * @throws WeightsException if one is missing, has another shape or holds NaN, or the files have unexplained ones
     */
    Map<String, Backbone.Source> sources(Map<String, Shape> shapes) {
        Map<String, Backbone.Source> sources = new LinkedHashMap<>();
        shapes.forEach((canonical, shape) -> sources.put(canonical, source(canonical, shape.getShape())));
        List<String> unexplained = new ArrayList<>();
        for (String name : files.tensors().keySet()) {
            if (!used.contains(name)) {
                (names.isIgnored(name) ? ignored : unexplained).add(name);
            }
        }
        if (!missing.isEmpty() || !misshapen.isEmpty() || !unexplained.isEmpty()) {
            throw misfit(unexplained);
        }
        // On all cores: a large model has gigabytes.
        sources.values().parallelStream()
                .flatMap(source -> source.parts().stream())
                .map(this::notFinite)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(message -> {
                    throw new WeightsException(message);
                });
        return sources;
    }

    /** Stored tensors that the encoder does not need. */
    List<String> ignored() {
        return ignored;
    }

    private Backbone.Source source(String canonical, long[] shape) {
        List<StoredTensor.Part> stored = names.stored(canonical).parts();
        long[] own = shape.clone();
        if (!stored.isEmpty()) {
            own[0] /= stored.size();
        }
        List<Backbone.Part> parts = new ArrayList<>();
        for (StoredTensor.Part part : stored) {
            if (part.isZeros()) {
                parts.add(new Backbone.Part(Optional.empty(), part, own));
            } else if (fits(part.name(), part.stored(own))) {
                parts.add(new Backbone.Part(Optional.of(files.of(part.name())), part, own));
            }
        }
        Backbone.Source source = new Backbone.Source(shape.clone(), parts);
        if (!parts.isEmpty() && parts.size() == stored.size() && source.storedElements() != source.elements()) {
            misshapen.add(stored.get(0).name() + " has not the " + source.elements() + " values of " + canonical + " "
                    + Arrays.toString(source.shape()));
        }
        return source;
    }

    private boolean fits(String name, long[] shape) {
        used.add(name);
        if (!files.has(name)) {
            missing.add(Excerpt.of(name) + " " + Arrays.toString(shape));
            return false;
        }
        Safetensors.Entry entry = files.of(name).entry(name);
        if (!Arrays.equals(withoutLeadingOnes(entry.shape()), withoutLeadingOnes(shape))) {
            misshapen.add("tensor " + Excerpt.of(name) + " is " + Arrays.toString(entry.shape()) + ", but " + config
                    + " asks for " + Arrays.toString(shape));
            return false;
        }
        return true;
    }

    /** Tokens and positions are stored with or without these axes. */
    private static long[] withoutLeadingOnes(long[] shape) {
        return Arrays.stream(shape).dropWhile(size -> size == 1).toArray();
    }

    private Optional<String> notFinite(Backbone.Part part) {
        OptionalLong bad =
                part.file().map(file -> file.firstNotFinite(part.name())).orElse(OptionalLong.empty());
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of("backbone folder " + folder + ": tensor " + Excerpt.of(part.name())
                        + " holds NaN or infinity at " + bad.getAsLong() + "; these weights are broken, use others");
    }

    private WeightsException misfit(List<String> unexplained) {
        StringBuilder what = new StringBuilder();
        if (!missing.isEmpty()) {
            what.append(
                            missing.size() == 1
                                    ? "tensor " + missing.get(0) + " is missing"
                                    : missing.size() + " tensors are missing: " + list(missing))
                    .append(near(unexplained))
                    .append("; ");
        }
        if (!misshapen.isEmpty()) {
            what.append(list(misshapen)).append("; ");
        }
        if (!unexplained.isEmpty()) {
            what.append(config)
                    .append(" does not account for ")
                    .append(Counted.of(unexplained.size(), "tensor", "tensors"))
                    .append(": ")
                    .append(list(unexplained.stream().map(Excerpt::of).toList()))
                    .append("; ");
        }
        BackboneFamilies.resembling(files.tensors().keySet())
                .filter(other -> !other.equals(family.modelType()))
                .ifPresent(other -> what.append("the names look like those of ")
                        .append(other)
                        .append(", but ")
                        .append(config)
                        .append(" says ")
                        .append(family.modelType())
                        .append("; "));
        return new WeightsException(
                "backbone folder " + folder + ": " + what + "use " + config + " and weights of the same model");
    }

    /** The stored name that the first missing one may have been meant to be. */
    private String near(List<String> unexplained) {
        String name = missing.get(0).substring(0, missing.get(0).indexOf(' '));
        return NearestName.of(name, unexplained)
                .map(found -> " (nearest to " + Excerpt.of(name) + " is " + Excerpt.of(found) + ")")
                .orElse("");
    }

    private static String list(List<String> all) {
        String shown = String.join(", ", all.stream().limit(SHOWN).toList());
        return all.size() > SHOWN ? shown + " and " + (all.size() - SHOWN) + " more" : shown;
    }
}
