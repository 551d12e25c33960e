package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
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
 * Reads a model's metadata, names and tensors. Protobuf's parser reads only the small messages; the model and its graph
 * are scanned, since parsing them takes 40 bytes of heap for each byte of a hostile file. Weights stay in the mapped
 * file.
 */
final class ModelReader {
    private static final int MOST =
            1_000_000; // fields of the model, the graph and its nodes: far more than any encoder has
    private static final int LARGEST = 1 << 20; // bytes of a small message
    private static final int MOST_AXES = 16;

    final Map<String, String> metadata = new LinkedHashMap<>();
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    final Map<String, Stored> tensors = new HashMap<>();
    boolean external;

    private final Path file;
    private int nodes;
    private int counted;

    /**
     * A constant tensor.
     *
     * @param type ONNX's number of its elements' type
     * @param shape sizes of its axes
     * @param content its bytes if stored as raw bytes; null for lists of numbers, as other tools write them
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Stored(int type, long[] shape, Supplier<ByteBuffer> content) {}

    /** Reads a field that is a message, a string or bytes. */
    @FunctionalInterface
    private interface Field {
        void read(int number, ByteBuffer content) throws IOException;
    }

    private ModelReader(Path file) {
        this.file = file;
    }

    /** @throws WeightsException if it is not a complete, well-formed model */
    static ModelReader read(Path file, ByteBuffer bytes) {
        ModelReader reader = new ModelReader(file);
        try {
            reader.walk(bytes, reader::model);
        } catch (IOException e) {
            throw reader.damaged(e.getMessage());
        }
        if (reader.nodes == 0 || reader.outputs.isEmpty()) {
            throw reader.damaged("there is no graph in it");
        }
        return reader;
    }

    private void model(int number, ByteBuffer content) throws IOException {
        if (number == ModelProto.GRAPH_FIELD_NUMBER) {
            walk(content, this::graph);
        } else if (number == ModelProto.METADATA_PROPS_FIELD_NUMBER) {
            StringStringEntryProto entry = small(StringStringEntryProto.parser(), content);
            metadata.put(entry.getKey(), entry.getValue());
        }
    }

    private void graph(int number, ByteBuffer content) throws IOException {
        switch (number) {
            case GraphProto.NODE_FIELD_NUMBER -> {
                nodes++;
                walk(content, (field, part) -> {});
            }
            case GraphProto.INITIALIZER_FIELD_NUMBER -> tensor(content);
            case GraphProto.INPUT_FIELD_NUMBER ->
                inputs.add(small(ValueInfoProto.parser(), content).getName());
            case GraphProto.OUTPUT_FIELD_NUMBER ->
                outputs.add(small(ValueInfoProto.parser(), content).getName());
            default -> {}
        }
    }

    private void tensor(ByteBuffer content) throws IOException {
        int[] weights = {0};
        walk(content, (field, part) -> weights[0] += field == TensorProto.RAW_DATA_FIELD_NUMBER ? part.remaining() : 0);
        if (content.remaining() - weights[0] > LARGEST) {
            return; // a list of numbers, as other tools write them
        }
        TensorProto tensor = parse(TensorProto.parser(), content);
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        if (shape.length > MOST_AXES) {
            throw damaged("a tensor has more than " + MOST_AXES + " axes");
        }
        tensors.put(tensor.getName(), new Stored(tensor.getDataType(), shape, content(tensor, shape)));
    }

    private <M> M small(Parser<M> parser, ByteBuffer message) throws IOException {
        if (message.remaining() > LARGEST) {
            throw damaged("one of its parts has " + message.remaining() + " bytes");
        }
        return parse(parser, message);
    }

    private static <M> M parse(Parser<M> parser, ByteBuffer message) throws IOException {
        // without unsafeWrap, protobuf copies bytes even with aliasing enabled
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(message).newCodedInput();
        in.enableAliasing(true);
        M parsed = parser.parseFrom(in);
        in.checkLastTagWas(0);
        return parsed;
    }

    private void walk(ByteBuffer message, Field field) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (++counted > MOST) {
                throw damaged("it has more than " + MOST + " parts");
            }
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    int length = in.readRawVarint32();
                    int start = in.getTotalBytesRead();
                    in.skipRawBytes(length);
                    field.read(WireFormat.getTagFieldNumber(tag), message.slice(start, length));
                }
                case WireFormat.WIRETYPE_START_GROUP, WireFormat.WIRETYPE_END_GROUP ->
                    throw damaged("it has groups, which ONNX does not know");
                default -> in.skipField(tag);
            }
        }
    }

    /** Number of bytes that type and shape require; -1 for a type that this project does not write. */
    private long declared(TensorProto tensor, long[] shape) {
        if (Arrays.stream(shape).anyMatch(size -> size < 0)) {
            throw damaged("tensor " + tensor.getName() + " has the shape " + Arrays.toString(shape));
        }
        for (OnnxGraph.ElementType type : OnnxGraph.ElementType.values()) {
            if (type.code() == tensor.getDataType()) {
                try {
                    return new Initializer(tensor.getName(), type, shape, () -> null).size();
                } catch (ArithmeticException e) {
                    throw damaged("tensor " + tensor.getName() + " claims more memory than any machine has");
                }
            }
        }
        return -1;
    }

    private Supplier<ByteBuffer> content(TensorProto tensor, long[] shape) {
        long declared = declared(tensor, shape);
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return outside(tensor, declared);
        }
        if (!tensor.hasRawData()) {
            return null;
        }
        int length = tensor.getRawData().size();
        if (declared >= 0 && declared != length) {
            throw damaged("tensor " + tensor.getName() + " needs " + declared + " bytes but has " + length);
        }
        return () -> tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private Supplier<ByteBuffer> outside(TensorProto tensor, long declared) {
        external = true;
        Map<String, String> where = new HashMap<>();
        tensor.getExternalDataList().forEach(entry -> where.put(entry.getKey(), entry.getValue()));
        String location = where.getOrDefault("location", "");
        Path data = sibling(tensor.getName(), location);
        try {
            long offset = Long.parseLong(where.getOrDefault("offset", "0"));
            long length = Long.parseLong(where.getOrDefault("length", String.valueOf(declared)));
            if (offset < 0
                    || length < 0
                    || offset > Files.size(data) - length
                    || (declared >= 0 && declared != length)) {
                throw damaged("tensor " + tensor.getName() + " is outside of " + location
                        + ", or not as long as its shape says");
            }
            return () -> {
                try (FileChannel channel = FileChannel.open(data)) {
                    return channel.map(MapMode.READ_ONLY, offset, length).order(ByteOrder.LITTLE_ENDIAN);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        } catch (NumberFormatException | IOException e) {
            throw damaged("the place of tensor " + tensor.getName() + " cannot be read: " + e.getMessage());
        }
    }

    /** Only a file in the same folder: a model must not read elsewhere. */
    private Path sibling(String tensor, String location) {
        if (location.isEmpty() || location.contains("/") || location.contains("\\") || location.indexOf(0) >= 0) {
            throw damaged("tensor " + tensor + " names the file \"" + location + "\", which is not one of its folder");
        }
        Path data = file.resolveSibling(location);
        if (!Files.isRegularFile(data)) {
            throw new WeightsException(
                    file + " has its weights in " + location + ", which is missing; copy both into one folder");
        }
        return data;
    }

    private WeightsException damaged(String how) {
        return new WeightsException(
                file + " is not a complete ONNX model: " + how + "; copy, download or export it again");
    }
}
