package org.vpt4j.samples.report;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.error.FileException;

/**
 * The facts of a finished training run: its report, its JSON output, its lines on the terminal, and what a comparison
 * stores and shows of it are made from this record.
 *
 * @param method the tuning method
 * @param backbone the backbone's name or folder
 * @param seed the seed of everything random
 * @param settings all effective settings
 * @param images the images it was trained on
 * @param plannedEpochs epochs that it was to train
 * @param bestEpoch the epoch with the best validation AP, which is in the task file
 * @param history the numbers of each epoch
 * @param size what was trained and stored
 * @param cost what it took
 * @param threshold the task's score threshold
 * @param measured how well the task detects
 * @param recipe how to repeat it
 * @param findings problems of the data
 */
public record RunFacts(
        String method,
        String backbone,
        long seed,
        Map<String, String> settings,
        Images images,
        int plannedEpochs,
        int bestEpoch,
        History history,
        Size size,
        Cost cost,
        double threshold,
        Measurement measured,
        Recipe recipe,
        List<Finding> findings) {
    public RunFacts {
        settings = Map.copyOf(settings);
        findings = List.copyOf(findings);
    }

    /**
     * Numbers of images.
     *
     * @param training images to learn from
     * @param trainingObjects objects in them
     * @param validation images that chose the best epoch
     * @param input the input size in pixels, {@code WIDTHxHEIGHT}
     */
    public record Images(int training, int trainingObjects, int validation, String input) {}

    /**
     * What was trained and stored.
     *
     * @param tuned trained parameters in or before the encoder
     * @param head parameters of the head
     * @param encoder frozen parameters of the encoder
     * @param taskBytes size of the task file
     * @param backboneBytes size of the backbone's weights
     */
    public record Size(long tuned, long head, long encoder, long taskBytes, long backboneBytes) {
        public long trained() {
            return tuned + head;
        }
    }

    /**
     * What the run took.
     *
     * @param seconds seconds by part (training, evaluation, …)
     * @param peakMemory the most memory that the process held in bytes; 0 if unknown
     */
    public record Cost(Map<String, Double> seconds, long peakMemory) {
        public Cost {
            seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
        }

        /** Seconds of all parts. */
        public double total() {
            return seconds.values().stream().mapToDouble(part -> part).sum();
        }
    }

    /**
     * How to repeat the run.
     *
     * @param command the command line
     * @param config the effective configuration, YAML
     * @param versions name to version of the program and its libraries, and fingerprints
     * @param machine what it ran on, name to value
     */
    public record Recipe(String command, String config, Map<String, String> versions, Map<String, String> machine) {
        public Recipe {
            versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
            machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
        }
    }

    /**
     * Problems of one kind in the data.
     *
     * @param kind the kind in words
     * @param done how they were handled
     * @param count how many
     * @param names the files they are in
     * @param text all this in a line for people
     */
    public record Finding(String kind, String done, int count, List<String> names, String text) {
        public Finding {
            names = List.copyOf(names);
        }

        public static List<Finding> of(Findings findings) {
            List<String> texts = findings.summary();
            List<Finding> list = new ArrayList<>();
            for (Findings.Group group : findings.groups()) {
                list.add(new Finding(
                        group.kind().toString(),
                        group.done(),
                        group.found().size(),
                        group.subjects(),
                        texts.get(list.size())));
            }
            return list;
        }

        /** Lines for the terminal; none if there are no findings. */
        public static List<String> lines(List<Finding> findings) {
            return findings.isEmpty()
                    ? List.of()
                    : Stream.concat(
                                    Stream.of("problems in the data:"),
                                    findings.stream().map(finding -> "  " + finding.text()))
                            .toList();
        }
    }

    /**
     * The facts of a training and of what was measured after it.
     *
     * @param task the task that it wrote
     * @param command the command line that repeats it
     * @param seconds what the parts of the run took
     */
    public static RunFacts of(
            TrainingResult result, Task task, String command, Map<String, Double> seconds, Measurement measured) {
        TrainingListener.TrainingPlan plan = result.plan();
        TrainingConfig config = TrainingConfig.of(task.provenance().settings());
        int objects = result.data().require(Split.TRAIN).images().stream()
                .mapToInt(image -> image.annotations().size())
                .sum();
        return new RunFacts(
                config.get(TrainingSettings.METHOD),
                config.get(TrainingSettings.BACKBONE),
                config.get(TrainingSettings.SEED),
                config.values(),
                new Images(
                        plan.trainingImages(),
                        objects,
                        plan.validationImages(),
                        plan.input().toString()),
                config.epochs(),
                result.best().epoch(),
                History.of(result.history()),
                new Size(
                        plan.tunedParameters(),
                        plan.trainedParameters() - plan.tunedParameters(),
                        plan.frozenParameters(),
                        bytes(result.run().task()),
                        weights(config.get(TrainingSettings.BACKBONE))),
                new Cost(
                        seconds,
                        Math.max(result.peakMemory(), ProcessMemory.peakBytes().orElse(0))),
                task.threshold(),
                measured,
                new Recipe(command, config.toYaml(), versions(task), Machine.describe()),
                Finding.of(result.data().findings()));
    }

    private static Map<String, String> versions(Task task) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("vpt4j", task.provenance().version());
        versions.put("DJL", Engine.getDjlVersion());
        versions.put("PyTorch", Engine.getEngine("PyTorch").getVersion());
        versions.put("data", task.provenance().dataFingerprint());
        versions.put("backbone", task.backbone().fingerprint());
        task.provenance().start().ifPresent(start -> versions.put("start", start.fingerprint()));
        return versions;
    }

    private static long weights(String backbone) {
        Path folder = BackboneHub.standard().open(backbone).folder();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".safetensors") && !file.endsWith(ShippedTask.OBJECTS.fileName()))
                    .mapToLong(RunFacts::bytes)
                    .sum();
        } catch (IOException e) {
            throw new FileException(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new FileException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Epochs that were trained. */
    public int epochs() {
        return history.last("epoch");
    }

    /** Optimizer steps that were made. */
    public int steps() {
        return history.last("step");
    }

    /** The epoch after which validation AP was flat, so that the run ended before the planned epochs; else NaN. */
    public double flatAfter() {
        return epochs() < plannedEpochs ? history.lastEpochAtFullRate() : Double.NaN;
    }

    /** AP of the best epoch on the validation images; -1 if there is no object in them. */
    public double validationAp() {
        return history.epochs().stream()
                .filter(epoch -> epoch.get("epoch") == bestEpoch)
                .findFirst()
                .orElseThrow()
                .get("val_ap");
    }

    /** Seconds of training, all epochs. */
    public double trainingSeconds() {
        return history.sum("train_seconds");
    }

    /** Seconds of validation, all epochs. */
    public double validationSeconds() {
        return history.sum("validation_seconds");
    }

    /** Seconds of training in an epoch, the median. */
    public double epochSeconds() {
        return history.epochSeconds();
    }

    /** The result as values for a JSON object. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("method", method);
        map.put("backbone", backbone);
        map.put("seed", seed);
        map.put("start", settings.getOrDefault("start-from", "none"));
        map.put("start_fingerprint", recipe.versions().getOrDefault("start", ""));
        map.put("input", images.input());
        map.put("epochs", epochs());
        map.put("best_epoch", bestEpoch);
        map.put("trained_parameters", size.trained());
        map.put("tuned_parameters", size.tuned());
        map.put("frozen_parameters", size.encoder());
        map.put("seconds", cost.total());
        map.put("training_seconds", trainingSeconds() + validationSeconds());
        map.put("peak_memory_bytes", cost.peakMemory());
        map.put("findings", findings);
        map.putAll(measured.toMap());
        return map;
    }
}
