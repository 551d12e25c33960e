package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.TuningMethod;

class SharedDetectorTest {
    private static final DetectorOptions OPTIONS =
            DetectorOptions.defaults().withDevice("cpu").withThreads(1);

    @TempDir
    private static Path root;

    private static TinyWorld world;
    private static Backbone backbone;
    private static TinyTasks tasks;
    private static List<Image> images;

    private SharedDetector shared;

    @BeforeAll
    static void makeTheWorld() {
        world = TinyWorld.in(root);
        backbone = Backbone.open(world.backbone());
        tasks = new TinyTasks(backbone);
        images = IntStream.range(0, 5).mapToObj(i -> Image.read(world.image(i))).toList();
    }

    @BeforeEach
    void open() {
        shared = SharedDetector.open(backbone, OPTIONS);
    }

    @AfterEach
    void close() {
        shared.close();
    }

    /** Tasks that differ in everything that a batch has to sort: prompts, their lengths, inputs, none at all. */
    private static Map<String, Task> mixture() {
        Map<String, Task> all = new LinkedHashMap<>();
        all.put("deep", tasks.random("vpt-deep", Map.of("tokens", "3"), 1));
        all.put("deep-too", tasks.random("vpt-deep", Map.of("tokens", "3"), 2));
        all.put("longer", tasks.random("vpt-deep", Map.of("tokens", "5"), 3));
        all.put("last-layer", tasks.random("vpt-deep", Map.of("tokens", "3", "layers", "last:1"), 4));
        all.put("shallow", tasks.random("vpt-shallow", Map.of("tokens", "4"), 5));
        all.put("border", tasks.random("pixel-border", Map.of("width", "4"), 6));
        all.put("head-only", tasks.random("head-only", Map.of(), 7));
        all.put("head-only-too", tasks.random("head-only", Map.of(), 8));
        all.put("side", tasks.random("side", Map.of("bottleneck", "6"), 10));
        all.put("side-of-one", tasks.random("side", Map.of("bottleneck", "6", "layers", "1"), 11));
        all.put("smaller", tasks.random("vpt-deep", Map.of("tokens", "3"), new ImageSize(32, 40), 9));
        return all;
    }

    @Test
    void aBatchThatMixesTasksFindsWhatSeparateDetectorsFind() {
        Map<String, Task> mixture = mixture();
        mixture.forEach(shared::attach);
        assertThat(shared.tasks()).isEqualTo(new TreeSet<>(mixture.keySet()));
        List<SharedDetector.Request> requests = new ArrayList<>();
        for (Image image : images) {
            mixture.keySet().forEach(name -> requests.add(SharedDetector.Request.of(image, name)));
        }
        Collections.shuffle(requests, new Random(1));
        List<List<Detection>> found = shared.detect(requests);
        assertThat(found).hasSameSizeAs(requests);
        for (Map.Entry<String, Task> task : mixture.entrySet()) {
            try (Detector alone = Detector.load(TinyTasks.write(root, task.getKey(), task.getValue()), OPTIONS)) {
                for (int i = 0; i < requests.size(); i++) {
                    if (requests.get(i).task().equals(task.getKey())) {
                        List<Detection> expected = alone.detect(requests.get(i).image());
                        assertThat(expected).isNotEmpty();
                        Found.assertSame(found.get(i), expected, TinyWorld.SIDE);
                    }
                }
            }
        }
    }

    @Test
    void oneImageIsLookedAtBySeveralTasks() {
        mixture().forEach(shared::attach);
        List<String> names = List.of("shallow", "deep", "head-only");
        Map<String, List<Detection>> found = shared.detect(images.get(0), names);
        assertThat(found.keySet()).containsExactlyElementsOf(names);
        found.forEach((name, own) -> Found.assertSame(own, shared.detect(images.get(0), name), TinyWorld.SIDE));
        assertThat(shared.detect(images.get(0), List.of())).isEmpty();
        assertThat(shared.detect(List.of())).isEmpty();
    }

    @Test
    void aRequestHasItsTasksThresholdOrItsOwn() {
        shared.attach("deep", tasks.random("vpt-deep", Map.of(), 1));
        SharedDetector.Request request = SharedDetector.Request.of(images.get(0), "deep");
        List<List<Detection>> found = shared.detect(List.of(request, request.withMinScore(0.7)));
        assertThat(shared.threshold("deep")).isEqualTo(0.4);
        assertThat(found.get(0)).extracting(Detection::score).allMatch(score -> score >= 0.4);
        assertThat(found.get(1)).isNotEmpty().hasSizeLessThan(found.get(0).size());
        assertThat(found.get(1)).extracting(Detection::score).allMatch(score -> score >= 0.7);
    }

    @Test
    void aTaskIsReplacedUnderItsName() {
        shared.attach("cells", tasks.saying(0.5));
        shared.replace("cells", tasks.saying(0.75));
        assertThat(shared.detect(images.get(0), "cells"))
                .extracting(Detection::score)
                .allMatch(score -> Math.abs(score - 0.75) < 1e-3);
        shared.detach("cells");
        assertThat(shared.tasks()).isEmpty();
    }

    @Test
    void aLoadedTaskCanBeAttachedAgainAndIsFreedAfterItsLastUse() {
        LoadedTask task = shared.load(tasks.saying(0.5));
        assertThat(task.classes()).containsExactly("class 0");
        assertThat(task.preprocessing().input()).isEqualTo(new ImageSize(64, 48));
        shared.attach("a", task);
        shared.attach("b", task);
        task.close();
        task.close();
        shared.detach("a");
        assertThat(shared.detect(images.get(0), "b")).isNotEmpty();
        shared.attach("c", task);
        shared.detach("b");
        shared.detach("c");
        assertThat(task.retain()).isFalse();
        assertThatThrownBy(() -> shared.attach("a", task))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task is closed");
    }

    @Test
    void tasksWithHeadsOfOneFormShareASession() {
        try (LoadedTask one = shared.load(tasks.random("vpt-deep", Map.of(), 1));
                LoadedTask other = shared.load(tasks.random("head-only", Map.of(), 2));
                LoadedTask fewer = shared.load(tasks.saying(0.5))) {
            assertThat(one.session()).isSameAs(other.session()).isNotSameAs(fewer.session());
        }
    }

    @Test
    void anUnknownTaskIsNamedWithTheNearestOne() {
        shared.attach("cells", tasks.saying(0.5));
        assertThatThrownBy(() -> shared.detect(images.get(0), List.of("cells", "cell")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"cell\"; did you mean \"cells\"?; attached are [cells]");
        assertThatThrownBy(() -> shared.detach("horses")).hasMessageContaining("attached are [cells]");
        assertThatThrownBy(() -> shared.replace("horses", tasks.saying(0.5))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> shared.attach("cells", tasks.saying(0.5)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"cells\" is already attached");
        assertThat(shared.detect(images.get(0), "cells")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "adaptformer", "mona"})
    void aTaskThatHasChangedTheEncoderIsRefused(String method) {
        Task task = tasks.random(method, Map.of(), 1);
        assertThatThrownBy(() -> shared.attach("changed", task))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"" + method + "\"")
                .hasMessageContaining("Detector.load");
    }

    @Test
    void aTaskThatHasChangedTheEncoderIsRefusedThoughItsMethodDoesNotSaySo() {
        CheckedTask honest = CheckedTask.of(tasks.random("bitfit", Map.of(), 1), backbone);
        ModelSpec spec = honest.spec();
        ModelSpec forgetful =
                new ModelSpec(spec.classes(), new Forgetful(spec.method()), spec.head(), spec.preprocessing());
        CheckedTask task = new CheckedTask(honest.task(), forgetful, honest.head());
        assertThat(forgetful.method().sharesEncoder()).isTrue();
        assertThatThrownBy(() -> shared.load(task))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"forgetful\" has changed the encoder itself, though its sharesEncoder says");
    }

    /** A method as a plug-in may bring it: it changes weights and has not overridden {@code sharesEncoder}. */
    private record Forgetful(TuningMethod other) implements TuningMethod {
        @Override
        public String name() {
            return "forgetful";
        }

        @Override
        public Settings settings() {
            return Settings.NONE;
        }

        @Override
        public Map<String, Shape> shapes(EncoderConfig config) {
            return other.shapes(config);
        }

        @Override
        public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
            return other.initialise(owner, encoder, initialization);
        }

        @Override
        public int lowestLayer(EncoderConfig config) {
            return other.lowestLayer(config);
        }

        @Override
        public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
            return other.constants(frozen, parameters);
        }
    }

    @Test
    void aTaskOfAnotherBackboneIsRefusedByBothNames(@TempDir Path elsewhere) {
        TinyWorld other = TinyWorld.in(elsewhere);
        other.writeBackbone(2);
        Task foreign = new TinyTasks(Backbone.open(other.backbone())).saying(0.5);
        assertThatThrownBy(() -> shared.attach("foreign", foreign))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(foreign.backbone().fingerprint().substring(0, 12))
                .hasMessageContaining(backbone.fingerprint().substring(0, 12));
    }

    @Test
    void aTaskThatAnotherHasLoadedIsRefused() {
        try (SharedDetector other = SharedDetector.open(backbone, OPTIONS);
                LoadedTask task = other.load(tasks.saying(0.5))) {
            assertThatThrownBy(() -> shared.attach("a", task))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("another encoder");
        }
    }

    @Test
    void onlyOnnxSharesAnEncoder() {
        assertThatThrownBy(() -> SharedDetector.open(backbone, OPTIONS.withEngine(DetectorOptions.PYTORCH)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"onnx\" only");
    }

    @Test
    void closedItRefusesEverythingAndClosingAgainDoesNothing() {
        shared.attach("cells", tasks.saying(0.5));
        LoadedTask task = shared.load(tasks.saying(0.6));
        shared.close();
        assertThatCode(shared::close).doesNotThrowAnyException();
        assertThatCode(task::close).doesNotThrowAnyException();
        assertThatThrownBy(() -> shared.detect(images.get(0), "cells"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shared detector is closed");
        assertThatThrownBy(() -> shared.load(tasks.saying(0.5))).isInstanceOf(IllegalStateException.class);
    }
}
