package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.fuzz.ChangedBytes;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxModelFile;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** Whatever happens to an exported file: it opens and encodes, or is refused with what is wrong. */
class BrokenEncoderFileTest {
    private static final EncoderConfig CONFIG =
            EncoderConfig.of(4, 8, 1, 2).withHidden(8).withGrid(3);
    private static final EncoderWeights WEIGHTS = TinyEncoder.weights(CONFIG);
    private static final TuningMethod METHOD = TuningMethods.create("vpt-deep", Map.of("tokens", "2"));
    private static final FloatTensor PIXELS = Encoded.pixels(1, 12, 8);

    private static Path folder;
    private static byte[] whole;
    private static FloatTensor expected;

    @BeforeContainer
    static void writeAWholeFile() throws IOException {
        folder = Files.createTempDirectory("encoder-fuzz");
        Path file = folder.resolve("whole.onnx");
        graph(WeightFormat.FP32).write(file);
        whole = Files.readAllBytes(file);
        expected = encode(file);
    }

    @AfterContainer
    static void remove() throws IOException {
        FileTree.delete(folder);
    }

    private static OnnxGraph graph(WeightFormat format) {
        OnnxGraph graph = EncoderGraph.shared(WEIGHTS, List.of(1), format, Optional.empty());
        new EncoderMetadata("tiny", "f".repeat(64), CONFIG, Normalization.HALF, List.of(1)).write(graph);
        return graph;
    }

    private static FloatTensor encode(Path file) {
        try (OnnxEncoder encoder = OnnxEncoder.open(file, Encoded.ONE_THREAD)) {
            EncoderPrompt prompt =
                    encoder.prompt(METHOD.constants(WEIGHTS, Encoded.learned(METHOD, encoder.config(), "")));
            return Encoded.shared(encoder, PIXELS, List.of(prompt), List.of(1)).get(1);
        }
    }

    @Example
    void aWholeFileOfAnyFormatGivesWhatTheEncoderInMemoryGives() {
        for (WeightFormat format : WeightFormat.values()) {
            Path file = folder.resolve(format + ".onnx");
            graph(format).write(file);
            try (OnnxEncoder loaded = OnnxEncoder.load(WEIGHTS, format, Encoded.ONE_THREAD);
                    OnnxEncoder opened = OnnxEncoder.open(file, Encoded.ONE_THREAD)) {
                assertThat(opened.config()).isEqualTo(CONFIG);
                assertThat(opened.fingerprint()).contains("f".repeat(64));
                EncoderPrompt prompt = loaded.prompt(METHOD.constants(WEIGHTS, Encoded.learned(METHOD, CONFIG, "")));
                FloatTensor inMemory = Encoded.shared(loaded, PIXELS, List.of(prompt), List.of(1))
                        .get(1);
                double tolerance = format == WeightFormat.FP32 ? 1e-6 : format == WeightFormat.FP16 ? 2e-3 : 5e-2;
                assertThat(Encoded.largestDifference(encode(file), inMemory)).isLessThan(tolerance);
            }
        }
    }

    @Property(tries = 600)
    void anyChangedByteIsNoticed(@ForAll("changes") ChangedBytes changes) {
        Optional<FloatTensor> features = open(changes.in(whole));
        features.ifPresent(found -> assertThat(found).isEqualTo(expected));
    }

    /** As a tool would that writes no checksum: so the changed bytes reach ONNX Runtime. */
    @Property(tries = 400)
    void changedBytesWithoutAChecksumNeverDoHarm(@ForAll("changes") ChangedBytes changes) {
        open(changes.in(Arrays.copyOf(whole, body())));
    }

    /** Bytes before the checksum's entry. */
    private static int body() {
        return new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("vpt4j.crc32c") - 4;
    }

    @Property(tries = 150)
    void aFileCutShortIsAlwaysRefused(@ForAll @IntRange(max = 1_000_000) int seed) {
        int length = seed % body();
        assertThat(open(Arrays.copyOf(whole, length))).isEmpty();
    }

    @Property(tries = 150)
    void randomBytesAreAlwaysRefused(@ForAll long seed, @ForAll @IntRange(max = 4000) int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        assertThat(open(bytes)).isEmpty();
    }

    @Example
    void hostileClaimsAreRefusedAtOnce() throws IOException {
        TensorProto huge = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(1L << 40)
                .addDims(1L << 40)
                .setRawData(ByteString.copyFromUtf8("1234"))
                .build();
        assertRefused(withTensor(huge), "claims more");
        assertRefused(withTensor(huge.toBuilder().clearDims().addDims(10L << 30).build()), "needs");
        assertRefused(withTensor(huge.toBuilder().clearDims().addDims(-1).build()), "[-1]");
        TensorProto elsewhere = huge.toBuilder()
                .clearDims()
                .clearRawData()
                .addDims(1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/passwd"))
                .build();
        assertRefused(withTensor(elsewhere), "not one of its folder");
        assertRefused(
                ModelProto.newBuilder()
                        .addMetadataProps(StringStringEntryProto.newBuilder().setKey("k".repeat(2_000_000)))
                        .build()
                        .toByteArray(),
                "one of its parts has 2");
        byte[] bomb = new byte[4_000_000]; // two million empty nodes
        for (int i = 0; i < bomb.length; i += 2) {
            bomb[i] = 0x0a;
        }
        assertRefused(
                ModelProto.newBuilder()
                        .setGraph(GraphProto.newBuilder().mergeFrom(emptyNodes(bomb)))
                        .build()
                        .toByteArray(),
                "parts");
    }

    private static GraphProto emptyNodes(byte[] bytes) throws IOException {
        return GraphProto.parseFrom(bytes);
    }

    private static byte[] withTensor(TensorProto tensor) {
        return ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder().setOpType("Relu"))
                        .addInitializer(tensor))
                .build()
                .toByteArray();
    }

    private static void assertRefused(byte[] bytes, String reason) throws IOException {
        Path file = Files.write(folder.resolve("hostile.onnx"), bytes);
        assertThatThrownBy(() -> OnnxModelFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("hostile.onnx", reason);
    }

    @Example
    void aModelOfAnotherKindOrVersionIsRefusedWithWhatToDo() throws IOException {
        ModelProto model = ModelProto.parseFrom(whole);
        assertNoEncoder(model.toBuilder().clearMetadataProps().build(), "not an encoder that vpt4j exported");
        assertNoEncoder(withMetadata(model, "vpt4j.kind", "task"), "vpt4j.kind = task");
        assertNoEncoder(withMetadata(model, "vpt4j.format", "3"), "update vpt4j");
        assertNoEncoder(withMetadata(model, "vpt4j.encoder", "{"), "is damaged");
        assertNoEncoder(withMetadata(model, "vpt4j.encoder", "{}"), "is damaged");
        ModelProto.Builder renamed = model.toBuilder();
        renamed.getGraphBuilder().getInputBuilder(1).setName("other");
        assertNoEncoder(renamed.build(), "not those of an encoder");
    }

    private static ModelProto withMetadata(ModelProto model, String key, String value) {
        ModelProto.Builder changed = model.toBuilder().clearMetadataProps();
        model.getMetadataPropsList().stream()
                .filter(entry -> !entry.getKey().equals(key) && !entry.getKey().equals("vpt4j.crc32c"))
                .forEach(changed::addMetadataProps);
        return changed.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value))
                .build();
    }

    private static void assertNoEncoder(ModelProto model, String reason) throws IOException {
        Path file = Files.write(folder.resolve("other.onnx"), model.toByteArray());
        assertThatThrownBy(() -> OnnxEncoder.open(file, Encoded.ONE_THREAD))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("other.onnx", reason);
    }

    @Example
    void aMissingFileAndAFolderAreSaid() {
        assertThatThrownBy(() -> OnnxModelFile.open(folder.resolve("none.onnx")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> OnnxModelFile.open(folder))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("is a folder");
    }

    @Provide
    Arbitrary<ChangedBytes> changes() {
        return ChangedBytes.upTo(4);
    }

    /** What it gives, or nothing if it is refused; anything but a VptException fails the test. */
    private static Optional<FloatTensor> open(byte[] bytes) {
        try {
            return Optional.of(encode(Files.write(folder.resolve("mutated.onnx"), bytes)));
        } catch (VptException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
