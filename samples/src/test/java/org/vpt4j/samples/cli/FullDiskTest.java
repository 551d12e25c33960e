package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, and a limit on the size of a file. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    @TempDir
    static Path shared;

    /** Bytes of a checkpoint. */
    private static long checkpoint;

    @TempDir
    Path folder;

    /** Also unpacks the native libraries, which a limit must not hit. */
    @BeforeAll
    static void measureACheckpoint() throws IOException {
        TinyWorld world = TinyWorld.in(shared);
        assertThat(CapturedRun.of(train(world, "run")).code()).isZero();
        checkpoint = Files.size(world.path("run/checkpoint.safetensors"));
    }

    @Test
    void aRunThatMeetsAFullDiskSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(world.path("disk")), checkpoint * 3 / 2)) {
            CapturedRun full = CapturedRun.of(train(world, "disk/run"));

            assertToldOfTheFullDisk(full);
            assertThat(full.err()).contains("disk/run/");
            assertNoPart(world.path("disk"));

            disk.resize(checkpoint * 4);
            CapturedRun resumed = CapturedRun.of(
                    List.of("train", "--resume", "--out", world.path("disk/run").toString()));

            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(world.path("disk/run/report.html")).isNotEmptyFile();
        }
    }

    @Test
    void aDiskThatIsFullFromTheBeginningHoldsNoHalfFile() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(world.path("disk")), checkpoint / 2)) {
            assertToldOfTheFullDisk(CapturedRun.of(train(world, "disk/run")));

            assertNoPart(world.path("disk"));
            disk.resize(checkpoint * 4);
            assertThat(CapturedRun.of(train(world, "disk/run")).code())
                    .as("the same command again, with room")
                    .isZero();
        }
    }

    @Test
    void aLimitOnTheSizeOfAFileIsTold() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        List<String> limited = VptProcess.withFilesUpTo(checkpoint / 2048);
        try (VptProcess process = VptProcess.start(folder, limited, train(world, "run"))) {
            assertThat(process.code()).as(process.err()).isEqualTo(1);
            assertThat(process.lastLine())
                    .startsWith("vpt4j: cannot write ")
                    .contains("run/checkpoint.safetensors", "larger than the system allows");
            assertThat(process.err()).doesNotContain("\tat ", "Exception");
            assertThat(process.out()).isEmpty();
        }
        assertNoPart(folder);
        assertThat(world.path("run/checkpoint.safetensors")).doesNotExist();
    }

    private static List<String> train(TinyWorld world, String out) {
        return List.of(
                "train",
                "--config",
                world.path("tiny.yaml").toString(),
                "--out",
                world.path(out).toString());
    }

    private static void assertToldOfTheFullDisk(CapturedRun run) {
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("vpt4j: cannot write ").contains("the disk is full; make room");
        assertThat(run.err() + run.progress()).doesNotContain("\tat ", "Exception");
        assertThat(run.out()).isEmpty();
    }

    private static void assertNoPart(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }
}
