package org.vpt4j.detect.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.Evaluator;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.inference.PyTorchEngine;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.encoder.Checkpointing;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.PatchPrototypes;
import org.vpt4j.vision.tuning.TuningMethod;

/**
 * Everything a run holds while it trains: data, encoder, model, optimizer, average. Opened in this order, closed in
 * reverse.
 */
final class TrainingSession implements AutoCloseable {
    private static final float LARGEST_STORED = 65504; // the largest 16-bit float

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final TrainingInputs inputs;
    private final TrainingConfig config;
    private final DetectionModel model;
    private final Optimizer optimizer;
    private final MovingAverage average;
    private final TrainingStep step;
    private final TrainingImages images;
    private TrainingSchedule schedule;

    /** A session at its start, without a listener. */
    TrainingSession(TrainingInputs inputs) {
        this(inputs, TrainingListener.NONE, new StopSignal());
    }

    /**
     * A session at its start.
     *
     * @param inputs with all choices made
     * @param listener is notified of feature caching, if enabled
     * @param stop aborts the caching
     */
    TrainingSession(TrainingInputs inputs, TrainingListener listener, StopSignal stop) {
        this.inputs = inputs;
        this.config = inputs.config();
        try {
            PyTorchEngine.start(config.get(TrainingSettings.THREADS));
            Device device = PyTorchEngine.device(config.get(TrainingSettings.DEVICE));
            VisionEncoder encoder = own(VisionEncoder.load(inputs.backbone(), config.precision(), device));
            images = own(TrainingImages.of(inputs, encoder, listener, stop));
            model = own(inputs.spec()
                    .initialise(
                            encoder, initialization(encoder), config.get(TrainingSettings.SEED), inputs.backbone()));
            Map<String, FloatTensor> drawn = values(model.parameters().under(DetectionModel.TUNED));
            copy(DetectionModel.TUNED, inputs.spec().method().given(inputs.backbone(), drawn));
            copy(DetectionModel.HEAD, model.head().given(inputs.backbone()));
            inputs.transfer().ifPresent(this::take);
            optimizer = own(new Optimizer(model.manager(), trained(model, config), config.precision()));
            average = own(new MovingAverage(model.manager(), model.parameters(), config.get(TrainingSettings.EMA)));
            Optional<Checkpointing> checkpointing =
                    config.checkpoints() ? Optional.of(own(new Checkpointing(encoder))) : Optional.empty();
            schedule = TrainingSchedule.of(config, training().batches(), 0);
            step = new TrainingStep(model, optimizer, average, schedule.rates(), config, checkpointing);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Copies the values of the task that the run starts from. */
    private void take(Transfer transfer) {
        copy("", transfer.values(name -> FloatTensor.from(model.parameters().get(name))));
    }

    private void copy(String prefix, Map<String, FloatTensor> values) {
        if (values.isEmpty()) {
            return; // a script takes no empty list
        }
        try (NDManager scope = model.manager().newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            values.forEach((name, value) -> arrays.put(prefix + name, value.toArray(scope)));
            TensorCopy.copy(scope, Tensors.of(arrays), model.parameters().filter(arrays::containsKey));
        }
    }

    private Initialization initialization(VisionEncoder encoder) {
        return config.startsFromPrototypes()
                ? prototypes(encoder)
                : Initialization.uniform(config.get(TrainingSettings.SEED));
    }

    /** Typical patches of the unaugmented training images. */
    private Initialization prototypes(VisionEncoder encoder) {
        List<Integer> layers =
                IntStream.rangeClosed(1, encoder.config().depth()).boxed().toList();
        PatchPrototypes prototypes = new PatchPrototypes(layers, config.get(TrainingSettings.SEED));
        ModelSpec spec = inputs.spec();
        LoaderConfig plain = LoaderConfig.plain(spec.input(), spec.normalization(), config.get(TrainingSettings.BATCH));
        try (DetectionLoader images = new DetectionLoader(inputs.data().require(Split.TRAIN), plain);
                NDManager scope = NDManager.newBaseManager(encoder.device(), "PyTorch")) {
            for (Iterator<Batch> batches = images.epoch(0); batches.hasNext() && !prototypes.isFull(); ) {
                try (Batch batch = batches.next();
                        NDArray pixels = DetectionModel.pixels(scope, batch.pixels(), batch.size(), spec.input())) {
                    prototypes.add(encoder, pixels);
                }
            }
        }
        return prototypes;
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    /** The course of the run. */
    TrainingSchedule schedule() {
        return schedule;
    }

    /** Lets the learning rate fall from here, after an epoch in which validation AP was found flat. */
    void decayAfter(int epoch) {
        schedule = schedule.flatAfter(epoch);
        step.follow(schedule.rates());
    }

    /** The tensors to train, with their learning rates: those of the model's parameters that are not given. */
    static List<Optimizer.TrainedTensor> trained(DetectionModel model, TrainingConfig config) {
        TuningMethod method = model.spec().method();
        double tuningRate = config.tuningRate(method);
        double headRate = config.get(TrainingSettings.LR);
        double weightDecay = config.get(TrainingSettings.WEIGHT_DECAY);
        Optimizer.Rule hidden = config.get(TrainingSettings.OPTIMIZER);
        List<Optimizer.TrainedTensor> trained = new ArrayList<>();
        model.parameters().under(DetectionModel.TUNED).asMap().forEach((name, array) -> {
            double rate =
                    tuningRate * method.learningRateScale(name, model.encoder().config());
            double decay = method.decays(name) ? weightDecay : 0;
            trained.add(new Optimizer.TrainedTensor(DetectionModel.TUNED + name, array, rate, decay));
        });
        model.parameters().under(DetectionModel.HEAD).asMap().forEach((name, array) -> {
            double decay = model.head().decays(name) ? weightDecay : 0;
            if (model.head().trains(name)) {
                Optimizer.Rule rule = model.head().hidden(name) ? hidden : Optimizer.Rule.ADAMW;
                trained.add(new Optimizer.TrainedTensor(DetectionModel.HEAD + name, array, headRate, decay, rule));
            }
        });
        return trained.isEmpty() ? List.of(unchanged(model)) : List.copyOf(trained);
    }

    /** Where nothing is trained (a zero-shot head alone), so that the run takes its course: a tensor, at a rate of 0. */
    private static Optimizer.TrainedTensor unchanged(DetectionModel model) {
        return model.parameters().asMap().entrySet().stream()
                .filter(entry -> entry.getValue().hasGradient())
                .map(entry -> new Optimizer.TrainedTensor(entry.getKey(), entry.getValue(), 0, 0))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "method",
                        "neither the head " + model.head().name() + " nor the method has anything to train;"
                                + " choose another of them"));
    }

    DetectionModel model() {
        return model;
    }

    TrainingStep step() {
        return step;
    }

    ImageBatch.Source training() {
        return images.training();
    }

    /** Describes this run, starting at the given epoch. */
    TrainingListener.TrainingPlan plan(RunDirectory run, int firstEpoch) {
        return new TrainingListener.TrainingPlan(
                run,
                inputs.spec().classes(),
                inputs.data().require(Split.TRAIN).whole().size(),
                inputs.data().require(Split.VALIDATION).whole().size(),
                inputs.spec().input(),
                trainedCount(),
                model.parameters().under(DetectionModel.TUNED).count(),
                model.encoder().weights().count(),
                schedule.epochs(),
                schedule.validateEvery(),
                firstEpoch,
                images.cachingSeconds());
    }

    private long trainedCount() {
        return optimizer.trained().stream()
                .filter(tensor -> tensor.learningRate() > 0)
                .mapToLong(tensor -> tensor.array().size())
                .sum();
    }

    /** Evaluates the moving average on the validation images. */
    Evaluation validate(IntConsumer progress) {
        return Evaluator.evaluate(model, average.tensors(), images.validation(), progress);
    }

    /** Summarizes the epochs since the last report, up to one whose batches are done. */
    EpochReport report(int epoch, Progress progress, Evaluation validation, double validationSeconds) {
        Progress.Sums sums = progress.sums();
        double batches = sums.batches();
        Map<String, Double> means = new LinkedHashMap<>(sums.lossParts());
        means.replaceAll((part, sum) -> sum / batches);
        CocoMetrics metrics = validation.metrics();
        return new EpochReport(
                epoch,
                optimizer.steps(),
                sums.loss() / batches,
                means,
                sums.gradientNorm() / Math.max(1, sums.updates()),
                schedule.rates().factor(optimizer.steps()),
                metrics.ap(),
                metrics.ap50(),
                metrics.ap75(),
                sums.seconds(),
                validationSeconds,
                sums.images() / Math.max(1e-9, sums.seconds()));
    }

    /** The moving average as a task, with its validation results. */
    Task task(EpochReport report, Evaluation validation) {
        ModelSpec spec = inputs.spec();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("epoch", (double) report.epoch());
        validation.metrics().toMap().forEach((name, value) -> metrics.put("validation." + name, value));
        String version = TrainingSession.class.getPackage().getImplementationVersion();
        return new Task(
                spec.classes(),
                new Task.Method(spec.method().name(), spec.method().settings().texts()),
                new Task.Head(
                        spec.head().name(),
                        model.head().settings().texts(),
                        spec.head().layers()),
                spec.preprocessing(),
                new Task.Backbone(inputs.backbone().name(), inputs.backbone().fingerprint()),
                validation.operatingPoints().overall().threshold(),
                new Task.Provenance(
                        inputs.data().fingerprint(),
                        config.get(TrainingSettings.SEED),
                        config.values(),
                        metrics,
                        version == null ? "development" : version,
                        Instant.now(),
                        inputs.start().origin()),
                storable(average.tensors(), DetectionModel.TUNED),
                storable(detectorTensors(), DetectionModel.HEAD));
    }

    private Tensors detectorTensors() {
        return model.detectorHead(model.manager(), average.tensors()).prefixed(DetectionModel.HEAD);
    }

    private static Map<String, FloatTensor> storable(Tensors tensors, String prefix) {
        Map<String, FloatTensor> values = values(tensors.under(prefix));
        values.forEach((name, tensor) -> {
            for (float value : tensor.values()) {
                if (!(Math.abs(value) <= LARGEST_STORED)) {
                    throw new TrainingDiverged("training diverges: " + prefix + name + " has reached " + value
                            + ", and a task file holds at most " + LARGEST_STORED
                            + "; lower lr or tuning-lr and start again with another --out");
                }
            }
        });
        return values;
    }

    /** Values by name, copied out of native memory. */
    private static Map<String, FloatTensor> values(Tensors tensors) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        tensors.asMap().forEach((name, array) -> values.put(name, FloatTensor.from(array)));
        return values;
    }

    Checkpoint checkpoint(Progress progress) {
        Tensors all = model.parameters()
                .prefixed(Checkpoint.TRAINED)
                .with(average.tensors().prefixed(Checkpoint.AVERAGE))
                .with(optimizer.state().prefixed(Checkpoint.OPTIMIZER));
        return new Checkpoint(config, progress, optimizer.steps(), inputs.fingerprints(), values(all));
    }

    /** Restores all values, and the course of the run, from a checkpoint. */
    void restore(Checkpoint checkpoint) {
        if (checkpoint.progress().flatAfter() > 0) {
            decayAfter(checkpoint.progress().flatAfter());
        }
        try (var scope = model.manager().newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            checkpoint.tensors().forEach((name, value) -> arrays.put(name, value.toArray(scope)));
            Tensors saved = Tensors.of(arrays);
            TensorCopy.copy(scope, saved.under(Checkpoint.TRAINED), model.parameters());
            average.restore(saved.under(Checkpoint.AVERAGE));
            optimizer.restore(saved.under(Checkpoint.OPTIMIZER), checkpoint.optimizerSteps());
        }
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                first = first == null ? new IllegalStateException("closing a training session", e) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The optimizer of all trained tensors. */
    Optimizer optimizer() {
        return optimizer;
    }
}
