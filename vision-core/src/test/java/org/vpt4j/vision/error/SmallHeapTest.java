package org.vpt4j.vision.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.weights.Safetensors;

/** Files that claim more than the heap holds are refused by a process with a heap of 32 MB, and it goes on. */
class SmallHeapTest {
    private static final long TEN_GIGABYTES = 10L << 30;

    @TempDir
    Path folder;

    @Test
    void whatAFileClaimsIsNotAllocated() throws Exception {
        Path claims = safetensors("claims", TEN_GIGABYTES, 64);
        Path sparse = safetensors("sparse", 1L << 30, 1L << 30);
        Path imageFile = folder.resolve("image.png");
        Files.write(imageFile, pngOf(12_000, 12_000));
        Path log = folder.resolve("log");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Reads.class.getName(),
                        claims.toString(),
                        sparse.toString(),
                        imageFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).as("%s", lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("WeightsException").contains("claims", "cut short");
        assertThat(lines.get(1)).startsWith("WeightsException").contains("sparse", "1024 MB", "-Xmx");
        assertThat(lines.get(2)).startsWith("ConfigException").contains("image.png", "411 MB", "-Xmx");
        assertThat(lines.get(3)).isEqualTo("still alive");
    }

    /** Reads one after the other and prints how each was refused. */
    static final class Reads {
        private Reads() {}

        public static void main(String[] args) {
            refused(() -> Safetensors.open(Path.of(args[0])).floats("a"));
            refused(() -> Safetensors.open(Path.of(args[1])).floats("a"));
            refused(() -> Image.read(Path.of(args[2])));
            System.out.println("still alive");
        }

        private static void refused(Runnable read) {
            try {
                read.run();
                System.out.println("read");
            } catch (VptException e) {
                System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }

    /** A file of one tensor that claims so many bytes and is backed by others; the disk holds none of them. */
    private Path safetensors(String name, long claimed, long backed) throws IOException {
        byte[] header = ("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + claimed / 4 + "],\"data_offsets\":[0," + claimed
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve(name);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            out.setLength(8 + header.length + backed);
        }
        return file;
    }

    /** A PNG's header and end with nothing between. */
    private static byte[] pngOf(int width, int height) {
        return ByteBuffer.allocate(45)
                .putLong(0x89504e470d0a1a0aL)
                .putInt(13)
                .putInt(0x49484452)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .putInt(0)
                .putInt(0)
                .putInt(0x49454e44)
                .putInt(0xae426082)
                .array();
    }
}
