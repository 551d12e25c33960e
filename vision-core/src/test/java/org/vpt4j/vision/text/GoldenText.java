package org.vpt4j.vision.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vpt4j.vision.backbone.GoldenModel;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** The folders of {@code golden/text}; weights that follow a formula of their names are no file there, and are written. */
final class GoldenText {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/text");

    private GoldenText() {}

    static Path folder(String model, Path copies) throws IOException {
        Path folder = GOLDEN.resolve(model);
        JsonNode golden =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        if (!golden.has("tensors")) {
            return folder;
        }
        Path copy = Files.createTempDirectory(copies, model);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : List.copyOf(files.toList())) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        new SafetensorsWriter()
                .addAll(GoldenModel.tensors(golden), DataType.F32)
                .write(copy.resolve("open_clip_model.safetensors"));
        return copy;
    }
}
