package org.vpt4j.samples.run;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingPlan;
import org.vpt4j.samples.report.History;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Machine;
import org.vpt4j.samples.report.ReportData;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;

/** Puts together what a run's report tells. */
final class RunReport {
    private RunReport() {}

    static ReportData of(RunOutcome outcome, String command, List<String> findings) {
        RunDirectory run = outcome.training().run();
        Evaluation evaluation = outcome.evaluation();
        List<String> classes = outcome.task().classes();
        return new ReportData(
                TrainingRun.names(classes) + ": " + outcome.config().method() + " on "
                        + outcome.config().backbone(),
                summary(outcome),
                new ReportData.Recipe(
                        command,
                        outcome.config().toYaml(),
                        outcome.config().seed(),
                        versions(outcome),
                        Machine.describe()),
                History.read(run.metrics()),
                new ReportData.Evaluation(
                        outcome.split().key(),
                        classes,
                        evaluation.metrics(),
                        evaluation.operatingPoints(),
                        evaluation.images().stream()
                                .map(result -> new ReportData.Result(result.image(), result.found()))
                                .toList()),
                size(outcome),
                new ReportData.Cost(outcome.times(), outcome.peakMemory()),
                findings);
    }

    private static String summary(RunOutcome outcome) {
        TrainingPlan plan = outcome.training().plan();
        String split = outcome.split().key();
        return String.format(
                Locale.ROOT,
                "%s with a small head on the frozen encoder %s, learned from %s in %s at %s px, reaches"
                        + " AP50 %s on %s; %s in all.",
                outcome.config().method(),
                outcome.config().backbone(),
                Counted.of(plan.trainingImages(), "image", "images"),
                Counted.of(outcome.training().history().size(), "epoch", "epochs"),
                plan.input(),
                Html.fraction(outcome.evaluation().metrics().ap50()),
                Counted.of(outcome.evaluation().images().size(), split + " image", split + " images"),
                Html.time(outcome.total()));
    }

    private static Map<String, String> versions(RunOutcome outcome) {
        Engine engine = Engine.getEngine("PyTorch");
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("vpt4j", outcome.task().provenance().version());
        versions.put("DJL", Engine.getDjlVersion());
        versions.put("PyTorch", engine.getVersion());
        versions.put("data", outcome.task().provenance().dataFingerprint());
        versions.put("backbone", outcome.task().backbone().fingerprint());
        return versions;
    }

    private static ReportData.Size size(RunOutcome outcome) {
        TrainingPlan plan = outcome.training().plan();
        Map<String, Long> trained = new LinkedHashMap<>();
        if (plan.promptParameters() > 0) {
            trained.put(outcome.config().method(), plan.promptParameters());
        }
        trained.put("head", plan.trainedParameters() - plan.promptParameters());
        Path backbone = BackboneHub.standard().open(outcome.config().backbone()).folder();
        return new ReportData.Size(
                trained,
                plan.frozenParameters(),
                bytes(outcome.training().run().task()),
                weights(backbone).stream().mapToLong(RunReport::bytes).sum());
    }

    private static List<Path> weights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        } catch (IOException e) {
            throw new FileException(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new FileException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
