package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** What is read from the pipe, with a program in ffmpeg's place that says what ffmpeg says. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program in ffmpeg's place is a shell script")
class FfmpegVideoTest {
    @TempDir
    private Path folder;

    @Test
    void framesAreReadWithTheirPixelsAndTheRateIsExact() throws IOException {
        try (VideoDecoder video = FfmpegVideo.ofFile(program("abcdefghijklmnopqr", "ABCDEFGHIJKLMNOPQR"), "clip.mp4")
                .orElseThrow()) {
            assertThat(video.rate()).isCloseTo(29.97003, within(1e-5));
            assertThat(video.declared()).isEqualTo(-1);

            Image first = video.read().orElseThrow();
            assertThat(first.size()).isEqualTo(new ImageSize(3, 2));
            assertThat(first.rgb()).asString().isEqualTo("abcdefghijklmnopqr");
            assertThat(video.read().orElseThrow().rgb()).asString().isEqualTo("ABCDEFGHIJKLMNOPQR");
            assertThat(video.read()).isEmpty();
        }
    }

    @Test
    void framesAreSkipped() throws IOException {
        try (VideoDecoder video = FfmpegVideo.ofFile(program("abcdefghijklmnopqr", "ABCDEFGHIJKLMNOPQR"), "clip.mp4")
                .orElseThrow()) {
            assertThat(video.skip()).isTrue();
            assertThat(video.read().orElseThrow().rgb()).asString().startsWith("ABC");
            assertThat(video.skip()).isFalse();
        }
    }

    @Test
    void eachFrameHasItsOwnTimeAlsoWhereFramesAreSkipped() throws IOException {
        String log = "printf '[Parsed_showinfo_0 @ 0x5] n:%4d pts: %6d pts_time:%s duration: 1\\n' "
                + "0 0 0 1 512 0.04 2 19200 1.5 >&2; echo 'frame side data' >&2";
        try (VideoDecoder video = FfmpegVideo.ofFile(
                        loggingProgram(log, "abcdefghijklmnopqr", "ABCDEFGHIJKLMNOPQR", "abcdefghijklmnopqr"),
                        "clip.mp4")
                .orElseThrow()) {
            video.read();
            assertThat(video.seconds()).hasValue(0);
            video.skip();
            assertThat(video.seconds()).hasValue(0.04);
            video.read();
            assertThat(video.seconds()).hasValue(1.5);
        }
    }

    @Test
    void withoutTimesInTheLogTheRateIsConstant() throws IOException {
        try (VideoDecoder video =
                FfmpegVideo.ofFile(program("abcdefghijklmnopqr"), "clip.mp4").orElseThrow()) {
            assertThat(video.read()).isPresent();
            assertThat(video.seconds()).isEmpty();
        }
    }

    @Test
    void anOlderProgramKnowsAnotherOption() throws IOException {
        String program = script("case \"$*\" in *-fps_mode*) exit 1;; *yuv4mpegpipe*) echo 'YUV4MPEG2 W3 H2 F25:1';;"
                + " *'-vsync passthrough'*) printf 'P6\\n3 2\\n255\\nabcdefghijklmnopqr';; esac");
        try (VideoDecoder video = FfmpegVideo.ofFile(program, "clip.mp4").orElseThrow()) {
            assertThat(video.rate()).isEqualTo(25);
            assertThat(video.read()).isPresent();
            assertThat(video.read()).isEmpty();
        }
    }

    @Test
    void aFrameThatEndsTooEarlyIsTold() throws IOException {
        try (VideoDecoder video = FfmpegVideo.ofFile(program("abcdefghijklmnopqr", "ABC"), "clip.mp4")
                .orElseThrow()) {
            assertThat(video.read()).isPresent();
            assertThatThrownBy(video::read)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("ffmpeg stopped before the end");
        }
    }

    @Test
    void withoutTheProgramOrAVideoThereIsNothing() throws IOException {
        assertThat(FfmpegVideo.ofFile(folder.resolve("none").toString(), "clip.mp4"))
                .isEmpty();
        assertThat(FfmpegVideo.ofFile(script("exit 1"), "clip.mp4")).isEmpty();
    }

    /** Its file must be {@code clip.mp4}; its frames have 3x2 pixels, a letter for each value. */
    private String program(String... frames) throws IOException {
        return loggingProgram(":", frames);
    }

    private String loggingProgram(String log, String... frames) throws IOException {
        StringBuilder text = new StringBuilder("case \"$*\" in\n");
        text.append("*file:clip.mp4*yuv4mpegpipe*) echo 'YUV4MPEG2 W3 H2 F30000:1001 Ip A1:1 C420jpeg';;\n");
        text.append("*file:clip.mp4*ppm*) ").append(log).append("; printf '");
        for (String frame : frames) {
            text.append("P6\\n3 2\\n255\\n").append(frame);
        }
        return script(text.append("';;\n*) exit 1;;\nesac").toString());
    }

    private String script(String text) throws IOException {
        Path script = folder.resolve("ffmpeg");
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }
}
