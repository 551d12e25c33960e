package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.Golden;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/** A task file of version 1, written when that was the newest, detects what it detected then. */
class VersionOneTaskTest {
    @TempDir
    private Path root;

    private static Path file() throws URISyntaxException {
        return Path.of(VersionOneTaskTest.class
                .getResource("/golden/task-version-1/task.safetensors")
                .toURI());
    }

    @Test
    void everyFieldIsRead() throws URISyntaxException {
        Task task = TaskFile.read(file());

        assertThat(task.classes()).containsExactly("box", "disc");
        assertThat(task.method().settings()).containsEntry("rank", "2");
        assertThat(task.head().layers()).containsExactly(1, 2);
        assertThat(task.head().settings()).containsEntry("neck", "16").containsEntry("box-loss", "ciou");
        assertThat(task.tuned()).containsKeys("vpt-deep.prompt", "lora.layer.1.v.b");
        assertThat(task.headTensors()).containsKey("towers.box.scale");
        assertThat(TaskFile.described(TaskFile.description(task)).head()).isEqualTo(task.head());
    }

    @ParameterizedTest
    @ValueSource(strings = {DetectorOptions.ONNX, DetectorOptions.PYTORCH})
    void itDetectsTheSameAsEver(String engine) throws URISyntaxException {
        TinyWorld world = TinyWorld.in(root);
        DetectorOptions options = DetectorOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withEngine(engine)
                .withBackbone(world.backbone().toString());
        JsonNode images = Golden.read("task-version-1").get("images");
        try (Detector detector = Detector.load(file(), options)) {
            images.properties().forEach(entry -> {
                Image image = Image.read(world.image(Integer.parseInt(entry.getKey())));
                Found.assertSame(
                        detector.detect(List.of(image), 0.1).get(0), detections(entry.getValue()), TinyWorld.SIDE);
            });
        }
    }

    private static List<Detection> detections(JsonNode image) {
        List<Detection> detections = new ArrayList<>();
        for (JsonNode one : image) {
            float[] v = Golden.floats(one);
            detections.add(new Detection((int) v[0], new Box(v[2], v[3], v[4], v[5]), v[1]));
        }
        return detections;
    }
}
