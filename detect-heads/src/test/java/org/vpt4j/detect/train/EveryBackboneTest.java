package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.export.TaskExport;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** Each family of backbones trains with each kind of tuning method, and both engines detect the same afterwards. */
class EveryBackboneTest {
    private static final Path GOLDEN = Path.of("../vision-core/src/test/resources/golden/backbones");
    private static final Path TEXT = Path.of("../vision-core/src/test/resources/golden/text");
    private static final List<String> METHODS =
            List.of("vpt-deep", "vpt-shallow+mona", "lora", "bitfit", "adaptformer", "side");
    private static final Map<String, List<String>> FAMILIES = Map.of(
            "huggingface.json",
                    List.of("clip, vision half", "siglip, vision half", "dinov3", "deit", "siglip2, vision half"),
            "timm.json", List.of("dinov2 giant with registers", "vit, registers with positions"),
            "open-clip.json", List.of("layer scale"));

    @TempDir
    private Path root;

    static Stream<Arguments> familiesAndMethods() throws IOException {
        List<Arguments> all = new ArrayList<>();
        int turn = 0;
        for (Map.Entry<String, List<String>> family : new TreeMap<>(FAMILIES).entrySet()) {
            JsonNode cases = new ObjectMapper()
                    .readTree(GOLDEN.resolve(family.getKey()).toFile())
                    .get("cases");
            for (JsonNode golden : cases) {
                if (family.getValue().contains(golden.get("case").asText())) {
                    // Two of the methods for each family, so that the suite stays short; all meet several families.
                    for (int i = 0; i < 2; i++) {
                        all.add(Arguments.of(
                                golden.get("family").asText() + ": "
                                        + golden.get("case").asText(),
                                METHODS.get(turn++ % METHODS.size()),
                                golden));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("familiesAndMethods")
    void aTaskTrainsAndDetects(String family, String method, JsonNode golden) {
        TinyWorld world = TinyWorld.in(root);
        Path backbone = write(golden);
        boolean narrow = method.startsWith("vpt");
        TrainingConfig config = world.config("run")
                .with("backbone", backbone)
                .with("method", method)
                .with("size", 32)
                .with("epochs", 1)
                .with("checkpointing", narrow ? "on" : "off")
                .with("precision", narrow ? "bf16" : "fp32")
                .with("cache", method.equals("side") ? "on" : "off")
                .with("cache-dir", root.resolve("cache"));

        assertBothEnginesAgree(Trainer.train(config, TrainingListener.NONE, new StopSignal()), backbone, world);
    }

    /** With words: the models of the text goldens, which have both sides. */
    @ParameterizedTest
    @CsvSource({
        "clip, coop, zero-shot",
        "clip, vpt-deep+coop, open-vocab",
        "siglip, cocoop, open-vocab",
        "siglip, coop, open-vocab",
        "open-clip, cocoop, zero-shot",
        "open-clip, lora+coop, open-vocab"
    })
    void aTaskWithWordsTrainsAndDetects(String model, String method, String head) {
        TinyWorld world = TinyWorld.in(root);
        Path backbone = TEXT.resolve(model).toAbsolutePath();
        TrainingConfig config = world.config("run")
                .with("backbone", backbone)
                .with("method", method)
                .with("head", head)
                .with("size", 32)
                .with("epochs", 1)
                .with("cache", "off");
        assertBothEnginesAgree(Trainer.train(config, TrainingListener.NONE, new StopSignal()), backbone, world);
    }

    private void assertBothEnginesAgree(TrainingResult result, Path backbone, TinyWorld world) {
        DetectorOptions options = DetectorOptions.defaults()
                .withBackbone(backbone.toString())
                .withDevice("cpu")
                .withThreads(1);
        Image image = Image.read(world.image(0));
        Path exported = root.resolve("exported");
        TaskExport.write( // compares before it writes
                TaskFile.read(result.task()),
                BackboneHub.standard().open(backbone.toString()),
                ExportOptions.of("task").withLayout(ExportOptions.Layout.SINGLE),
                exported,
                List.of(image),
                new RuntimeOptions("cpu", 1),
                TaskExport.Listener.NONE);
        try (Detector onnx = Detector.load(result.task(), options);
                Detector file = Detector.load(exported.resolve("task.onnx"), options);
                Detector torch = Detector.load(result.task(), options.withEngine(DetectorOptions.PYTORCH))) {
            List<Detection> expected = torch.detect(List.of(image), 0.0001).get(0);
            assertThat(file.classes()).isEqualTo(onnx.classes());
            for (Detector other : List.of(onnx, file)) {
                List<Detection> found = other.detect(List.of(image), 0.0001).get(0);
                assertThat(found).hasSameSizeAs(expected).isNotEmpty();
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).score())
                            .isCloseTo(expected.get(i).score(), org.assertj.core.data.Offset.offset(1e-3));
                }
            }
        }
    }

    /** Random weights; the two in between normal and small keep activations near 1. */
    private Path write(JsonNode golden) {
        Path folder = root.resolve("backbone");
        boolean openClip = golden.get("family").asText().equals("open_clip");
        AtomicFiles.writeString(
                folder.resolve(openClip ? "open_clip_config.json" : "config.json"),
                golden.get("config").toString());
        Map<String, FloatTensor> tensors = new TreeMap<>();
        Random random = new Random(1);
        golden.get("tensors").properties().forEach(entry -> {
            int layers = entry.getKey().contains("#") ? golden.get("layers").size() : 1;
            for (int i = 0; i < layers; i++) {
                String name = entry.getKey().replace("#", Integer.toString(i));
                long[] shape = new long[entry.getValue().size()];
                for (int axis = 0; axis < shape.length; axis++) {
                    shape[axis] = entry.getValue().get(axis).asLong();
                }
                FloatTensor tensor = FloatTensor.zeros(shape);
                double one = name.matches(".*(norm|ln_|lambda|gamma).*") && !name.endsWith("bias") ? 1 : 0;
                for (int k = 0; k < tensor.size(); k++) {
                    tensor.values()[k] = (float) (one + 0.2 * random.nextGaussian());
                }
                tensors.put(name, tensor);
            }
        });
        new SafetensorsWriter()
                .addAll(tensors, DataType.F32)
                .write(folder.resolve(openClip ? "open_clip_model.safetensors" : "model.safetensors"));
        return folder;
    }
}
