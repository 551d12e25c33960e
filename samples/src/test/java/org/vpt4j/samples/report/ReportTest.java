package org.vpt4j.samples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.train.RunDirectory;

class ReportTest {
    @TempDir
    private Path folder;

    @Test
    void oneFileHoldsEverySectionAndNeedsNothingBesideIt() throws IOException {
        List<LabelledImage> images = MadeUpRun.images(folder, 8);
        RunOutcome made = MadeUpRun.of(images);
        Optional<Measurement> measured = Optional.of(made.facts().measured());
        Continuation continued = new Continuation(
                "runs/a/task.safetensors",
                List.of(new Continuation.Part("old data", "cells", measured, measured)),
                List.of("1 image left out"));
        RunOutcome run = new RunOutcome(
                new RunDirectory(folder.resolve("out")), made.facts(), made.evaluation(), Optional.of(continued));

        run.writeReport();

        Path file = folder.resolve("out/report.html");

        String html = Files.readString(file);
        RunReport.SECTIONS.forEach(section -> assertThat(html).contains("<h2>" + section.title() + "</h2>"));
        assertThat(html)
                .contains("data:image/jpeg;base64,", "<svg class=\"chart\"", "prefers-color-scheme: dark")
                .doesNotContain("<script", "src=\"http", "href=\"http", "<link");
        assertThat(html).contains(Html.fraction(run.evaluation().metrics().ap50()));
        assertThat(Files.size(file)).isLessThan(4_000_000L);
    }

    @Test
    void textOfTheUserIsEscaped() {
        assertThat(RunReport.html(MadeUpRun.of(MadeUpRun.images(folder, 1))))
                .contains("W&lt;B&gt;C", "on 1 test image;");
    }

    @Test
    void theSameRunGivesTheSameReport() {
        RunOutcome run = MadeUpRun.of(MadeUpRun.images(folder, 3));

        assertThat(RunReport.html(run)).isEqualTo(RunReport.html(run));
    }
}
