package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class TaskDetectorsTest {
    private static final Image IMAGE = Image.of(new ImageSize(20, 10), new byte[600]);

    @ParameterizedTest
    @CsvSource({
        "cells.safetensors, cells",
        "a/cells.safetensors b/cars.safetensors, cells cars",
        "runs/a/task.safetensors runs/b/task.safetensors, a b",
        "x/a/task.safetensors y/a/task.safetensors z/cars.safetensors, a a-2 z"
    })
    void aTaskIsNamedByItsFileOrWhereThatIsNotEnoughByItsFolder(String files, String names) {
        assertThat(TaskDetectors.names(Stream.of(files.split(" ")).map(Path::of).toList()))
                .containsExactly(names.split(" "));
    }

    @Test
    void classesOfAllTasksStandInOneListAndTheSurestDetectionComesFirst() {
        MadeUpDetector cells = new MadeUpDetector(List.of("RBC", "WBC"), 0.5);
        MadeUpDetector cars = new MadeUpDetector(List.of("car"), 0.7);
        List<TaskGroup> two = List.of(new TaskGroup.SingleTask("cars", cars), new TaskGroup.SingleTask("cells", cells));
        try (TaskDetectors tasks = new TaskDetectors(List.of("cells", "cars"), two, OptionalDouble.empty())) {
            assertThat(tasks.categories().all())
                    .extracting(Categories.Category::label)
                    .containsExactly("cells/RBC", "cells/WBC", "cars/car");

            List<Detection> found = tasks.detect(List.of(IMAGE)).get(0);

            assertThat(found).extracting(Detection::classIndex).containsExactly(2, 0);
            assertThat(found)
                    .extracting(Detection::score)
                    .as("each task's own threshold")
                    .containsExactly(0.7, 0.5);
        }
        assertThat(List.of(cells, cars)).allMatch(MadeUpDetector::closed);
    }

    @Test
    void oneScoreHoldsForAllTasks() {
        List<TaskGroup> one = List.of(new TaskGroup.SingleTask("cells", new MadeUpDetector(List.of("RBC"), 0.5)));
        try (TaskDetectors tasks = new TaskDetectors(List.of("cells"), one, OptionalDouble.of(0.25))) {
            assertThat(tasks.categories().all())
                    .extracting(Categories.Category::label)
                    .containsExactly("RBC");
            assertThat(tasks.detect(List.of(IMAGE)).get(0).get(0).score()).isEqualTo(0.25);
        }
    }
}
