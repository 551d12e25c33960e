package org.vpt4j.vision.script;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes archives for TorchScript's loader: a zip of stored entries with the source and a pickled module, whose attributes
 * are the network's constants (number of heads, epsilon, chosen layers).
 *
 * <p>The loader compiles the source as ordinary TorchScript, with methods, slices, operators and format strings. Its class
 * must be called {@code Network} and declare its attributes.
 */
final class TorchScriptArchive {
    private static final int PROTOCOL = 2;

    private TorchScriptArchive() {}

    /**
     * Writes an archive.
     *
     * @param name the archive's name: the zip's top folder
     * @param source TorchScript that defines {@code class Network(Module)}
     * @param modules TorchScript functions that the source may call, by module: {@code __torch__.MODULE.function}
     * @param attributes values of the module's declared attributes: Boolean, Integer, Double, or a List of Integer
     */
    static void write(
            OutputStream out, String name, String source, Map<String, String> modules, Map<String, Object> attributes)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        entry(zip, name + "/data.pkl", module(attributes));
        entry(zip, name + "/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, String> module : modules.entrySet()) {
            entry(
                    zip,
                    name + "/code/__torch__/" + module.getKey() + ".py",
                    module.getValue().getBytes(StandardCharsets.UTF_8));
        }
        entry(zip, name + "/constants.pkl", new byte[] {(byte) 0x80, PROTOCOL, ')', '.'});
        entry(zip, name + "/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    /** Pickle of {@code Network.__new__()} followed by {@code __setstate__(attributes)}. */
    private static byte[] module(Map<String, Object> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream pickle = new DataOutputStream(bytes)) {
            pickle.write(new byte[] {(byte) 0x80, PROTOCOL});
            global(pickle, "__torch__", "Network");
            pickle.writeBytes(")\u0081}("); // EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK
            attribute(pickle, "training", true);
            for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
                attribute(pickle, attribute.getKey(), attribute.getValue());
            }
            pickle.writeBytes("ub."); // SETITEMS, BUILD, STOP
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to an array does not fail
        }
        return bytes.toByteArray();
    }

    private static void attribute(DataOutputStream pickle, String name, Object value) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        pickle.writeByte('X'); // BINUNICODE
        pickle.writeInt(Integer.reverseBytes(utf8.length));
        pickle.write(utf8);
        value(pickle, value);
    }

    private static void value(DataOutputStream pickle, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            pickle.writeByte(flag ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
        } else if (value instanceof Integer number) {
            pickle.writeByte('J'); // BININT
            pickle.writeInt(Integer.reverseBytes(number));
        } else if (value instanceof Double number) {
            pickle.writeByte('G'); // BINFLOAT, big-endian
            pickle.writeDouble(number);
        } else if (value instanceof List<?> list) {
            global(pickle, "torch.jit._pickle", "build_intlist");
            pickle.writeBytes("](");
            for (Object element : list) {
                value(pickle, element);
            }
            pickle.writeBytes("e\u0085R"); // APPENDS, TUPLE1, REDUCE
        } else {
            throw new IllegalArgumentException(
                    "cannot pickle a " + value.getClass().getName() + ": " + value);
        }
    }

    private static void global(DataOutputStream pickle, String module, String name) throws IOException {
        pickle.writeBytes("c" + module + "\n" + name + "\n");
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
