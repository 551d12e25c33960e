package org.vpt4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.TinyFiles;

/** Objects in videos of which a file has only the key frames, moved from one to the next as CVAT does. */
class VideoTracksTest {
    @TempDir
    private Path root;

    private final Findings.Collector findings = new Findings.Collector(true, false);

    private void video(int images, String tracks) {
        TinyFiles files = new TinyFiles(root);
        for (int i = 0; i < images; i++) {
            files.image("images/" + CvatFile.Frames.name(i) + ".png", 100, 80);
        }
        files.text(
                "annotations.xml",
                "<annotations><meta><task><size>6</size><start_frame>0</start_frame><stop_frame>5</stop_frame></task></meta>\n"
                        + tracks + "</annotations>");
    }

    private static String box(int frame, int outside, int key, int left) {
        return "<box frame=\"" + frame + "\" outside=\"" + outside + "\" keyframe=\"" + key + "\" xtl=\"" + left
                + "\" ytl=\"20\" xbr=\"" + (left + 10) + "\" ybr=\"60\"></box>\n";
    }

    private List<String> boxes() {
        return ReadBoxes.in(root, DatasetReading.automatic(), findings);
    }

    private List<String> interpolated() {
        return findings.collected().of(Findings.Finding.Kind.INTERPOLATED).stream()
                .map(finding -> finding.position() + ": " + finding.subject() + ", " + finding.detail())
                .toList();
    }

    @Test
    void aBoxMovesInEqualStepsBetweenKeyFramesUntilItIsOutside() {
        video(6, "<track label=\"car\">\n" + box(0, 0, 1, 10) + box(2, 0, 1, 30) + box(4, 1, 1, 20) + "</track>");

        assertThat(boxes())
                .containsExactly(
                        "images/frame_000000.png car [10, 20, 20, 60]",
                        "images/frame_000001.png car [20, 20, 30, 60]",
                        "images/frame_000002.png car [30, 20, 40, 60]",
                        "images/frame_000003.png car [25, 20, 35, 60]");
        assertThat(interpolated())
                .containsExactly(
                        "annotations.xml line 3: car, frame 1, between key frames 0 and 2",
                        "annotations.xml line 4: car, frame 3, between key frames 2 and 4");
    }

    @Test
    void theLastKeyFrameHoldsUntilTheEndOfTheVideo() {
        video(6, "<track label=\"car\">\n" + box(3, 0, 1, 10) + "</track>");

        assertThat(boxes())
                .containsExactly(
                        "images/frame_000003.png car [10, 20, 20, 60]",
                        "images/frame_000004.png car [10, 20, 20, 60]",
                        "images/frame_000005.png car [10, 20, 20, 60]");
        assertThat(interpolated()).containsExactly("annotations.xml line 3: car, frames 4 to 5, after key frame 3");
    }

    @Test
    void anExportWithAllFramesIsTakenAsItIs() {
        video(6, "<track label=\"car\">\n" + box(0, 0, 1, 10) + box(1, 0, 0, 20) + box(2, 0, 0, 25) + "</track>");

        assertThat(boxes())
                .containsExactly(
                        "images/frame_000000.png car [10, 20, 20, 60]",
                        "images/frame_000001.png car [20, 20, 30, 60]",
                        "images/frame_000002.png car [25, 20, 35, 60]");
        assertThat(interpolated()).isEmpty();
    }

    @Test
    void framesThatWereNotExtractedAreNotMissed() {
        video(1, "<track label=\"car\">\n" + box(0, 0, 1, 10) + box(4, 0, 1, 30) + "</track>");

        assertThat(boxes()).containsExactly("images/frame_000000.png car [10, 20, 20, 60]");
        assertThat(findings.collected().of(Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE))
                .extracting(Findings.Finding::subject)
                .containsExactly("frame_000004");
    }
}
