package org.vpt4j.samples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.vision.files.CacheFolder;

class SampleDataTest {
    @TempDir
    Path cache;

    @Test
    void theSampleUnpacksAndIsCleanWithAllClassesInEachSplit() {
        Path folder = CacheFolder.unpack(SampleData.class.getClassLoader(), "org/vpt4j/samples/bccd-sample", cache);
        DetectionData data = DetectionData.open(folder, 1);
        assertThat(data.findings().summary()).isEmpty();
        assertThat(data.classes()).containsExactly("Platelets", "RBC", "WBC");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.VALIDATION_HELD_OUT);
        assertThat(data.require(Split.TRAIN).images()).hasSize(61);
        assertThat(data.require(Split.VALIDATION).images()).hasSize(15);
        assertThat(data.require(Split.TEST).images()).hasSize(24);
        for (Split split : Split.values()) {
            assertThat(boxesPerClass(data.require(split))).as(split.key()).allSatisfy(count -> assertThat(count)
                    .isGreaterThanOrEqualTo(10));
        }
    }

    private static Integer[] boxesPerClass(DetectionDataset split) {
        Integer[] counts = new Integer[split.classes().size()];
        Arrays.fill(counts, 0);
        split.images().forEach(image -> image.annotations().forEach(box -> counts[box.classIndex()]++));
        return counts;
    }
}
