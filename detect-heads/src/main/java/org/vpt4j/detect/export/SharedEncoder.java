package org.vpt4j.detect.export;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxModelFile;
import org.vpt4j.vision.runtime.EncoderMetadata;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The encoder's file in the shared layout: {@code encoder.onnx}, which all tasks of one backbone use, or
 * {@code NAME.encoder.onnx} for a task that has changed the encoder.
 *
 * @param file where it is, or will be
 * @param weights that it contains
 * @param metadata of the file
 * @param graph to be written; empty if the file already exists and has what this task needs
 */
record SharedEncoder(Path file, EncoderWeights weights, EncoderMetadata metadata, Optional<OnnxGraph> graph) {
    private static final String ENDING = ".onnx";
    private static final String PRECISION = "precision";
    private static final String INPUT = "input";
    private static final String DYNAMIC = "dynamic";

    /**
     * Decides whether the encoder's file must be written.
     *
     * @throws ConfigException if there already is one of another backbone, precision or input size
     */
    static SharedEncoder of(CheckedTask task, Backbone backbone, ExportOptions options, Path folder) {
        Adaptation.Constants constants = task.constants(backbone);
        EncoderMetadata published = EncoderMetadata.of(backbone, task.spec().encoderLayers(backbone.config()));
        if (constants.changesEncoder()) {
            EncoderMetadata own = new EncoderMetadata(
                    backbone.name() + ", changed by " + options.name(),
                    fingerprint(backbone, constants),
                    published.config(),
                    published.normalization(),
                    published.layers());
            Path file = folder.resolve(options.name() + "." + ExportOptions.ENCODER + ENDING);
            return made(file, backbone.with(constants), own, task, options);
        }
        Path file = folder.resolve(ExportOptions.ENCODER + ENDING);
        if (!Files.exists(file)) {
            return made(file, backbone, published, task, options);
        }
        EncoderMetadata there = requireSame(file, published, input(task, options), options);
        if (there.layers().containsAll(published.layers())) {
            return new SharedEncoder(file, backbone, there, Optional.empty());
        }
        List<Integer> both = List.copyOf(new TreeSet<>(Stream.of(there.layers(), published.layers())
                .flatMap(List::stream)
                .toList()));
        return made(file, backbone, EncoderMetadata.of(backbone, both), task, options);
    }

    private static SharedEncoder made(
            Path file, EncoderWeights weights, EncoderMetadata metadata, CheckedTask task, ExportOptions options) {
        Optional<ImageSize> size = options.fixed() ? Optional.of(task.spec().input()) : Optional.empty();
        OnnxGraph graph = EncoderGraph.shared(weights, metadata.layers(), options.precision(), size);
        metadata.write(graph);
        graph.metadata(PRECISION, precision(options));
        graph.metadata(INPUT, input(task, options));
        return new SharedEncoder(file, weights, metadata, Optional.of(graph));
    }

    private static EncoderMetadata requireSame(Path file, EncoderMetadata wanted, String input, ExportOptions options) {
        Map<String, String> all = OnnxModelFile.open(file).metadata();
        EncoderMetadata there = EncoderMetadata.read(all, file.toString());
        if (!there.fingerprint().equals(wanted.fingerprint())) {
            throw other(
                    file,
                    "the backbone \"" + there.backbone() + "\" (fingerprint " + shortened(there.fingerprint()) + ")",
                    "\"" + wanted.backbone() + "\" (fingerprint " + shortened(wanted.fingerprint()) + ")");
        }
        if (!precision(options).equals(all.get(PRECISION))) {
            throw other(file, "the precision " + all.get(PRECISION), precision(options));
        }
        if (!input.equals(all.get(INPUT))) {
            throw other(file, "the input " + all.get(INPUT), input);
        }
        return there;
    }

    private static ConfigException other(Path file, String there, String wanted) {
        return new ConfigException(file + " already exists and has " + there + ", but this export needs " + wanted
                + "; choose another folder with --out");
    }

    private static String precision(ExportOptions options) {
        return options.precision().label();
    }

    private static String input(CheckedTask task, ExportOptions options) {
        return options.fixed() ? task.spec().input().toString() : DYNAMIC;
    }

    /** Fingerprint of a changed encoder: never that of a backbone, so that no other task uses it. */
    private static String fingerprint(Backbone backbone, Adaptation.Constants constants) {
        MessageDigest digest = Sha256.digest();
        digest.update(Sha256.of(backbone.fingerprint()).getBytes(StandardCharsets.US_ASCII));
        update(digest, "", constants.weights());
        for (Branch.Learned<Map<String, FloatTensor>> learned : constants.branches()) {
            String branch = "branch " + learned.branch() + " ";
            learned.byLayer().forEach((layer, values) -> update(digest, branch + layer + " ", values));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, String prefix, Map<String, FloatTensor> tensors) {
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            digest.update((prefix + name).getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.size());
            bytes.asFloatBuffer().put(tensor.values());
            digest.update(bytes);
        });
    }

    private static String shortened(String fingerprint) {
        return fingerprint.length() <= 12 ? fingerprint : fingerprint.substring(0, 12) + "…";
    }
}
