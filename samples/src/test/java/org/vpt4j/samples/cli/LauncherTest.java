package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.files.FileTree;

/** What {@code ./vpt4j} makes of the place where it is started: a Java in its place says how it was called. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "vpt4j");

    @TempDir
    Path temp;

    private Path home;
    private Path java;

    /** An installation that has been built. */
    @BeforeEach
    void install() throws IOException {
        assumeThat(LAUNCHER).isRegularFile();
        assumeThat(Path.of("/bin/bash")).isExecutable();
        home = Files.createDirectories(temp.resolve("größe 大 x"));
        Files.copy(LAUNCHER, home.resolve("vpt4j"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String module : List.of("vision-core", "datasets", "detect-heads", "samples")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.createFile(home.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(home.resolve("pom.xml"));
        java = temp.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/bash\nprintf '%s\\n' \"$LC_ALL\" \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path app = Files.createDirectories(home.resolve("samples/target/app/lib"));
        Files.createFile(app.resolve("vpt4j.jar"));
        Path stamp = Files.writeString(app.resolveSibling("built"), java + " ");
        Files.setLastModifiedTime(stamp, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    }

    private record Outcome(int code, List<String> out, String err) {
        String option(String start) {
            return out.stream()
                    .filter(word -> word.startsWith(start))
                    .findFirst()
                    .orElse("");
        }
    }

    private Outcome start(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("vpt4j").toString(), "data", "doctor");
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("VPT4J_"));
        builder.environment().putAll(Map.of("JAVA_HOME", temp.resolve("jdk").toString(), "TMPDIR", temp.toString()));
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Path out = temp.resolve("out.txt");
        Path err = temp.resolve("err.txt");
        Process process = builder.directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(
                process.exitValue(),
                new ArrayList<>(Files.readAllLines(out, StandardCharsets.UTF_8)),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void namesAreUtf8InALocaleWithoutIt() throws Exception {
        Outcome outcome = start(Map.of("LC_ALL", "C"));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().get(0)).matches("(?i).*utf-?8");
        assertThat(outcome.out()).endsWith("org.vpt4j.samples.cli.Main", "data", "doctor");
        assertThat(outcome.out())
                .contains(home.resolve("samples/target/app/lib/vpt4j.jar").toString());
    }

    @Test
    void aUserWithoutAHomeFolderHasACacheElsewhere() throws Exception {
        for (String missing : List.of("", "/nowhere/at/all")) {
            Outcome outcome = start(Map.of("HOME", missing));
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.option("-Duser.home=")).startsWith("-Duser.home=" + temp + "/vpt4j-");
            assertThat(outcome.err()).contains("cannot be written").contains("VPT4J_CACHE");
            assertThat(temp.resolve("?")).doesNotExist();
        }
    }

    @Test
    void theCacheCanBeNamed() throws Exception {
        Outcome outcome =
                start(Map.of("HOME", "", "VPT4J_CACHE", temp.resolve("mine").toString()));
        assertThat(outcome.option("-Duser.home=")).isEqualTo("-Duser.home=" + temp.resolve("mine"));
        assertThat(outcome.err()).isEmpty();
        assertThat(temp.resolve("mine")).isDirectory();
    }

    @Test
    void whereNothingCanBeWrittenTheVariableIsNamed() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        Outcome outcome =
                start(Map.of("HOME", "", "VPT4J_CACHE", file.resolve("below").toString()));
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("set VPT4J_CACHE to a folder that can");
    }

    @Test
    void whoCannotBuildIsToldSo() throws Exception {
        Path target = home.resolve("samples/target");
        FileTree.delete(target);
        Files.createFile(target); // no folder, and none can be made, even by root
        Outcome outcome = start(Map.of());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("the program is not built, or has changed since, and " + target + " cannot be written")
                .doesNotContain("Permission denied");
    }

    @Test
    void aHomeFolderThatCanBeWrittenIsUsed() throws Exception {
        Path own = Files.createDirectories(temp.resolve("häuser"));
        Outcome outcome = start(Map.of("HOME", own.toString()));
        assertThat(outcome.option("-Duser.home=")).isEqualTo("-Duser.home=" + own);
        assertThat(outcome.err()).isEmpty();
    }
}
