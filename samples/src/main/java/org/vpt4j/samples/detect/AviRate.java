package org.vpt4j.samples.detect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.vpt4j.vision.error.FileException;

/**
 * The frames a second in the headers of an AVI ({@code dwMicroSecPerFrame} of the file, {@code dwRate / dwScale} of the
 * stream), of which OpenCV writes the whole number only: 29.97 would become 29, and the video three percent slower.
 */
final class AviRate {
    private static final int HEADER = 512;
    private static final int CHUNK = 8; // its name and its length stand before its fields
    private static final int SCALE = 20; // behind type, handler, flags, priorities and first frame
    private static final int PARTS = 1_000;

    private AviRate() {}

    /** @throws FileException if the file cannot be changed */
    static void set(Path avi, double rate) {
        try (FileChannel file = FileChannel.open(avi, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.read(header, 0);
            String text = new String(header.array(), StandardCharsets.ISO_8859_1);
            put(file, text.indexOf("avih") + CHUNK, (int) Math.round(1e6 / rate));
            put(file, text.indexOf("strh") + CHUNK + SCALE, PARTS, (int) Math.round(rate * PARTS));
        } catch (IOException e) {
            throw new FileException("cannot write the video " + avi.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static void put(FileChannel file, int at, int... fields) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * fields.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int field : fields) {
            bytes.putInt(field);
        }
        file.write(bytes.flip(), at);
    }
}
