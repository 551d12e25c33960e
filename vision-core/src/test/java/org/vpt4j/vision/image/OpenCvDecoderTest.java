package org.vpt4j.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenCvDecoderTest {
    @TempDir
    Path folder;

    @Test
    void nativeMemoryIsFreedWhenTheImageIsThere() throws IOException {
        ImageDecoder decoder = OpenCvDecoder.load().orElseThrow();
        EncodedImage good = EncodedImage.read(Images.golden("rgb.jpg"));
        EncodedImage bad = EncodedImage.read(Files.write(folder.resolve("bad.jpg"), new byte[] {1, 2, 3, 4}));
        assertThat(decoder.decode(good)).isPresent();
        long pointers = Pointer.totalCount();
        long bytes = Pointer.totalBytes();
        for (int i = 0; i < 20; i++) {
            assertThat(decoder.decode(good)).isPresent();
            Optional<Image> none = decoder.decode(bad);
            assertThat(none).isEmpty();
        }
        assertThat(Pointer.totalCount()).isEqualTo(pointers);
        assertThat(Pointer.totalBytes()).isEqualTo(bytes);
    }
}
