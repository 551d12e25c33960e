package org.vpt4j.vision.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * A safetensors file, mapped into memory: its header is checked whole when it is opened, its tensors are read when asked
 * for.
 *
 * <p>A damaged or hostile header is refused at once with a {@link WeightsException}, and nothing is allocated by its
 * word. Immutable and safe for several threads. It holds no file handle: the mapping goes with the garbage collector,
 * and a file that is replaced by renaming stays readable here as it was.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class Safetensors {
    /** The format's own limit for a header. */
    private static final long MAX_HEADER = 100_000_000;
    /** Neighbouring tensors share one mapping up to this size; a mapping cannot exceed 2 GB. */
    private static final long MAX_SHARED = 1L << 30;

    private final Path file;
    private final SafetensorsHeader header;
    private final Map<String, ByteBuffer> data;

    /**
     * Where a tensor lies and what it holds.
     *
     * @param type of its elements
     * @param shape sizes of its axes
     * @param offset of its first byte, counted from the end of the header
     * @param bytes it takes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied on the way in and out
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

    private Safetensors(Path file, SafetensorsHeader header, Map<String, ByteBuffer> data) {
        this.file = file;
        this.header = header;
        this.data = data;
    }

    /**
     * @throws WeightsException if it is not a whole, well-formed safetensors file
     * @throws FileException if it cannot be read
     */
    public static Safetensors open(Path file) {
        if (Files.isDirectory(file)) {
            throw new FileException(file + " is a folder; name a safetensors file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a pipe would wait for its writer
            throw new FileException(file + " is a pipe or a device, no file on a disk; save it to one first");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            if (size < 8) {
                throw new WeightsException(
                        file + " is no safetensors file: it has " + size + " bytes; copy or download it again");
            }
            readFully(channel, prefix, 0, file);
            long headerBytes = prefix.getLong(0);
            if (headerBytes < 2 || headerBytes > MAX_HEADER || headerBytes > size - 8) {
                throw new WeightsException(file + ": its header claims " + Long.toUnsignedString(headerBytes)
                        + " bytes, the file has " + size
                        + ": it is cut short or no safetensors file; copy or download it again");
            }
            ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
            readFully(channel, json, 8, file);
            long dataStart = 8 + headerBytes;
            SafetensorsHeader header = SafetensorsHeader.parse(json.array(), size - dataStart, file.toString());
            return new Safetensors(file, header, map(channel, dataStart, header));
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    public Path file() {
        return file;
    }

    /** Names of the tensors, in the order of their data. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /** The free text entries of {@code __metadata__}; empty if there are none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** @throws WeightsException if there is no tensor of this name */
    public Entry entry(String name) {
        Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new WeightsException(file + " has no tensor " + name + " (it has "
                    + header.tensors().size() + " others)");
        }
        return entry;
    }

    /**
     * The bytes of a tensor as they are stored: a read-only, little-endian view of the file.
     *
     * @throws WeightsException if there is no tensor of this name, or it is larger than 2 GB
     */
    public ByteBuffer bytes(String name) {
        Entry entry = entry(name);
        ByteBuffer view = data.get(name);
        if (view == null) {
            throw new WeightsException(file + ": tensor " + name + " takes " + entry.bytes()
                    + " bytes; at most 2 GB can be read as one; store it in parts");
        }
        return view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The values of a tensor of a float type (F32, F16, BF16; F64 is rounded), in a new array.
     *
     * @throws WeightsException if there is no tensor of this name, its type is not one of these, or the heap is too small
     *     for it
     */
    public float[] floats(String name) {
        Entry entry = entry(name);
        requireFloats(name, entry);
        ByteBuffer bytes = bytes(name);
        long heap = Runtime.getRuntime().maxMemory();
        if (entry.elements() > heap / Float.BYTES) {
            throw new WeightsException(file + ": tensor " + name + " takes " + ((entry.elements() * Float.BYTES) >> 20)
                    + " MB as floats, the heap has " + (heap >> 20) + "; start Java with a larger -Xmx");
        }
        float[] values = new float[(int) entry.elements()];
        switch (entry.type()) {
            case F32 -> bytes.asFloatBuffer().get(values);
            case F16 -> {
                ShortBuffer halves = bytes.asShortBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfPrecision.fromF16(halves.get(i));
                }
            }
            case BF16 -> {
                ShortBuffer halves = bytes.asShortBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfPrecision.fromBf16(halves.get(i));
                }
            }
            case F64 -> {
                DoubleBuffer doubles = bytes.asDoubleBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) doubles.get(i);
                }
            }
            default -> throw new AssertionError(entry.type());
        }
        return values;
    }

    /**
     * Where the first value of a float tensor is that is NaN or infinite (F64: or becomes so as float32), if any.
     *
     * @throws WeightsException as {@link #floats} does
     */
    public OptionalLong firstNotFinite(String name) {
        Entry entry = entry(name);
        requireFloats(name, entry);
        long first =
                switch (entry.type()) {
                    case F16 -> firstWithAll(0x7c00, bytes(name).asShortBuffer());
                    case BF16 -> firstWithAll(0x7f80, bytes(name).asShortBuffer());
                    default -> firstNotFinite(floats(name));
                };
        return first < 0 ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** Where the exponent's bits are all set, as in infinity and NaN; -1 if nowhere. */
    private static long firstWithAll(int exponent, ShortBuffer halves) {
        int count = halves.limit();
        for (int i = 0; i < count; i++) {
            if ((halves.get(i) & exponent) == exponent) {
                return i;
            }
        }
        return -1;
    }

    private static long firstNotFinite(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    private void requireFloats(String name, Entry entry) {
        if (!entry.type().readableAsFloats()) {
            throw new WeightsException(file + ": tensor " + name + " is stored as " + entry.type()
                    + "; F32, F16, BF16 or F64 is needed here");
        }
    }

    /** {@link #floats} with the tensor's shape. */
    public FloatTensor tensor(String name) {
        return new FloatTensor(entry(name).shape(), floats(name));
    }

    /** A view of each tensor's bytes; tensors beyond 2 GB are left out. */
    private static Map<String, ByteBuffer> map(FileChannel channel, long dataStart, SafetensorsHeader header)
            throws IOException {
        Map<String, ByteBuffer> views = new HashMap<>();
        Map<String, Entry> batch = new HashMap<>();
        long start = 0;
        long end = 0;
        for (Map.Entry<String, Entry> tensor : header.tensors().entrySet()) {
            Entry entry = tensor.getValue();
            if (entry.offset() + entry.bytes() - start > MAX_SHARED) {
                mapBatch(channel, dataStart, start, end, batch, views);
                start = entry.offset();
            }
            batch.put(tensor.getKey(), entry);
            end = entry.offset() + entry.bytes();
        }
        mapBatch(channel, dataStart, start, end, batch, views);
        return views;
    }

    private static void mapBatch(
            FileChannel channel,
            long dataStart,
            long start,
            long end,
            Map<String, Entry> batch,
            Map<String, ByteBuffer> views)
            throws IOException {
        if (end - start <= Integer.MAX_VALUE) {
            ByteBuffer mapped = end == start
                    ? ByteBuffer.allocate(0)
                    : channel.map(MapMode.READ_ONLY, dataStart + start, end - start);
            ByteBuffer readOnly = mapped.asReadOnlyBuffer();
            batch.forEach((name, entry) ->
                    views.put(name, readOnly.slice((int) (entry.offset() - start), (int) entry.bytes())));
        }
        batch.clear();
    }

    private static void readFully(FileChannel channel, ByteBuffer target, long position, Path file) throws IOException {
        while (target.hasRemaining()) {
            int count = channel.read(target, position + target.position());
            if (count < 0) {
                throw new WeightsException(file + " became shorter while it was read; copy or download it again");
            }
        }
    }
}
