package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.TinyFiles;

/** Boxes by frame, by centre, and in one cell. */
class ExportedBoxesTest {
    @TempDir
    private Path root;

    private final Findings.Collector findings = new Findings.Collector(true, false);

    private TinyFiles files() {
        return new TinyFiles(root);
    }

    private List<String> boxes() {
        return ReadBoxes.in(root, DatasetReading.automatic(), findings);
    }

    @Test
    void cvatsTracksAreBoxesInTheFramesOfAVideo() {
        files().image("images/frame_000000.png", 100, 80)
                .image("images/frame_000001.png", 100, 80)
                .image("images/frame_000002.png", 100, 80)
                .text(
                        "annotations.xml",
                        """
                        <annotations><version>1.1</version>
                         <meta><task><size>900</size><start_frame>0</start_frame>
                          <labels><label><name>cat</name></label></labels>
                          <original_size><width>100</width><height>80</height></original_size></task></meta>
                         <track id="0" label="cat">
                          <box frame="0" outside="0" keyframe="1" xtl="10" ytl="20" xbr="30" ybr="60">
                           <attribute name="crowd">true</attribute></box>
                          <box frame="1" outside="1" keyframe="1" xtl="10" ytl="20" xbr="30" ybr="60"></box>
                          <box frame="7" outside="0" keyframe="0" xtl="1" ytl="2" xbr="3" ybr="4"></box>
                         </track>
                         <track id="1" label="cat">
                          <box frame="0" outside="0" keyframe="1" xtl="1" ytl="2" xbr="3" ybr="4"></box>
                          <box frame="1" outside="1" keyframe="1" xtl="1" ytl="2" xbr="3" ybr="4"></box>
                         </track>
                        </annotations>""");

        assertThat(boxes())
                .containsExactly(
                        "images/frame_000000.png cat [10, 20, 30, 60]", "images/frame_000000.png cat [1, 2, 3, 4]");
        List<DatasetEntries.ImageEntry> images =
                new CvatFormat().read(root, new Findings.Collector()).allImages();
        assertThat(images)
                .extracting(DatasetEntries.ImageEntry::name)
                .containsExactly("images/frame_000000.png", "images/frame_000001.png", "images/frame_000002.png");
        assertThat(images.get(0).width()).isEqualTo(100);
        assertThat(images.get(0).boxes())
                .extracting(DatasetEntries.BoxEntry::crowd)
                .containsExactly(true, false);
        assertThat(findings.collected().all())
                .extracting(finding -> finding.kind() + " " + finding.subject())
                .containsExactly("annotation whose image is missing frame_000007");
    }

    @Test
    void createMlsBoxesAreCentresAndSizes() {
        files().image("train/a.png", 100, 80)
                .image("train/b.png", 100, 80)
                .image("valid/c.png", 100, 80)
                .text(
                        "train/_annotations.createml.json",
                        """
                        [{"image": "a.png", "annotations": [
                           {"label": "cat", "coordinates": {"x": 20, "y": 30, "width": 10, "height": 20}},
                           {"label": "dog", "coordinates": {"x": 20, "y": 30, "width": "wide", "height": 20}}]},
                         {"image": "b.png", "annotations": []}]""")
                .text(
                        "valid/_annotations.createml.json",
                        """
                        [{"imagefilename": "c.png", "annotation": [
                           {"coordinates": {"y": 10.5, "x": 50, "height": 5, "width": 4}, "label": "cat"}]}]""");

        assertThat(boxes())
                .containsExactly("train train/a.png cat [15, 20, 25, 40]", "val valid/c.png cat [48, 8, 52, 13]");
        assertThat(findings.collected().of(Findings.Finding.Kind.ANNOTATION_BROKEN))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail())
                        .isEqualTo("train/_annotations.createml.json [0].annotations[1].coordinates.width: expected a"
                                + " number, but found \"wide\""));
    }

    @Test
    void aTableMayHaveABoxInOneCellAndNoClasses() {
        files().image("train/b6ab77fd7.png", 100, 80)
                .image("train/empty.png", 100, 80)
                .text(
                        "train.csv",
                        """
                        image_id,width,height,bbox,source
                        b6ab77fd7,100,80,"[8.0, 22.5, 56.0, 36.0]",usask_1
                        b6ab77fd7,100,80,"[1 2 3 4]",usask_1
                        b6ab77fd7,100,80,"[1, 2, 3]",usask_1
                        empty,100,80,,usask_1
                        """);

        assertThat(boxes())
                .containsExactly(
                        "train train/b6ab77fd7.png object [8, 22.50, 64, 58.50]",
                        "train train/b6ab77fd7.png object [1, 2, 4, 6]");
        assertThat(findings.collected().of(Findings.Finding.Kind.ANNOTATION_BROKEN))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("line 4: bbox must be"));
    }
}
