package org.vpt4j.detect.inference;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.stream.Collectors;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/** Detects in a process of its own, on whose class path is no PyTorch, and prints what it finds and what it holds. */
public final class DetectingProcess {
    private static final DetectorOptions OPTIONS =
            DetectorOptions.defaults().withDevice("cpu").withThreads(1);

    private DetectingProcess() {}

    /** Arguments: {@code once TASK IMAGE}, or {@code often TASK IMAGE BACKBONE TIMES}. */
    public static void main(String[] args) {
        Image image = Image.read(Path.of(args[2]));
        if (args[0].equals("once")) {
            once(Path.of(args[1]), image);
        } else {
            often(Path.of(args[1]), image, Backbone.open(Path.of(args[3])), Integer.parseInt(args[4]));
        }
    }

    private static void once(Path task, Image image) {
        try {
            Class.forName("ai.djl.pytorch.engine.PtEngine");
            System.out.println("PyTorch is there");
        } catch (ClassNotFoundException e) {
            System.out.println("PyTorch is not there");
        }
        try (Detector detector = Detector.load(task)) {
            for (Detection found : detector.detect(image)) {
                System.out.println(line(found));
            }
        }
    }

    private static String line(Detection found) {
        Box box = found.box();
        return found.classIndex() + " " + found.score() + " " + box.x1() + " " + box.y1() + " " + box.x2() + " "
                + box.y2();
    }

    /** What a line of the output says. */
    static Detection detection(String line) {
        Scanner numbers = new Scanner(line).useLocale(Locale.ROOT);
        int classIndex = numbers.nextInt();
        double score = numbers.nextDouble();
        Box box = new Box(numbers.nextDouble(), numbers.nextDouble(), numbers.nextDouble(), numbers.nextDouble());
        return new Detection(classIndex, box, score);
    }

    private static void often(Path file, Image image, Backbone backbone, int times) {
        Task task = TaskFile.read(file);
        try (Detector detector = Detector.load(file, OPTIONS);
                SharedDetector shared = SharedDetector.open(backbone, OPTIONS)) {
            shared.attach("a", task);
            for (int i = 1; i <= times; i++) {
                detector.detect(image);
                shared.replace("a", task);
                shared.detect(List.of(SharedDetector.Request.of(image, "a"), SharedDetector.Request.of(image, "a")));
                if (i % (times / 20) == 0) {
                    System.out.println(
                            "resident " + ProcessMemory.residentBytes().orElse(0));
                }
            }
        }
    }

    /** Starts such a process; its output and errors can be read from the process. */
    static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m", // all of it touched, so that the resident set grows with native memory alone
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPathWithoutPyTorch(),
                DetectingProcess.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String classPathWithoutPyTorch() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains("torch"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
