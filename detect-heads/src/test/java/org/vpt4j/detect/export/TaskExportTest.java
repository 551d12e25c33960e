package org.vpt4j.detect.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.EncoderMetadata;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;

class TaskExportTest {
    private static final RuntimeOptions ONE_THREAD = RuntimeOptions.DEFAULT.withThreads(1);
    private static final ExportOptions SHARED = ExportOptions.of("shapes");
    private static final ExportOptions SINGLE = SHARED.withLayout(ExportOptions.Layout.SINGLE);

    @TempDir
    static Path root;

    private static TrainedTasks tasks;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        tasks = new TrainedTasks(root, 1);
    }

    @AfterAll
    static void close() {
        tasks.close();
    }

    @Test
    void aTaskIsOneFileOrOneBesideTheEncoderAndBothDetectWhatWasTrained() {
        ExportResult single = export("vpt-deep", SINGLE.withSuppression(true));
        assertThat(files()).containsExactly("shapes.onnx");
        ExportResult shared = export("vpt-deep", SHARED);
        assertThat(files()).containsExactly("encoder.onnx", "shapes.onnx");
        for (ExportResult result : List.of(single, shared)) {
            assertThat(result.reference()).isEqualTo("the training graph");
            assertThat(result.difference().images()).isEqualTo(3);
            assertThat(result.difference().detections()).isPositive();
            assertThat(result.difference().score()).isLessThan(1e-4);
        }
        assertThat(single.difference().everywhere()).isEmpty();
        assertThat(shared.difference().everywhere().orElseThrow()).isBetween(0.0, 1e-4);
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void everyPrecisionPassesItsTrialAndSaysWhatItIs(WeightFormat format) throws OrtException {
        export("vpt-shallow", SINGLE.withPrecision(format));
        assertThat(metadata("shapes.onnx")).containsEntry("precision", format.label());
    }

    @Test
    void theEncodersFileIsKeptForTheNextTask() throws IOException {
        export("vpt-deep", SHARED);
        byte[] before = Files.readAllBytes(folder.resolve("encoder.onnx"));
        ExportResult next = export("head-only", ExportOptions.of("others"));
        assertThat(next.files()).extracting(ExportResult.ExportedFile::kept).containsExactly(true, false);
        assertThat(Files.readAllBytes(folder.resolve("encoder.onnx"))).isEqualTo(before);
        assertThat(files()).containsExactly("encoder.onnx", "others.onnx", "shapes.onnx");
    }

    @Test
    void theEncodersFileGrowsByTheLayersThatAnotherTaskReads() throws OrtException {
        export(tasks.task("vpt-deep", List.of(1)), SHARED);
        assertThat(layers()).containsExactly(1);
        ExportResult next = export(tasks.task("vpt-deep", List.of(2)), ExportOptions.of("others"));
        assertThat(next.files()).extracting(ExportResult.ExportedFile::kept).containsExactly(false, false);
        assertThat(layers()).containsExactly(1, 2);
        assertThat(export(tasks.task("vpt-deep", List.of(1)), SHARED)
                        .files()
                        .get(0)
                        .kept())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "adaptformer", "mona"})
    void aTaskThatChangesTheEncoderGetsOneOfItsOwn(String method) throws OrtException {
        export("vpt-deep", SHARED);
        export(method, ExportOptions.of("other"));
        assertThat(files()).containsExactly("encoder.onnx", "other.encoder.onnx", "other.onnx", "shapes.onnx");
        String own = EncoderMetadata.read(metadata("other.encoder.onnx"), "").fingerprint();
        assertThat(own).isNotEqualTo(tasks.backbone.fingerprint());
        assertThat(metadata("other.onnx"))
                .containsEntry("encoder", "other.encoder.onnx")
                .containsEntry("encoder_fingerprint", own);
        assertThat(metadata("shapes.onnx"))
                .containsEntry("encoder", "encoder.onnx")
                .containsEntry("encoder_fingerprint", tasks.backbone.fingerprint());
    }

    @Test
    void aNetworkBehindTheEncoderGoesWithTheTaskAndTheEncoderGivesWhatItReads() throws OrtException {
        export(tasks.task("head-only", List.of(2)), ExportOptions.of("plain"));
        assertThat(layers()).containsExactly(2);
        ExportResult side = export(tasks.task("side", List.of(2)), SHARED);
        assertThat(side.difference().everywhere().orElseThrow()).isBetween(0.0, 1e-4);
        assertThat(layers()).containsExactly(1, 2);
        assertThat(files()).containsExactly("encoder.onnx", "plain.onnx", "shapes.onnx");
        ExportResult single = export(tasks.task("side", List.of(2)), SINGLE);
        assertThat(single.difference().everywhere().orElseThrow()).isBetween(0.0, 1e-4);
    }

    @Test
    void anEncoderThatCannotBeSharedIsRefusedAndStays() throws IOException {
        export("vpt-deep", SHARED);
        byte[] before = Files.readAllBytes(folder.resolve("encoder.onnx"));
        assertRefused(SHARED.withPrecision(WeightFormat.FP16), "precision fp32", "fp16", "--out");
        assertRefused(SHARED.withFixedSize(true), "input dynamic", "64x64", "--out");
        assertThat(Files.readAllBytes(folder.resolve("encoder.onnx"))).isEqualTo(before);
        assertThat(files()).containsExactly("encoder.onnx", "shapes.onnx");
    }

    @Test
    void theEncoderOfAnotherBackboneIsRefusedNamingBoth(@TempDir Path elsewhere) {
        export("vpt-deep", SHARED);
        try (TrainedTasks others = new TrainedTasks(elsewhere, 2)) {
            assertThatThrownBy(() -> TaskExport.write(
                            others.task("vpt-deep").task(),
                            others.backbone,
                            ExportOptions.of("others"),
                            folder,
                            tasks.images(),
                            ONE_THREAD,
                            TaskExport.Listener.NONE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll(
                            "encoder.onnx",
                            tasks.backbone.fingerprint().substring(0, 12),
                            others.backbone.fingerprint().substring(0, 12));
        }
    }

    @Test
    void aFileThatIsNoEncoderOfOursIsRefusedAndStays() throws IOException {
        Files.writeString(folder.resolve("encoder.onnx"), "something else");
        assertThatThrownBy(() -> export("vpt-deep", SHARED))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("encoder.onnx");
        assertThat(folder.resolve("encoder.onnx")).hasContent("something else");
        assertThat(files()).containsExactly("encoder.onnx");
    }

    @ParameterizedTest
    @EnumSource(ExportOptions.Layout.class)
    void anExportThatDetectsSomethingElseIsNotWritten(ExportOptions.Layout layout) {
        CheckedTask sound = CheckedTask.of(tasks.task("head-only").task(), tasks.backbone);
        CheckedTask wrong = new CheckedTask(sound.task(), sound.spec(), new WrongHead(sound.head()));
        assertThatThrownBy(() -> TaskExport.write(
                        wrong,
                        tasks.backbone,
                        SHARED.withLayout(layout),
                        folder,
                        tasks.images(),
                        ONE_THREAD,
                        TaskExport.Listener.NONE))
                .isInstanceOf(VptException.class)
                .hasMessageContainingAll("does not detect what the training graph detects", "nothing was written");
        assertThat(files()).isEmpty();
    }

    @Test
    void whereTheTasksFileCannotBeWrittenNoNewEncoderStays() throws IOException {
        Files.createDirectory(folder.resolve("shapes.onnx"));
        assertThatThrownBy(() -> export("vpt-deep", SHARED))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("shapes.onnx");
        assertThat(files()).containsExactly("shapes.onnx");
    }

    @Test
    void aNameThatIsNoFilesIsRefused() {
        for (String name : List.of("", "a/b", "../a", "encoder", "-x")) {
            assertThatThrownBy(() -> ExportOptions.of(name)).as(name).isInstanceOf(ConfigException.class);
        }
    }

    private void assertRefused(ExportOptions options, String... told) {
        assertThatThrownBy(() -> export("vpt-deep", options))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(told);
    }

    private ExportResult export(String method, ExportOptions options) {
        return export(tasks.task(method), options);
    }

    private ExportResult export(TrainedTasks.Trained task, ExportOptions options) {
        Backbone backbone = tasks.backbone;
        return TaskExport.write(
                task.task(), backbone, options, folder, tasks.images(), ONE_THREAD, TaskExport.Listener.NONE);
    }

    private List<Integer> layers() throws OrtException {
        return EncoderMetadata.read(metadata("encoder.onnx"), "").layers();
    }

    private Map<String, String> metadata(String file) throws OrtException {
        try (OrtSession session = OnnxRuntime.session(folder.resolve(file), ONE_THREAD)) {
            return session.getMetadata().getCustomMetadata();
        }
    }

    private List<String> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return new ArrayList<>(
                    all.map(file -> file.getFileName().toString()).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A head whose graph is not what its network is. */
    private record WrongHead(DetectionHead sound) implements DetectionHead {
        @Override
        public DetectionHead.Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
            DetectionHead.Candidates right = sound.write(graph, maps, w);
            return new DetectionHead.Candidates(graph.mul(right.scores(), graph.scalar(0.9f)), right.boxes());
        }

        @Override
        public String name() {
            return sound.name();
        }

        @Override
        public Settings settings() {
            return sound.settings();
        }

        @Override
        public Map<String, Shape> shapes() {
            return sound.shapes();
        }

        @Override
        public Tensors initialise(NDManager owner, long seed) {
            return sound.initialise(owner, seed);
        }

        @Override
        public boolean decays(String parameter) {
            return sound.decays(parameter);
        }

        @Override
        public boolean needsSuppression() {
            return sound.needsSuppression();
        }

        @Override
        public HeadNetwork network(Precision precision) {
            return sound.network(precision);
        }
    }
}
