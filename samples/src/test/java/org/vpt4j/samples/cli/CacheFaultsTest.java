package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happens to cached features when the process is killed, or the disk has no room for them. */
class CacheFaultsTest {
    private static final int VIEWS = 30;

    @TempDir
    private Path folder;

    private TinyWorld world;

    @BeforeEach
    void makeAWorld() throws IOException {
        world = TinyWorld.in(folder);
    }

    @Test
    void aRunThatIsKilledWhileItCachesUsesTheViewsThatAreWholeAndEndsAsIfItHadNotBeen() throws Exception {
        CapturedRun unbroken = CapturedRun.of(training("whole", "cache of whole", List.of()));
        assertThat(unbroken.code()).as(unbroken.err()).isZero();
        assertThat(views("cache of whole")).hasSize(1 + VIEWS + 1);

        try (VptProcess killed =
                VptProcess.start(folder, List.of(), training("broken", "cache", List.of("--resume")))) {
            killed.await(() -> views("cache").size() >= 3);
            killed.signal("KILL");
            killed.code();
        }
        int whole = views("cache").size();
        assertThat(whole).as("views before the kill").isBetween(3, VIEWS);

        CapturedRun again = CapturedRun.of(training("broken", "cache", List.of("--resume")));

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.progress()).contains("; " + whole + " of " + (1 + VIEWS + 1) + " files from former runs");
        try (Stream<Path> all = Files.list(world.path("cache"))) {
            assertThat(all).allMatch(file -> file.toString().endsWith(".features"));
        }
        SameTasks.assertSame(world.path("whole/task.safetensors"), world.path("broken/task.safetensors"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskWithoutRoomForTheFeaturesIsToldBeforeAnyIsComputed() throws Exception {
        Path disk = Files.createDirectory(world.path("disk"));
        try (SmallDisk small = SmallDisk.mount(disk, 1 << 18)) {
            CapturedRun full = CapturedRun.of(training("run", "disk/cache", List.of()));

            assertThat(full.code()).isEqualTo(1);
            assertThat(full.err())
                    .startsWith("vpt4j: the disk of " + disk.resolve("cache") + " has room for ")
                    .contains("but the features take another ", "--cache-dir", "--views", "--cache off");
            assertThat(views("disk/cache")).isEmpty();

            small.resize(1 << 24);
            assertThat(CapturedRun.of(training("run", "disk/cache", List.of("--resume")))
                            .code())
                    .as("the same command with room")
                    .isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereWritingEndsInTheMiddleOfAViewNothingHalfIsLeft() throws Exception {
        CapturedRun.of(training("whole", "cache of whole", List.of())); // also unpacks the native libraries
        long kilobytes = Files.size(views("cache of whole").get(0)) / 2048;
        List<String> limited = VptProcess.withFilesUpTo(kilobytes);

        try (VptProcess process = VptProcess.start(folder, limited, training("run", "cache", List.of()))) {
            assertThat(process.code()).as(process.err()).isEqualTo(1);
            assertThat(process.lastLine())
                    .startsWith("vpt4j: cannot write ")
                    .contains(".features", "larger than the system allows");
            assertThat(process.err()).doesNotContain("\tat ", "Exception");
        }
        Path cache =
                Files.createDirectories(world.path("cache")); // the trial that times the run may have failed before
        try (Stream<Path> all = Files.walk(cache)) {
            assertThat(all).noneMatch(Files::isRegularFile);
        }
    }

    private List<String> training(String run, String cache, List<String> more) {
        List<String> words = new ArrayList<>(List.of("train", "--config"));
        words.add(world.path("tiny.yaml").toString());
        words.addAll(List.of("--method", "head-only", "--tokens", ""));
        words.addAll(List.of("--cache", "on", "--views", Integer.toString(VIEWS)));
        words.addAll(List.of("--cache-dir", world.path(cache).toString()));
        words.addAll(List.of("--out", world.path(run).toString()));
        words.addAll(more);
        return words;
    }

    /** The files of views that are complete. */
    private List<Path> views(String cache) {
        if (!Files.isDirectory(world.path(cache))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(world.path(cache))) {
            return all.filter(file -> file.toString().endsWith(".features")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
