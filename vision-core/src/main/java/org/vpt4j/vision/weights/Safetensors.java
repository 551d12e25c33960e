package org.vpt4j.vision.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A safetensors file. The whole header is checked when the file is opened. Small files are read at once, tensors of
 * larger ones on demand.
 *
 * <p>A damaged or malicious header is refused with a {@link WeightsException} before anything is allocated for it.
 * Immutable and thread-safe. No file handle is kept open: reading from a large file that was changed or replaced since it
 * was opened is refused.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class Safetensors {
    /** The limit that the format sets for a header. */
    private static final long MAX_HEADER = 100_000_000;
    /** Files up to this size, such as task files, are read at once. */
    private static final long SMALL = 16 << 20;
    /** Bytes from which a tensor is mapped rather than read. */
    private static final int SMALLEST_MAPPING = 1 << 16;

    private final UnchangedFile file;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final Optional<ByteBuffer> content; // of a small file, including the header
    private final Map<String, ByteBuffer> mappings = new ConcurrentHashMap<>(); // of tensors

    /** Element types, by their names in the header. */
    public enum DataType {
        F64(8, true),
        F32(4, true),
        F16(2, true),
        BF16(2, true),
        F8_E4M3(1, false),
        F8_E5M2(1, false),
        F8_E8M0(1, false),
        I64(8, false),
        I32(4, false),
        I16(2, false),
        I8(1, false),
        U64(8, false),
        U32(4, false),
        U16(2, false),
        U8(1, false),
        BOOL(1, false);

        private final int bytes;
        private final boolean readableAsFloats;

        DataType(int bytes, boolean readableAsFloats) {
            this.bytes = bytes;
            this.readableAsFloats = readableAsFloats;
        }

        /** Bytes of one element. */
        public int bytes() {
            return bytes;
        }

        /** Whether {@link #floats} converts it. */
        public boolean readableAsFloats() {
            return readableAsFloats;
        }

        /** The type with this name in the header; empty if the format has no such type. */
        static Optional<DataType> named(String name) {
            for (DataType type : values()) {
                if (type.name().equals(name)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * The position and type of a tensor.
     *
     * @param type of its elements
     * @param shape sizes of its axes
     * @param offset of its first byte from the end of the header
     * @param bytes its size in bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, copied on the way in and out
    public record Entry(DataType type, long[] shape, long offset, long bytes) {
        public Entry {
            shape = shape.clone();
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        /** Number of elements. */
        public long elements() {
            return bytes / type.bytes();
        }

        @Override
        public String toString() {
            return type + " " + Arrays.toString(shape);
        }
    }

    private Safetensors(UnchangedFile file, SafetensorsHeader header, long dataStart, Optional<ByteBuffer> content) {
        this.file = file;
        this.header = header;
        this.dataStart = dataStart;
        this.content = content;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws WeightsException if it is not a complete, well-formed safetensors file
     * @throws FileException if it cannot be read
     */
    public static Safetensors open(Path file) {
        if (Files.isDirectory(file)) {
            throw new FileException(file + " is a folder; name a safetensors file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a pipe would block
            throw new FileException(file + " is a pipe or a device; save it to a file first");
        }
        UnchangedFile opened = UnchangedFile.of(file);
        long size = opened.size();
        if (size < 8) {
            throw new WeightsException(file + " is not a safetensors file: it has only "
                    + Counted.of(size, "byte", "bytes") + "; copy or download it again");
        }
        long headerBytes = opened.read(0, 8).getLong(0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER || headerBytes > size - 8) {
            throw new WeightsException(file + ": its header claims a length of "
                    + Long.toUnsignedString(headerBytes) + ", but the file has only " + size
                    + " bytes: it is cut short or not a safetensors file; copy or download it again");
        }
        long dataStart = 8 + headerBytes;
        byte[] json = opened.read(8, (int) headerBytes).array();
        SafetensorsHeader header = SafetensorsHeader.parse(json, size - dataStart, file.toString());
        Optional<ByteBuffer> content = size <= SMALL ? Optional.of(opened.read(0, (int) size)) : Optional.empty();
        return new Safetensors(opened, header, dataStart, content);
    }

    public Path file() {
        return file.path();
    }

    /** The names of the tensors, in the order of their data. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /** The text entries of {@code __metadata__}; empty if there are none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** @throws WeightsException if there is no tensor of this name */
    public Entry entry(String name) {
        Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new WeightsException(file + " has no tensor " + Excerpt.of(name) + " (it has "
                    + Counted.of(header.tensors().size(), "other", "others") + ")");
        }
        return entry;
    }

    /**
     * The stored bytes of a tensor, read-only and little-endian.
     *
     * @throws WeightsException if there is no tensor of this name, it is larger than 2 GB, or the file was changed since
     *     it was opened
     * @throws FileException if the file can no longer be read
     */
    public ByteBuffer bytes(String name) {
        Entry entry = entry(name);
        requireArray(name, entry.bytes());
        ByteBuffer bytes = content.map(all -> all.slice((int) (dataStart + entry.offset()), (int) entry.bytes()))
                .orElseGet(() -> stored(name, entry));
        return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireArray(String name, long length) {
        if (length > Integer.MAX_VALUE - 8) { // the longest array
            throw new WeightsException(file + ": tensor " + Excerpt.of(name) + " takes "
                    + entry(name).bytes() + " bytes, but at most 2 GB can be read; split the tensor");
        }
    }

    /** Refuses, before allocating, what does not fit into the heap. */
    private void requireHeap(String name, long size, long needed) {
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > heap) {
            throw new WeightsException(
                    file + ": tensor " + Excerpt.of(name) + " takes " + (size >> 20) + " MB, and " + (needed >> 20)
                            + " while it is read; the heap has " + (heap >> 20) + "; start Java with a larger -Xmx");
        }
    }

    private ByteBuffer stored(String name, Entry entry) {
        requireHeap(name, entry.bytes(), entry.bytes());
        return file.read(dataStart + entry.offset(), (int) entry.bytes());
    }

    /**
     * The values of a tensor of type F32, F16, BF16 or F64 (which is rounded), in a new array.
     *
     * @throws WeightsException if there is no tensor of this name, it has another type, or the heap is too small
     */
    public float[] floats(String name) {
        Entry entry = entry(name);
        requireFloats(name, entry);
        long size = entry.elements() * Float.BYTES;
        requireArray(name, entry.elements());
        requireHeap(name, size, size);
        float[] values = new float[(int) entry.elements()];
        int[] done = {0};
        eachChunk(entry, bytes -> {
            Conversion.floats(entry.type(), bytes, values, done[0]);
            done[0] += bytes.remaining() / entry.type().bytes();
        });
        return values;
    }

    /**
     * The index of the first value of a float tensor that is NaN or infinite (for F64: after rounding to float32), if
     * any. Needs little memory.
     *
     * @throws WeightsException as {@link #floats}
     */
    public OptionalLong firstNotFinite(String name) {
        Entry entry = entry(name);
        requireFloats(name, entry);
        FiniteCheck check = new FiniteCheck(entry.type());
        if (content.isPresent() || entry.bytes() < SMALLEST_MAPPING) {
            eachChunk(entry, check::accept);
        } else { // takes half the time of copying
            file.eachWindow(dataStart + entry.offset(), entry.bytes(), check::accept);
        }
        return check.firstNotFinite();
    }

    /**
     * Passes the stored bytes of a tensor, little-endian, without a copy in the heap if the file is large: they are mapped into
     * memory for the time of the call.
     *
     * @param target must not keep what it is given, which is unmapped afterwards
     * @throws WeightsException as {@link #bytes}
     */
    public void read(String name, Consumer<ByteBuffer> target) {
        Entry entry = entry(name);
        if (content.isPresent() || entry.bytes() < SMALLEST_MAPPING) {
            target.accept(bytes(name));
            return;
        }
        requireArray(name, entry.bytes());
        file.whileMapped(dataStart + entry.offset(), entry.bytes(), target);
    }

    /**
     * The values of a tensor of type F32 in the file itself, mapped into memory: nothing is copied, and the mapping lasts
     * as long as this object or the buffer. Overwriting the file in place changes them.
     *
     * @return empty if the type is another one, the file is small or the values are not aligned
     * @throws WeightsException if there is no tensor of this name, it is larger than 2 GB, or the file was changed since
     *     it was opened
     */
    public Optional<ByteBuffer> mapped(String name) {
        Entry entry = entry(name);
        long start = dataStart + entry.offset();
        boolean usable = content.isEmpty()
                && entry.type() == DataType.F32
                && start % Float.BYTES == 0
                && entry.bytes() > 0
                && entry.bytes() <= Integer.MAX_VALUE - 8
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return usable
                ? Optional.of(mappings.computeIfAbsent(name, key -> file.map(start, entry.bytes()))
                        .duplicate()
                        .order(ByteOrder.LITTLE_ENDIAN))
                : Optional.empty();
    }

    /** Passes a tensor's bytes in pieces of whole elements. The buffer is used again. */
    private void eachChunk(Entry entry, Consumer<ByteBuffer> consumer) {
        if (content.isPresent()) {
            ByteBuffer all = content.get().slice((int) (dataStart + entry.offset()), (int) entry.bytes());
            consumer.accept(all.order(ByteOrder.LITTLE_ENDIAN));
            return;
        }
        file.eachChunk(dataStart + entry.offset(), entry.bytes(), consumer);
    }

    private void requireFloats(String name, Entry entry) {
        if (!entry.type().readableAsFloats()) {
            throw new WeightsException(file + ": tensor " + Excerpt.of(name) + " is stored as " + entry.type()
                    + "; F32, F16, BF16 or F64 is needed here");
        }
    }

    /** The values of a tensor as {@link #floats}, with its shape. */
    public FloatTensor tensor(String name) {
        return new FloatTensor(entry(name).shape(), floats(name));
    }
}
