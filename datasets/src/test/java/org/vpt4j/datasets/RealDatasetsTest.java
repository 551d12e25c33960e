package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.findings.Finding;
import org.vpt4j.datasets.findings.FindingKind;

/** Counts of two public datasets as they are, taken once by other means (XML and JSON in Python). */
class RealDatasetsTest {
    @Test
    void bccdIsReadByItsImageSetsWithItsTwoEmptyBoxesNamed() {
        DetectionData data = DetectionData.open(RealData.folder("bccd"), 1);
        assertThat(data.format()).isEqualTo("Pascal VOC");
        assertThat(data.classes()).containsExactly("Platelets", "RBC", "WBC");
        assertThat(data.splitOrigin()).isEqualTo(SplitOrigin.GIVEN);
        assertThat(data.require(Split.TRAIN).images()).hasSize(205);
        assertThat(data.require(Split.VALIDATION).images()).hasSize(87);
        assertThat(data.require(Split.TEST).images()).hasSize(72);
        int boxes = 0;
        for (Split split : Split.values()) {
            boxes += data.require(split).boxes();
        }
        assertThat(boxes).isEqualTo(4888 - 2);
        assertThat(data.findings().of(FindingKind.BOX_EMPTY))
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder(
                        "BCCD/JPEGImages/BloodImage_00338.jpg", "BCCD/JPEGImages/BloodImage_00343.jpg");
        assertThat(data.findings().all()).hasSize(2);
        assertThat(data.fingerprint())
                .matches("[0-9a-f]{64}")
                .isEqualTo(DetectionData.open(RealData.folder("bccd"), 2).fingerprint());
    }

    @Test
    void chessNamesItsAbsentImagesAndItsRootCategory() {
        DetectionData data = DetectionData.open(RealData.folder("chess"), 1);
        assertThat(data.format()).isEqualTo("COCO");
        assertThat(data.require(Split.TRAIN).images()).hasSize(68);
        assertThat(data.require(Split.VALIDATION).images()).hasSize(20);
        assertThat(data.require(Split.TEST).images()).hasSize(10);
        assertThat(data.findings().count(FindingKind.ANNOTATION_WITHOUT_IMAGE)).isEqualTo(191);
        assertThat(data.findings().of(FindingKind.ROOT_CATEGORY))
                .extracting(Finding::subject)
                .containsExactly("pieces");
        assertThat(data.findings().of(FindingKind.CLASS_WITHOUT_BOX))
                .extracting(Finding::subject)
                .containsExactly("bishop");
        assertThat(data.classes()).hasSize(13).startsWith("bishop", "black-bishop", "black-king");
        int boxes = 0;
        for (Split split : Split.values()) {
            boxes += data.require(split).boxes();
        }
        assertThat(boxes).isEqualTo(954);
    }
}
