package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vpt4j.vision.error.WeightsException;

/**
 * Walks over a model's message without building it: whatever it claims, no more is allocated than names, shapes, and
 * metadata take, and those are counted.
 */
final class ModelReader {
    private static final int MOST = 1_000_000; // nodes, tensors, inputs: far more than any encoder has
    private static final int MOST_AXES = 16;

    final Map<String, String> metadata = new LinkedHashMap<>();
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    final Map<String, Stored> tensors = new HashMap<>();
    boolean external;

    private final Path file;
    private final ByteBuffer bytes;
    private final CodedInputStream in;
    private int nodes;
    private int counted;

    /**
     * A constant tensor.
     *
     * @param type ONNX's number of its elements' type
     * @param shape sizes of its axes
     * @param content its bytes, where they are stored as such; null where they are not (lists of numbers, of other tools)
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package, compared by nobody
    record Stored(int type, long[] shape, Supplier<ByteBuffer> content) {}

    /** Reads a field whose tag has been read; false leaves it to be skipped. */
    @FunctionalInterface
    private interface Field {
        boolean read(int number) throws IOException;
    }

    private ModelReader(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
        this.in = CodedInputStream.newInstance(bytes);
        in.setSizeLimit(Integer.MAX_VALUE);
    }

    /** @throws WeightsException if it is not a whole, well-formed model */
    static ModelReader read(Path file, ByteBuffer bytes) {
        ModelReader reader = new ModelReader(file, bytes);
        try {
            reader.fields(reader::model);
        } catch (IOException e) {
            throw reader.damaged("after " + reader.in.getTotalBytesRead() + " bytes: " + e.getMessage());
        }
        if (reader.nodes == 0 || reader.outputs.isEmpty()) {
            throw reader.damaged("there is no graph in it");
        }
        return reader;
    }

    private boolean model(int number) throws IOException {
        switch (number) {
            case ModelProto.GRAPH_FIELD_NUMBER -> message(this::graph);
            case ModelProto.METADATA_PROPS_FIELD_NUMBER -> entry(metadata);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean graph(int number) throws IOException {
        switch (number) {
            case GraphProto.NODE_FIELD_NUMBER -> {
                nodes++;
                message(field -> false);
            }
            case GraphProto.INITIALIZER_FIELD_NUMBER -> tensor();
            case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(nameOf(ValueInfoProto.NAME_FIELD_NUMBER));
            case GraphProto.OUTPUT_FIELD_NUMBER -> outputs.add(nameOf(ValueInfoProto.NAME_FIELD_NUMBER));
            default -> {
                return false;
            }
        }
        return true;
    }

    private String nameOf(int nameField) throws IOException {
        String[] name = {""};
        message(number -> {
            if (number == nameField) {
                name[0] = in.readStringRequireUtf8();
            }
            return number == nameField;
        });
        return name[0];
    }

    private void entry(Map<String, String> into) throws IOException {
        String[] pair = {"", ""};
        message(number -> {
            boolean known = number == StringStringEntryProto.KEY_FIELD_NUMBER
                    || number == StringStringEntryProto.VALUE_FIELD_NUMBER;
            if (known) {
                pair[number - StringStringEntryProto.KEY_FIELD_NUMBER] = in.readStringRequireUtf8();
            }
            return known;
        });
        into.put(pair[0], pair[1]);
    }

    /** What is read of a tensor. */
    private static final class Draft {
        private String name = "";
        private int type;
        private final List<Long> dims = new ArrayList<>();
        private int start = -1;
        private int length;
        private boolean outside;
        private final Map<String, String> where = new HashMap<>();
    }

    private void tensor() throws IOException {
        Draft draft = new Draft();
        message(number -> {
            switch (number) {
                case TensorProto.DIMS_FIELD_NUMBER -> dims(draft.dims);
                case TensorProto.DATA_TYPE_FIELD_NUMBER -> draft.type = in.readInt32();
                case TensorProto.NAME_FIELD_NUMBER -> draft.name = in.readStringRequireUtf8();
                case TensorProto.RAW_DATA_FIELD_NUMBER -> {
                    draft.length = in.readRawVarint32();
                    draft.start = in.getTotalBytesRead();
                    in.skipRawBytes(draft.length);
                }
                case TensorProto.DATA_LOCATION_FIELD_NUMBER -> draft.outside = in.readEnum() != 0;
                case TensorProto.EXTERNAL_DATA_FIELD_NUMBER -> entry(draft.where);
                default -> {
                    return false;
                }
            }
            return true;
        });
        long[] shape = draft.dims.stream().mapToLong(Long::longValue).toArray();
        tensors.put(draft.name, new Stored(draft.type, shape, content(draft, declared(draft, shape))));
    }

    private void dims(List<Long> dims) throws IOException {
        if (WireFormat.getTagWireType(in.getLastTag()) == WireFormat.WIRETYPE_VARINT) {
            dims.add(in.readInt64());
        } else {
            int outer = in.pushLimit(in.readRawVarint32());
            while (!in.isAtEnd() && dims.size() <= MOST_AXES) {
                dims.add(in.readInt64());
            }
            in.popLimit(outer);
        }
        if (dims.size() > MOST_AXES) {
            throw damaged("a tensor has more than " + MOST_AXES + " axes");
        }
    }

    /** The bytes that type and shape ask for; -1 for a type that this project does not write. */
    private long declared(Draft draft, long[] shape) {
        if (Arrays.stream(shape).anyMatch(size -> size < 0)) {
            throw damaged("tensor " + draft.name + " has the shape " + Arrays.toString(shape));
        }
        for (ElementType type : ElementType.values()) {
            if (type.code() == draft.type) {
                try {
                    return new Initializer(draft.name, type, shape, () -> null).size();
                } catch (ArithmeticException e) {
                    throw damaged("tensor " + draft.name + " claims more than there is memory in the world");
                }
            }
        }
        return -1;
    }

    private Supplier<ByteBuffer> content(Draft draft, long declared) {
        if (draft.outside) {
            return outside(draft, declared);
        }
        if (draft.start < 0) {
            return null;
        }
        if (declared >= 0 && declared != draft.length) {
            throw damaged("tensor " + draft.name + " asks for " + declared + " bytes but has " + draft.length);
        }
        return () -> bytes.slice(draft.start, draft.length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Supplier<ByteBuffer> outside(Draft draft, long declared) {
        external = true;
        String location = draft.where.getOrDefault("location", "");
        Path data = beside(draft.name, location);
        try {
            long offset = Long.parseLong(draft.where.getOrDefault("offset", "0"));
            long length = Long.parseLong(draft.where.getOrDefault("length", String.valueOf(declared)));
            if (offset < 0
                    || length < 0
                    || offset > Files.size(data) - length
                    || (declared >= 0 && declared != length)) {
                throw damaged(
                        "tensor " + draft.name + " lies outside of " + location + ", or is not as long as its shape");
            }
            return () -> {
                try (FileChannel channel = FileChannel.open(data)) {
                    return channel.map(MapMode.READ_ONLY, offset, length).order(ByteOrder.LITTLE_ENDIAN);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        } catch (NumberFormatException | IOException e) {
            throw damaged("the place of tensor " + draft.name + " cannot be read: " + e.getMessage());
        }
    }

    /** Only a file of the same folder: a model must not look elsewhere. */
    private Path beside(String tensor, String location) {
        if (location.isEmpty() || location.contains("/") || location.contains("\\") || location.indexOf(0) >= 0) {
            throw damaged("tensor " + tensor + " is said to lie in \"" + location + "\", which is no file beside it");
        }
        Path data = file.resolveSibling(location);
        if (!Files.isRegularFile(data)) {
            throw new WeightsException(
                    file + " has its weights in " + location + ", which is not there; copy both into one folder");
        }
        return data;
    }

    private void message(Field field) throws IOException {
        if (++counted > MOST) {
            throw damaged("it has more than " + MOST + " parts");
        }
        if (WireFormat.getTagWireType(in.getLastTag()) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            throw damaged("a part has no length");
        }
        int outer = in.pushLimit(in.readRawVarint32());
        fields(field);
        in.popLimit(outer);
    }

    private void fields(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int form = WireFormat.getTagWireType(tag);
            if (form == WireFormat.WIRETYPE_START_GROUP || form == WireFormat.WIRETYPE_END_GROUP) {
                throw damaged("it has groups, which ONNX does not know");
            }
            if (!field.read(WireFormat.getTagFieldNumber(tag))) {
                in.skipField(tag);
            }
        }
    }

    private WeightsException damaged(String how) {
        return new WeightsException(
                file + " is no whole ONNX model: " + how + "; copy or download it again, or export it anew");
    }
}
