package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.samples.cli.TinyWorld;

/** {@code compare --start-from none,TASK}: every method is trained from each start. */
class ComparedStartsTest {
    @TempDir
    private Path folder;

    @Test
    void aMethodFromTwoStartsIsTwoCells() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        TinyComparison first = new TinyComparison(world);
        first.methods = List.of("head-only");
        first.run();
        Path start = Files.move(tasks(first.out()).get(0), folder.resolve("start.safetensors"));

        TinyComparison both = new TinyComparison(world);
        both.methods = List.of(Cell.named("head-only", "none"), Cell.named("head-only", start.toString()));
        ComparisonData data = both.run();

        assertThat(data.finished()).extracting(CellSummary::method).containsExactlyInAnyOrderElementsOf(both.methods);
        assertThat(data.find("head-only")).isPresent();
        assertThat(tasks(both.out()))
                .extracting(file -> TaskFile.read(file).provenance().start().map(Task.Provenance.Start::name))
                .filteredOn(from -> from.isPresent())
                .hasSize(1);
    }

    @Test
    void theNameOfACellIsReadBack() {
        Cell cell = new Cell(Cell.named("vpt-deep+bitfit", "objects"), Shots.ALL, "vit");
        assertThat(cell.tuning()).isEqualTo("vpt-deep+bitfit");
        assertThat(cell.start()).contains("objects");
        assertThat(new Cell("full", Shots.ALL, "vit").start()).isEmpty();
        assertThat(cell.folder()).matches("[A-Za-z0-9+._-]+");
    }

    private static List<Path> tasks(Path out) throws Exception {
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(file -> file.endsWith("task.safetensors")).toList();
        }
    }
}
