package org.vpt4j.detect.train;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A training run in a process of its own, to be killed: begins the run, or goes on with it if it has a checkpoint, and
 * prints a line for each thing that happens.
 */
public final class TrainingProcess {
    private TrainingProcess() {}

    /** Arguments: name and value of each setting, one behind the other. */
    public static void main(String[] args) {
        TrainingConfig config = TrainingConfig.defaults();
        for (int i = 0; i < args.length; i += 2) {
            config = config.with(args[i], args[i + 1]);
        }
        System.exit(run(config));
    }

    private static int run(TrainingConfig config) {
        RunDirectory run = new RunDirectory(config.out());
        try (ShutdownStop stop = ShutdownStop.install()) {
            if (Files.exists(run.checkpoint())) {
                Trainer.resume(run, new Lines(), stop.signal());
            } else {
                Trainer.train(config, new Lines(), stop.signal());
            }
            return 0;
        } catch (TrainingInterrupted e) {
            return ShutdownStop.EXIT_CODE;
        }
    }

    /** Starts such a process; its output and errors can be read from the process. */
    static Process start(TrainingConfig config) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m", // all of it touched, so that the resident set grows with native memory alone
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath(),
                TrainingProcess.class.getName()));
        config.values().forEach((name, value) -> command.addAll(List.of(name, value)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** The class path of this test, also where the launcher hides it behind a manifest. */
    private static String classPath() {
        String tests = System.getProperty("surefire.test.class.path", "");
        return tests.isEmpty() ? System.getProperty("java.class.path", ".") : tests + File.pathSeparator;
    }

    private static final class Lines implements TrainingListener {
        @Override
        public void started(TrainingListener.TrainingPlan plan) {
            System.out.println("started in epoch " + plan.firstEpoch());
        }

        @Override
        public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
            System.out.println("step " + epoch + " " + batch + ", resident "
                    + ProcessMemory.residentBytes().orElse(0));
        }

        @Override
        public void validating(int epoch, int done, int images) {
            System.out.println("validating " + epoch + " " + done);
        }

        @Override
        public void epoch(EpochReport report, boolean best) {
            System.out.println("epoch " + report.epoch());
        }
    }
}
