package org.vpt4j.detect.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/**
 * Everything a run needs to resume exactly, in one safetensors file: trained tensors, their average, the optimizer's
 * moments, and in the metadata the configuration and the {@link Progress}.
 *
 * <p>Data order and augmentation follow from seed, epoch and batch, so no random state is stored.
 *
 * @param configuration the run's settings
 * @param progress how far the run has come
 * @param optimizerSteps optimizer steps made
 * @param fingerprints of data and backbone, so that a run is not resumed on different ones
 * @param tensors named {@code trained.…}, {@code average.…}, {@code optimizer.…}; float32
 */
record Checkpoint(
        TrainingConfig configuration,
        Progress progress,
        long optimizerSteps,
        Fingerprints fingerprints,
        Map<String, FloatTensor> tensors) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "vpt4j.checkpoint";
    private static final int VERSION = 2;

    static final String TRAINED = "trained.";
    static final String AVERAGE = "average.";
    static final String OPTIMIZER = "optimizer.";

    /**
     * What the run was started with.
     *
     * @param start of the task that it started from; empty if it started from random values
     */
    record Fingerprints(String data, String backbone, String start) {
        Fingerprints {
            start = start == null ? "" : start;
        }
    }

    private record Header(
            int version,
            Map<String, String> configuration,
            Progress progress,
            long optimizerSteps,
            Fingerprints fingerprints) {}

    /** Writes the file atomically. */
    void write(Path file) {
        Header header = new Header(VERSION, configuration.values(), progress, optimizerSteps, fingerprints);
        try {
            new SafetensorsWriter()
                    .metadata(KEY, JSON.writeValueAsString(header))
                    .addAll(tensors, DataType.F32)
                    .write(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checkpoint's header does not become JSON", e);
        }
    }

    /** An unknown setting means that another version wrote the file. */
    private static TrainingConfig configuration(Path file, Header header) {
        try {
            return TrainingConfig.of(header.configuration());
        } catch (ConfigException e) {
            throw new WeightsException(
                    file + ": " + e.getMessage()
                            + "; the run was begun by another version of vpt4j: resume it with that, or train again",
                    e);
        }
    }

    /** @throws WeightsException if the file is damaged or not a checkpoint */
    static Checkpoint read(Path file) {
        Safetensors stored = Safetensors.open(file);
        try {
            String json = stored.metadata().get(KEY);
            if (json == null) {
                throw new WeightsException(file + " is no checkpoint of vpt4j; name the folder of a run");
            }
            Header header = JSON.readValue(json, Header.class);
            if (header == null
                    || header.configuration() == null
                    || header.progress() == null
                    || header.fingerprints() == null) {
                throw new WeightsException(file + ": the checkpoint's header lacks configuration, progress or"
                        + " fingerprints; it is damaged: copy it again, or start the run again");
            }
            if (header.version() != VERSION) {
                throw new WeightsException(file + " has checkpoint version " + header.version()
                        + ", this vpt4j reads version " + VERSION + "; resume with the version that wrote it");
            }
            Map<String, FloatTensor> tensors = new LinkedHashMap<>();
            for (String name : stored.names()) {
                tensors.put(name, stored.tensor(name));
            }
            return new Checkpoint(
                    configuration(file, header),
                    header.progress(),
                    header.optimizerSteps(),
                    header.fingerprints(),
                    tensors);
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file + ": the checkpoint's header is damaged: " + Excerpt.of(e.getOriginalMessage()), e);
        }
    }
}
