package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.format.Findings;

/** Counts of public datasets as they are, taken once by other means (XML, JSON, CSV and text in Python). */
class RealDatasetsTest {
    @Test
    void bccdIsReadByItsImageSetsWithItsTwoEmptyBoxesNamed() {
        DetectionData data = DetectionData.open(RealData.folder("bccd"), 1);
        assertThat(data.format()).isEqualTo("Pascal VOC");
        assertThat(data.classes()).containsExactly("Platelets", "RBC", "WBC");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.GIVEN);
        assertThat(data.require(Split.TRAIN).images()).hasSize(205);
        assertThat(data.require(Split.VALIDATION).images()).hasSize(87);
        assertThat(data.require(Split.TEST).images()).hasSize(72);
        int boxes = 0;
        for (Split split : Split.values()) {
            boxes += data.require(split).boxes();
        }
        assertThat(boxes).isEqualTo(4888 - 2);
        assertThat(data.findings().of(Findings.Finding.Kind.BOX_EMPTY))
                .extracting(Findings.Finding::subject)
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
        assertThat(data.findings().count(Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE))
                .isEqualTo(191);
        assertThat(data.findings().of(Findings.Finding.Kind.ROOT_CATEGORY))
                .extracting(Findings.Finding::subject)
                .containsExactly("pieces");
        assertThat(data.findings().of(Findings.Finding.Kind.CLASS_WITHOUT_BOX))
                .extracting(Findings.Finding::subject)
                .containsExactly("bishop");
        assertThat(data.classes()).hasSize(13).startsWith("bishop", "black-bishop", "black-king");
        int boxes = 0;
        for (Split split : Split.values()) {
            boxes += data.require(split).boxes();
        }
        assertThat(boxes).isEqualTo(954);
    }

    @Test
    void facemaskIsReadFromItsTablesWithoutHeader() {
        DetectionData data = DetectionData.open(RealData.folder("facemask"), 1);
        assertThat(data.format()).isEqualTo("CSV");
        assertThat(data.classes()).containsExactly("mask_weared_incorrect", "with_mask", "without_mask");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.GIVEN);
        assertThat(data.require(Split.TRAIN).images()).hasSize(594);
        assertThat(data.require(Split.VALIDATION).images()).hasSize(169);
        assertThat(data.require(Split.TEST).images()).hasSize(85);
        assertThat(data.require(Split.TRAIN).boxes()).isEqualTo(2882);
        assertThat(data.require(Split.VALIDATION).boxes()).isEqualTo(637);
        assertThat(data.require(Split.TEST).boxes()).isEqualTo(502);
        assertThat(data.findings().all()).isEmpty();
    }

    @Test
    void aerialCarsIsReadFromDarknetsFilesWithItsListsLeftAlone() {
        DetectionData data = DetectionData.open(RealData.folder("aerial-cars"), 1);
        assertThat(data.format()).isEqualTo("YOLO");
        assertThat(data.classes()).containsExactly("car", "truck", "bus", "minibus", "cyclist");
        assertThat(data.splitOrigin()).isEqualTo(SplitNames.Origin.MADE);
        int images = 0;
        int boxes = 0;
        for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
            images += data.require(split).images().size();
            boxes += data.require(split).boxes();
        }
        assertThat(images).isEqualTo(46);
        assertThat(boxes).isEqualTo(1236);
        assertThat(data.findings().of(Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE))
                .extracting(Findings.Finding::subject)
                .containsExactly(
                        "DJI_0008.txt", "DJI_0011.txt", "DJI_0014.txt", "DJI_0026.txt", "DJI_0267.txt", "yakubava.txt");
        assertThat(data.findings().of(Findings.Finding.Kind.CLASS_WITHOUT_BOX))
                .extracting(Findings.Finding::subject)
                .containsExactly("cyclist");
    }
}
