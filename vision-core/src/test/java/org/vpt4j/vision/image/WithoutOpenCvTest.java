package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java process whose class path has OpenCV's classes but none of its native libraries. */
class WithoutOpenCvTest {
    @TempDir
    Path folder;

    @Test
    void imagesAreReadWithImageIo() throws Exception {
        assertThat(output("turned.png")).isEqualTo("OpenCV false, Image 48x64");
    }

    @Test
    void aImageThatOnlyOpenCvReadsIsRefusedByName() throws Exception {
        assertThat(output("rgb.webp")).contains("ImageException", "rgb.webp: is not an image in a supported format");
    }

    private String output(String buffered) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("bytedeco") || entry.matches(".*-[0-9.]+\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        classPath,
                        WithoutOpenCvTest.class.getName(),
                        Images.golden(buffered).toString()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8).strip();
    }

    public static void main(String[] arguments) {
        Image image = Image.read(Path.of(arguments[0]));
        System.out.println("OpenCV " + OpenCvDecoder.load().isPresent() + ", " + image);
    }
}
