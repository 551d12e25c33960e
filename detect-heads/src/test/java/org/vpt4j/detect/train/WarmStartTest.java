package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.tensor.FloatTensor;

class WarmStartTest {
    private static final String CLASS_WEIGHT = "towers.class.out.weight";
    private static final String CLASS_BIAS = "towers.class.out.bias";
    private static final float PRIOR = (float) -Math.log(99);

    @TempDir
    static Path root;

    static TinyWorld world;
    static Path start;
    static Task task;

    @BeforeAll
    static void trainAStart() {
        world = TinyWorld.in(root);
        start = Trainer.train(config("start").with("method", "vpt-deep+bitfit")).task();
        task = TaskFile.read(start);
        assertThat(task.classes()).containsExactly("box", "disc");
    }

    private static TrainingConfig config(String out) {
        return world.config(out).with("head-settings", "channels=32,groups=8,neck=32");
    }

    private static TrainingConfig fromStart(String out) {
        return world.config(out).with(TrainingSettings.START_FROM, start.toString());
    }

    /** What a model for these classes takes over. */
    private static Map<String, FloatTensor> transferred(List<String> classes, String method) {
        return transferred(task, classes, method);
    }

    private static Map<String, FloatTensor> transferred(Task from, List<String> classes, String method) {
        TrainingInputs inputs = TrainingInputs.open(fromStart("unused").with("method", method));
        ModelSpec spec = new ModelSpec(
                classes,
                inputs.spec().method(),
                inputs.spec().head(),
                inputs.spec().preprocessing());
        Map<String, FloatTensor> initial = new TreeMap<>();
        spec.createHead(inputs.backbone().config()).shapes().forEach((name, shape) -> {
            FloatTensor tensor = FloatTensor.zeros(shape.getShape());
            Arrays.fill(tensor.values(), name.equals(CLASS_BIAS) ? PRIOR : 7);
            initial.put("head." + name, tensor);
        });
        return new Transfer("it", from, spec, inputs.backbone().config()).values(initial::get);
    }

    @Test
    void rowsOfClassesWithEqualNamesAreKeptBitForBitInAnyOrder() {
        Map<String, FloatTensor> values = transferred(List.of("disc", "ring", "box"), "head-only");

        FloatTensor weight = values.get("head." + CLASS_WEIGHT);
        FloatTensor before = task.headTensors().get(CLASS_WEIGHT);
        assertThat(weight.at(0)).isEqualTo(before.at(1));
        assertThat(weight.at(2)).isEqualTo(before.at(0));
        float[] bias = values.get("head." + CLASS_BIAS).values();
        assertThat(bias[0]).isEqualTo(task.headTensors().get(CLASS_BIAS).values()[1]);
        assertThat(bias[2]).isEqualTo(task.headTensors().get(CLASS_BIAS).values()[0]);
    }

    @Test
    void aNewClassStartsFromTheMeanRowAndThePriorsBias() {
        Map<String, FloatTensor> values = transferred(List.of("disc", "ring", "box"), "head-only");

        FloatTensor before = task.headTensors().get(CLASS_WEIGHT);
        float[] mean = values.get("head." + CLASS_WEIGHT).at(1).values();
        for (int i = 0; i < mean.length; i++) {
            assertThat(mean[i]).isEqualTo((float)
                    (((double) before.at(0).values()[i] + before.at(1).values()[i]) / 2));
        }
        assertThat(values.get("head." + CLASS_BIAS).values()[1]).isEqualTo(PRIOR);
    }

    @Test
    void theOnlyRowOfAStartWithoutClassesIsTakenForOneClassButNotForSeveral() {
        Map<String, FloatTensor> oneRow = new TreeMap<>(task.headTensors());
        for (String name : List.of(CLASS_WEIGHT, CLASS_BIAS)) {
            long[] shape = task.headTensors().get(name).shape();
            shape[0] = 1;
            oneRow.put(
                    name,
                    new FloatTensor(shape, task.headTensors().get(name).at(0).values()));
        }
        Task objects = new Task(
                List.of(Task.ANY_OBJECT),
                task.method(),
                task.head(),
                task.preprocessing(),
                task.backbone(),
                task.threshold(),
                task.provenance(),
                task.tuned(),
                oneRow);

        FloatTensor one = transferred(objects, List.of("car"), "head-only").get("head." + CLASS_WEIGHT);
        assertThat(one.at(0)).isEqualTo(task.headTensors().get(CLASS_WEIGHT).at(0));
        FloatTensor two =
                transferred(objects, List.of("car", "bus"), "head-only").get("head." + CLASS_WEIGHT);
        assertThat(two.values()).containsOnly(7);
    }

    @Test
    void everythingElseOfTheHeadIsCopied() {
        Map<String, FloatTensor> values = transferred(List.of("a", "b", "c"), "head-only");

        assertThat(values).hasSameSizeAs(task.headTensors());
        task.headTensors().forEach((name, tensor) -> {
            if (!name.equals(CLASS_WEIGHT) && !name.equals(CLASS_BIAS)) {
                assertThat(values.get("head." + name)).as(name).isEqualTo(tensor);
            }
        });
    }

    @Test
    void ofASumThePartsThatAreTheSameAreTaken() {
        assertThat(transferred(task.classes(), "vpt-deep").get("tuned.prompt"))
                .isEqualTo(task.tuned().get("vpt-deep.prompt"));
        Map<String, FloatTensor> other = transferred(task.classes(), "lora+bitfit");
        assertThat(other.keySet()).noneMatch(name -> name.startsWith("tuned.lora"));
        task.tuned().forEach((name, tensor) -> {
            if (name.startsWith("bitfit.")) {
                assertThat(other.get("tuned." + name)).as(name).isEqualTo(tensor);
            }
        });
        assertThat(other.keySet()).anyMatch(name -> name.startsWith("tuned.bitfit."));
    }

    @Test
    void whatIsKeptAndWhatIsNotIsSaid() {
        assertThat(notes("vpt-deep+bitfit"))
                .containsExactly(
                        "starts from " + start + ": the head and vpt-deep and bitfit; 2 classes are kept: box, disc");
        assertThat(notes("vpt-deep+lora"))
                .containsExactly(
                        "starts from " + start + ": the head and vpt-deep; 2 classes are kept: box, disc",
                        "lora starts from random values: " + start + " was trained with vpt-deep+bitfit");
        assertThat(TrainingInputs.open(fromStart("unused").with("tokens", "3")).startNotes())
                .last()
                .asString()
                .isEqualTo("vpt-deep starts from random values: " + start + " has tokens 10, not 3");
        assertThat(TrainingInputs.open(
                                fromStart("unused").with("method", "head-only").with("class-agnostic", "on"))
                        .startNotes())
                .containsExactly("starts from " + start
                        + ": the head but its class layer; 1 class is new; 2 classes are not in these data and left"
                        + " out: box, disc");
    }

    private static List<String> notes(String method) {
        return TrainingInputs.open(fromStart("unused").with("method", method)).startNotes();
    }

    @Test
    void theModelAndItsAverageBeginWithTheStartsValues() {
        TrainingInputs inputs = TrainingInputs.open(fromStart("unused").with("method", "vpt-deep+bitfit"));
        try (TrainingSession session = new TrainingSession(inputs)) {
            Map<String, FloatTensor> tensors =
                    session.checkpoint(Progress.start()).tensors();
            task.headTensors().forEach((name, tensor) -> {
                assertThat(tensors.get("trained.head." + name)).as(name).isEqualTo(tensor);
                assertThat(tensors.get("average.head." + name)).as(name).isEqualTo(tensor);
            });
            task.tuned().forEach((name, tensor) -> assertThat(tensors.get("trained.tuned." + name))
                    .as(name)
                    .isEqualTo(tensor));
        }
    }

    @Test
    void equalRowsOfNewClassesPartWithTheFirstStep() {
        TrainingInputs inputs = TrainingInputs.open(
                fromStart("unused").with("method", "head-only").with("warmup", 0));
        ModelSpec spec = new ModelSpec(
                List.of("first", "second"),
                inputs.spec().method(),
                inputs.spec().head(),
                inputs.spec().preprocessing());
        TrainingInputs renamed =
                new TrainingInputs(inputs.config(), inputs.data(), inputs.backbone(), spec, inputs.start());
        try (TrainingSession session = new TrainingSession(renamed)) {
            FloatTensor before = rows(session);
            assertThat(before.at(0)).isEqualTo(before.at(1));
            session.step().run(session.training().epoch(0, 0).next(), true);
            FloatTensor after = rows(session);
            assertThat(after.at(0)).isNotEqualTo(after.at(1));
        }
    }

    private static FloatTensor rows(TrainingSession session) {
        return FloatTensor.from(session.model().parameters().get("head." + CLASS_WEIGHT));
    }

    @Test
    void headAndLayersComeFromTheStartAndAreInTheRunsSettings() {
        TrainingConfig effective = TrainingInputs.open(fromStart("unused")).config();
        assertThat(effective.headSettings().texts()).containsEntry("channels", "32");
        assertThat(effective.get(TrainingSettings.START_FROM)).isEqualTo(start.toString());

        TrainingConfig same = config("unused").with(TrainingSettings.START_FROM, start.toString());
        assertThat(TrainingInputs.open(same).config().headSettings()).isEqualTo(same.headSettings());
    }

    @Test
    void anotherHeadSizeOrLayersAreRefusedWithWhatDoesNotFit() {
        assertRefused(
                () -> TrainingInputs.open(fromStart("unused").with("head-settings", "channels=16,groups=8")),
                "the head of " + start,
                "channels=32, and this run is to have channels=16",
                "--start-from none");
        assertRefused(
                () -> TrainingInputs.open(fromStart("unused").with("head", "three-part")),
                "it is a head \"dense\"",
                "--head three-part");
        assertRefused(
                () -> TrainingInputs.open(fromStart("unused").with("feature-layers", "1")),
                "it reads the layers 1,2",
                "--feature-layers 1");
        assertRefused(
                () -> TrainingInputs.open(world.config("unused").with("start-from", "nowhere.safetensors")),
                "\"nowhere.safetensors\" is none of objects, none and no task file");
        assertRefused(
                () -> TrainingInputs.open(world.config("unused").with("start-from", "objects")),
                "comes without the task \"objects\"",
                "head pretrain");
    }

    @Test
    void settingsThatDoNotChangeTheHeadsSizeCanBeGiven() {
        TrainingConfig effective = TrainingInputs.open(fromStart("unused").with("head-settings", "top-k=7"))
                .config();
        assertThat(effective.headSettings().texts()).containsEntry("top-k", "7").containsEntry("channels", "32");
    }

    @Test
    void aStartOfAnotherBackboneIsRefused() throws IOException {
        TinyWorld other = TinyWorld.in(Files.createDirectory(root.resolve("other")));
        other.writeBackbone(2);
        assertRefused(
                () -> TrainingInputs.open(other.config("run").with("start-from", start)),
                "neither the head nor the prompts of " + start + " can be used",
                "other weights");
    }

    @Test
    void aDamagedStartIsRefused() throws IOException {
        Path cut = root.resolve("cut.safetensors");
        byte[] bytes = Files.readAllBytes(start);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> TrainingInputs.open(world.config("unused").with("start-from", cut)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(cut.toString());
    }

    @Test
    void aRunResumesWithoutItsStartAndEndsAsIfItHadNotStopped() throws IOException {
        Path copy = Files.copy(start, root.resolve("copy.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        String fingerprint = Sha256.of(copy);
        TrainingResult unbroken =
                Trainer.train(world.config("unbroken").with("start-from", copy).with("epochs", 2));
        StopSignal stop = new StopSignal();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
                stop.raise();
            }
        };
        TrainingConfig config = world.config("broken").with("start-from", copy).with("epochs", 2);
        assertThatThrownBy(() -> Trainer.train(config, stopping, stop)).isInstanceOf(TrainingInterrupted.class);
        Files.delete(copy);

        TrainingResult resumed =
                Trainer.resume(RunDirectory.resume(config.out()), TrainingListener.NONE, new StopSignal());

        Runs.assertSameHistory(resumed.history(), unbroken.history());
        Runs.assertSameTensors(resumed.run(), unbroken.run(), 1e-6);
        for (TrainingResult result : List.of(unbroken, resumed)) {
            assertThat(TaskFile.read(result.task()).provenance().start())
                    .contains(new Task.Provenance.Start(copy.toString(), fingerprint));
        }
    }

    @Test
    void objectsInTheBackbonesFolderAreTheDefaultStart() throws IOException {
        TinyWorld shipping = TinyWorld.in(Files.createDirectory(root.resolve("shipping")));
        Path objects = shipping.backbone().resolve(ShippedTask.OBJECTS.fileName());
        Trainer.train(shipping.config("pretraining")
                .with("method", "head-only")
                .with("tokens", "")
                .with("class-agnostic", "on")
                .with("head-settings", "channels=32,groups=8,neck=32"));
        Files.copy(root.resolve("shipping/pretraining/task.safetensors"), objects);
        List<String> notes = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        TrainingConfig config = shipping.config("run").with("epochs", 1);

        TrainingResult result = Trainer.train(config, listener, new StopSignal());

        assertThat(notes)
                .contains(
                        "starts from objects: the head but its class layer; 2 classes are new",
                        "vpt-deep starts from random values: objects was trained with head-only");
        assertThat(TaskFile.read(result.task()).provenance().start())
                .contains(new Task.Provenance.Start("objects", Sha256.of(objects)));
        assertThat(TaskFile.read(result.task()).head().settings()).containsEntry("channels", "32");
        assertThat(ShippedTask.resolve(Path.of("objects"), shipping.backbone().toString()))
                .isEqualTo(objects);

        TrainingInputs given = TrainingInputs.open(config.with("head-settings", "channels=64"));
        assertThat(given.start().task()).isEmpty();
        assertThat(given.startNotes())
                .singleElement()
                .asString()
                .startsWith("starts from random values: the head of objects cannot be used")
                .contains("channels=64");
        assertThat(TrainingInputs.open(config.with("start-from", "none")).startNotes())
                .isEmpty();

        Files.writeString(
                shipping.backbone().resolve("SHA256SUMS"),
                "0".repeat(64) + "  " + ShippedTask.OBJECTS.fileName() + "\n",
                StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TrainingInputs.open(config))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(objects.toString())
                .hasMessageContaining("SHA-256");
    }

    private static void assertRefused(ThrowingCallable opening, String... parts) {
        assertThatThrownBy(opening).isInstanceOf(ConfigException.class).hasMessageContainingAll(parts);
    }
}
