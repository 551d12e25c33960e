package org.vpt4j.vision.backbone;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;

/**
 * A pre-trained encoder on disk: its configuration, its normalisation, and its weights under the encoder's canonical
 * names, checked to fit together and to be finite.
 *
 * <p>Values are read and converted to float32 when asked for. Immutable and safe for several threads.
 */
public final class Backbone implements EncoderWeights {
    private final String name;
    private final Path folder;
    private final EncoderConfig config;
    private final Normalization normalization;
    private final InputTransform transform;
    private final Map<String, Source> sources;
    private final List<String> ignored;
    private volatile String fingerprint;

    /**
     * A part of a tensor.
     *
     * @param file that has it; empty for zeros
     * @param stored where it is in the file
     * @param own its shape in the encoder
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package, compared by nobody
    record Part(Optional<Safetensors> file, StoredTensor.Part stored, long[] own) {
        String name() {
            return stored.name();
        }

        /** Whether the stored values are the encoder's, in this order. */
        boolean isPlain() {
            return file.isPresent() && stored.difference().isEmpty();
        }

        /** Empty if the values have to be rearranged or converted one by one. */
        Optional<DataType> storedType() {
            if (!isPlain() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                return Optional.empty();
            }
            return switch (file.orElseThrow().entry(name()).type()) {
                case F32 -> Optional.of(DataType.FLOAT32);
                case F16 -> Optional.of(DataType.FLOAT16);
                case BF16 -> Optional.of(DataType.BFLOAT16);
                default -> Optional.empty();
            };
        }

        float[] values() {
            return file.map(opened -> stored.values(opened.floats(name()), own))
                    .orElseGet(() -> new float[Math.toIntExact(Source.product(own))]);
        }

        long elements() {
            return file.map(opened -> Source.product(opened.entry(name()).shape()) / stored.slices())
                    .orElseGet(() -> Source.product(own));
        }
    }

    /**
     * What a canonical tensor is made of.
     *
     * @param shape of the whole
     * @param parts joined along the first axis; none if it is zero
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package, compared by nobody
    record Source(long[] shape, List<Part> parts) {
        Source {
            parts = List.copyOf(parts);
        }

        long elements() {
            return product(shape);
        }

        /** Number of values that the parts give. */
        long storedElements() {
            return parts.stream().mapToLong(Part::elements).sum();
        }

        private static long product(long[] shape) {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }

        /** The type of all values, if the files have them one after the other as the encoder needs them. */
        Optional<DataType> storedType() {
            List<Optional<DataType>> types =
                    parts.stream().map(Part::storedType).distinct().toList();
            return types.size() == 1 ? types.get(0) : Optional.empty();
        }

        /** Zeros if there are no parts. */
        float[] values() {
            if (parts.size() == 1) {
                return parts.get(0).values();
            }
            float[] joined = new float[Math.toIntExact(elements())];
            int start = 0;
            for (Part part : parts) {
                float[] values = part.values();
                System.arraycopy(values, 0, joined, start, values.length);
                start += values.length;
            }
            return joined;
        }
    }

    Backbone(
            String name,
            Path folder,
            EncoderConfig config,
            Normalization normalization,
            InputTransform transform,
            Map<String, Source> sources,
            List<String> ignored) {
        this.name = name;
        this.folder = folder;
        this.config = config;
        this.normalization = normalization;
        this.transform = transform;
        this.sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        this.ignored = List.copyOf(ignored);
    }

    /**
     * Opens a folder with {@code config.json}, {@code model.safetensors} (or several files and their index) and
     * optionally {@code preprocessor_config.json}, as Hugging Face, timm and OpenCLIP write them; its name becomes the
     * backbone's. A file with weights, or their index, may be named instead of its folder.
     *
     * @throws org.vpt4j.vision.error.WeightsException if a file is missing or damaged, the family is not known, or
     *     weights and configuration do not fit
     */
    public static Backbone open(Path folder) {
        return open(BackboneFolder.nameOf(folder), folder);
    }

    static Backbone open(String name, Path folder) {
        return BackboneFolder.of(folder).open(name);
    }

    /** Its name: the folder's, or the one that it was opened by. */
    public String name() {
        return name;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Another file in its folder, such as a task that comes with it; checked against the folder's {@code SHA256SUMS} if
     * that lists it.
     *
     * @param fileName without folders
     * @return empty if there is no such file
     * @throws org.vpt4j.vision.error.WeightsException if its checksum is wrong
     */
    public Optional<Path> file(String fileName) {
        Path file = folder.resolve(fileName);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Sha256.verify(file);
        return Optional.of(file);
    }

    @Override
    public EncoderConfig config() {
        return config;
    }

    /** Normalisation of its input pixels. */
    public Normalization normalization() {
        return normalization;
    }

    /** How its own software prepares images; detection does it otherwise. */
    public InputTransform transform() {
        return transform;
    }

    /** Canonical names of its tensors, in the order of the computation. */
    public Set<String> names() {
        return sources.keySet();
    }

    /** Stored tensors that an encoder does not need: poolers, classifiers, mask tokens. */
    public List<String> ignored() {
        return ignored;
    }

    /** Number of the encoder's parameters. */
    public long parameters() {
        return sources.values().stream().mapToLong(Source::elements).sum();
    }

    /** A tensor by its canonical name, in a new array. */
    public FloatTensor weight(String canonicalName) {
        return new FloatTensor(source(canonicalName).shape(), values(canonicalName));
    }

    /** All tensors by their canonical names, converted now: four bytes of heap for each parameter. */
    public Map<String, FloatTensor> weights() {
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        names().forEach(canonical -> weights.put(canonical, weight(canonical)));
        return weights;
    }

    @Override
    public float[] values(String canonicalName) {
        return source(canonicalName).values();
    }

    @Override
    public void read(String canonicalName, BiConsumer<DataType, ByteBuffer> target) {
        Source source = source(canonicalName);
        Optional<DataType> type = source.storedType();
        if (type.isEmpty()) {
            EncoderWeights.super.read(canonicalName, target);
            return;
        }
        for (Part part : source.parts()) {
            part.file().orElseThrow().read(part.name(), bytes -> target.accept(type.get(), bytes));
        }
    }

    @Override
    public Optional<ByteBuffer> mapped(String canonicalName) {
        List<Part> parts = source(canonicalName).parts();
        return parts.size() == 1 && parts.get(0).isPlain()
                ? parts.get(0).file().orElseThrow().mapped(parts.get(0).name())
                : Optional.empty();
    }

    /**
     * SHA-256 over the encoder's configuration and each tensor's canonical name, shape, element type and bytes: 64 hexadecimal
     * digits. Equal for the same weights whatever their files are called or how they are sharded. Computed once.
     */
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = digest();
            fingerprint = known;
        }
        return known;
    }

    private String digest() {
        MessageDigest sha = Sha256.digest();
        update(sha, "vpt4j backbone 1");
        config.fingerprintLines().forEach(line -> update(sha, line));
        new TreeMap<>(sources).forEach((canonical, source) -> {
            update(sha, canonical + " " + Arrays.toString(source.shape()));
            for (Part part : source.parts()) {
                if (part.file().isEmpty()) {
                    update(sha, "zeros");
                    continue;
                }
                Safetensors file = part.file().get();
                update(sha, file.entry(part.name()).type().name());
                sha.update(file.bytes(part.name()));
                if (!part.stored().difference().isEmpty()) {
                    update(sha, part.stored().difference());
                }
            }
        });
        return HexFormat.of().formatHex(sha.digest());
    }

    private static void update(MessageDigest sha, String line) {
        sha.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Source source(String canonicalName) {
        Source source = sources.get(canonicalName);
        if (source == null) {
            throw new IllegalArgumentException("the encoder has no tensor " + canonicalName);
        }
        return source;
    }

    @Override
    public String toString() {
        return "Backbone " + name + " (" + folder + ")";
    }
}
