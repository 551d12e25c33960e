package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.tensor.HalfPrecision;
import org.vpt4j.vision.weights.Safetensors;

/** {@code vpt4j backbone verify}: what it confirms, and what it finds. */
class BackboneVerifyTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path root;

    private Path model;

    /** A copy of the toy, under its name so that its reference is found. */
    @BeforeEach
    void copy() throws IOException {
        model = Files.createDirectory(root.resolve("tiny-clip"));
        try (Stream<Path> files =
                Files.list(BackboneHub.standard().open("tiny-clip").folder())) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    private static CapturedRun verify(Object... arguments) {
        List<String> words = Stream.concat(Stream.of("backbone", "verify"), Stream.of(arguments))
                .map(Object::toString)
                .toList();
        return CapturedRun.of(words);
    }

    @Test
    void theToyAgreesWithItsReferenceOnImagesAndTexts() {
        CapturedRun run = verify(model);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("files: complete, all values finite, fingerprint"),
                        line -> assertThat(line).startsWith("training and inference differ by"),
                        line -> assertThat(line).startsWith("differs from").contains("in Python by"),
                        line -> assertThat(line).startsWith("embeddings of texts: differs from"));
    }

    /** One value of a layer, and one of the text side: each is seen by its own comparison only. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vision_model.encoder.layers.1.mlp.fc1.weight",
                "text_model.encoder.layers.1.self_attn.v_proj.weight",
                "text_model.embeddings.token_embedding.weight"
            })
    void aChangedWeightIsFound(String tensor) throws IOException {
        damage(tensor, 8);
        CapturedRun run = verify(model);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("vpt4j: ")
                .contains(tensor.startsWith("text") ? "embeddings of texts" : "differs from")
                .contains("the weights are not those of the reference")
                .doesNotContain("Exception");
    }

    @Test
    void aFileThatTheHubsToolsKeepUnderItsDigestIsChecked() throws IOException {
        String digest = Sha256.of(model.resolve(WEIGHTS));
        Path blob = root.resolve(digest);
        Files.move(model.resolve(WEIGHTS), blob);
        Files.createSymbolicLink(model.resolve(WEIGHTS), blob);
        assertThat(verify(model).out()).contains("digests: 1 file is what the hub lists");

        damage("vision_model.post_layernorm.bias", 1);
        CapturedRun run = verify(model);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(WEIGHTS, "is not what the hub lists", digest, "delete " + blob);
    }

    @Test
    void withoutAReferenceItSaysHowToMakeOne() throws IOException {
        Path renamed = Files.move(model, root.resolve("mine"));
        CapturedRun run = verify(renamed);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("training and inference differ by", "reference: there is none for mine")
                .contains("./vpt4j backbone verify --script > make_reference.py");
    }

    /** A reference in the model's folder goes before the one that comes with vpt4j. */
    @Test
    void aReferenceInTheFolderIsUsedAndItsLayersMustFit() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode reference;
        try (InputStream in = BackboneReference.class.getResourceAsStream("backbone-references.json")) {
            reference = (ObjectNode) mapper.readTree(in).path("tiny-clip");
        }
        reference.put("backbone", "my own");
        Path file = model.resolve("vpt4j-reference.json");
        mapper.writeValue(file.toFile(), reference);
        assertThat(verify(model).out()).contains("differs from my own in Python by");

        ((ObjectNode) reference.at("/layers/0")).put("layer", 99);
        mapper.writeValue(file.toFile(), reference);
        CapturedRun run = verify(model);
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("99").doesNotContain("Exception");

        Files.copy(model.resolve("config.json"), file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(verify(model).err()).contains("is not a reference", "./vpt4j backbone verify --script");
    }

    /** Adds to some values of a tensor of the file, wherever it is linked to. */
    private void damage(String tensor, float change) throws IOException {
        Path file = model.resolve(WEIGHTS).toRealPath();
        Safetensors opened = Safetensors.open(file);
        Safetensors.Entry entry = opened.entry(tensor);
        long data = Files.size(file)
                - opened.names().stream()
                        .mapToLong(name -> opened.entry(name).bytes())
                        .sum();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            float[] values = opened.floats(tensor);
            for (int i = 0; i < values.length; i += 7) {
                out.seek(data + entry.offset() + (long) i * entry.type().bytes());
                float changed = values[i] + change;
                if (entry.type() == Safetensors.DataType.F16) {
                    out.writeShort(Short.reverseBytes(HalfPrecision.toF16(changed)));
                } else {
                    out.writeInt(Integer.reverseBytes(Float.floatToIntBits(changed)));
                }
            }
        }
    }
}
