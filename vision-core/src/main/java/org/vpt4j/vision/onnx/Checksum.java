package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A CRC-32C at the end of a model file, over all bytes before it. It is stored as a metadata entry, so the file remains a
 * plain ONNX model.
 *
 * <p>It detects damage, not tampering. The entry is followed by a second IR version, which tools drop when they rewrite
 * the file, so a rewritten file is not checked.
 */
final class Checksum {
    private static final String KEY = "vpt4j.crc32c";
    private static final byte[] VERSION =
            ModelProto.newBuilder().setIrVersion(OnnxGraph.IR_VERSION).build().toByteArray();
    private static final int SIZE = entry(0).length;
    private static final int DIGITS = 8;

    private Checksum() {}

    private static byte[] entry(long value) {
        byte[] entry = ModelProto.newBuilder()
                .addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(KEY)
                        .setValue(String.format(Locale.ROOT, "%08x", value)))
                .build()
                .toByteArray();
        byte[] both = Arrays.copyOf(entry, entry.length + VERSION.length);
        System.arraycopy(VERSION, 0, both, entry.length, VERSION.length);
        return both;
    }

    /** Whether the file has a checksum that does not match. */
    static boolean contradicts(ByteBuffer file) {
        int body = file.limit() - SIZE;
        if (body < 0) {
            return false;
        }
        byte[] last = new byte[SIZE];
        file.get(body, last);
        byte[] any = last.clone();
        System.arraycopy(entry(0), SIZE - VERSION.length - DIGITS, any, SIZE - VERSION.length - DIGITS, DIGITS);
        if (!Arrays.equals(any, entry(0))) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(file.duplicate().position(0).limit(body));
        return !Arrays.equals(last, entry(crc.getValue()));
    }

    /** Computes the checksum of the bytes that pass through; {@link #append} adds the entry. */
    static final class Appending extends FilterOutputStream {
        private final CRC32C crc = new CRC32C();

        Appending(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            crc.update(b);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            crc.update(bytes, start, length);
            out.write(bytes, start, length);
        }

        void append() throws IOException {
            out.write(entry(crc.getValue()));
        }
    }
}
