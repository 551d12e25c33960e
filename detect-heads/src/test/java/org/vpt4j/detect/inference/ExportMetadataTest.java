package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;

class ExportMetadataTest {
    private static final Task TASK = new Task(
            List.of("red \"cell\"", "Thrombozyt"),
            new Task.Method("head-only", Map.of()),
            new Task.Head("dense", Map.of(), List.of(3, 12)),
            new Task.Preprocessing(new ImageSize(336, 252), Normalization.IMAGENET),
            new Task.Backbone("vit", "abc"),
            0.25,
            new Task.Provenance("data", 1, Map.of(), Map.of(), "test", Instant.EPOCH),
            Map.of(),
            Map.of());
    private static final ExportMetadata ABOUT =
            new ExportMetadata(ExportMetadata.Kind.DETECTOR, TASK, true, true, WeightFormat.FP16, false);

    @Test
    void whatIsWrittenIsRead() {
        assertThat(ExportMetadata.read(written(), "a.onnx")).isEqualTo(ABOUT);
    }

    @Test
    void whoeverDoesNotKnowThisProjectFindsPlainKeys() {
        assertThat(written())
                .containsEntry("classes", "[\"red \\\"cell\\\"\",\"Thrombozyt\"]")
                .containsEntry("input_width", "336")
                .containsEntry("input_height", "252")
                .containsEntry("mean", "[0.485,0.456,0.406]")
                .containsEntry("std", "[0.229,0.224,0.225]")
                .containsEntry("letterbox", "centre")
                .containsEntry("padding_rgb", "[124,116,104]")
                .containsEntry("threshold", "0.25")
                .containsEntry("nms", "true")
                .containsEntry("precision", "fp16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpt4j.task", "nms", "nms_needed", "precision", "input"})
    void aFieldThatIsMissingIsNamed(String key) {
        Map<String, String> metadata = written();
        metadata.remove(key);
        assertThatThrownBy(() -> ExportMetadata.read(metadata, "a.onnx"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("a.onnx", "\"" + key + "\" is missing", "export it again");
    }

    @ParameterizedTest
    @CsvSource({
        "vpt4j.kind, encoder, is no detector",
        "vpt4j.format, 2, 'format 2'",
        "vpt4j.task, '[]', no JSON object",
        "vpt4j.task, '{', no JSON",
        "precision, fp8, fp8"
    })
    void whatIsNotOursOrDamagedIsRefusedWithTheReason(String key, String value, String told) {
        Map<String, String> metadata = written();
        metadata.put(key, value);
        assertThatThrownBy(() -> ExportMetadata.read(metadata, "a.onnx"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("a.onnx", told);
    }

    @Test
    void aForeignFileIsRefused() {
        assertThatThrownBy(() -> ExportMetadata.read(Map.of("author", "somebody"), "a.onnx"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("a.onnx", "no vpt4j.kind", "vpt4j export");
    }

    private static Map<String, String> written() {
        OnnxGraph graph = new OnnxGraph("a", WeightFormat.FP16);
        ABOUT.write(graph);
        return new HashMap<>(graph.metadata());
    }
}
