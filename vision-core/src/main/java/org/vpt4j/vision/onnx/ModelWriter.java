package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Writes a model tensor by tensor: into one file, or, since a protobuf message must not exceed 2 GB, with the large tensors
 * in a second file next to it (ONNX's external data, on page boundaries, so that it can be mapped).
 */
final class ModelWriter {
    /** 2 GB minus room for everything that is not a weight. */
    static final long LARGEST_MESSAGE = Integer.MAX_VALUE - (64L << 20);

    private static final int PAGE = 4096;
    private static final int LEAST_OUTSIDE = 1024; // shapes and scalars stay where graph optimisers look for them

    private final ModelProto model;
    private final List<Initializer> initializers;

    /** @param model whose graph has no initializers yet */
    ModelWriter(ModelProto model, List<Initializer> initializers) {
        this.model = model;
        this.initializers = initializers;
    }

    boolean fits(long limit) {
        return initializers.stream().mapToLong(Initializer::size).sum() <= limit;
    }

    /** The message in native memory. */
    ByteBuffer toBuffer() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(size()));
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(buffer);
            write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.rewind();
    }

    /**
     * Writes the model completely or not at all, even if it takes two files: the second one has a new name each time and
     * is written first.
     *
     * @param limit bytes of weights that the file itself may hold
     */
    void write(Path file, long limit) {
        if (fits(limit)) {
            AtomicFiles.write(file, this::writeWithChecksum);
            removeOtherData(file, "");
            return;
        }
        String data = dataPrefix(file) + UUID.randomUUID().toString().substring(0, 8);
        Path second = file.resolveSibling(data);
        boolean done = false;
        try {
            List<Initializer> small = new ArrayList<>();
            GraphProto.Builder graph = model.getGraph().toBuilder();
            AtomicFiles.write(second, out -> writeOutside(out, data, graph, small));
            ModelWriter rest = new ModelWriter(model.toBuilder().setGraph(graph).build(), small);
            AtomicFiles.write(file, rest::writeWithChecksum);
            done = true;
        } finally {
            if (!done) {
                remove(second);
            }
        }
        removeOtherData(file, data);
    }

    private void writeOutside(OutputStream out, String data, GraphProto.Builder graph, List<Initializer> small)
            throws IOException {
        WritableByteChannel channel = Channels.newChannel(out);
        long at = 0;
        for (Initializer tensor : initializers) {
            if (tensor.size() < LEAST_OUTSIDE) {
                small.add(tensor);
                continue;
            }
            int gap = (int) ((PAGE - at % PAGE) % PAGE);
            channel.write(ByteBuffer.allocate(gap));
            channel.write(tensor.content().get());
            graph.addInitializer(tensor.description()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", data))
                    .addExternalData(entry("offset", String.valueOf(at + gap)))
                    .addExternalData(entry("length", String.valueOf(tensor.size()))));
            at += gap + tensor.size();
        }
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static String dataPrefix(Path file) {
        return file.getFileName() + ".data-";
    }

    /** Removes earlier second files of this model, which are no longer referenced. */
    private static void removeOtherData(Path file, String kept) {
        try (Stream<Path> siblings = Files.list(file.toAbsolutePath().getParent())) {
            siblings.filter(sibling -> {
                        String name = sibling.getFileName().toString();
                        return name.startsWith(dataPrefix(file)) && !name.equals(kept);
                    })
                    .forEach(ModelWriter::remove);
        } catch (IOException e) {
            throw new FileException("the folder of " + file + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new FileException(
                    file + " is no longer needed but cannot be removed (" + e.getMessage() + "); delete it", e);
        }
    }

    private void writeWithChecksum(OutputStream file) throws IOException {
        Checksum.Appending checked = new Checksum.Appending(file);
        CodedOutputStream out = CodedOutputStream.newInstance(checked);
        write(out);
        out.flush();
        checked.append();
    }

    private int graphSize() {
        long size = model.getGraph().getSerializedSize();
        for (Initializer tensor : initializers) {
            size += fieldSize(GraphProto.INITIALIZER_FIELD_NUMBER, tensorSize(tensor));
        }
        return Math.toIntExact(size);
    }

    private static int tensorSize(Initializer tensor) {
        return tensor.description().build().getSerializedSize()
                + fieldSize(TensorProto.RAW_DATA_FIELD_NUMBER, Math.toIntExact(tensor.size()));
    }

    private static int fieldSize(int number, int length) {
        return Math.addExact(
                CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(length), length);
    }

    private long size() {
        return withoutGraph().getSerializedSize() + (long) fieldSize(ModelProto.GRAPH_FIELD_NUMBER, graphSize());
    }

    private ModelProto withoutGraph() {
        return model.toBuilder().clearGraph().build();
    }

    /** Fields may come in any order: the tensors come last in the graph, and the bytes last in each tensor. */
    private void write(CodedOutputStream out) throws IOException {
        withoutGraph().writeTo(out);
        begin(out, ModelProto.GRAPH_FIELD_NUMBER, graphSize());
        model.getGraph().writeTo(out);
        for (Initializer tensor : initializers) {
            begin(out, GraphProto.INITIALIZER_FIELD_NUMBER, tensorSize(tensor));
            tensor.description().build().writeTo(out);
            begin(out, TensorProto.RAW_DATA_FIELD_NUMBER, Math.toIntExact(tensor.size()));
            out.writeRawBytes(tensor.content().get());
        }
    }

    private static void begin(CodedOutputStream out, int field, int length) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(length);
    }
}
