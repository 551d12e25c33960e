package org.vpt4j.detect.djl;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.ZooModel;
import ai.onnxruntime.OrtSession;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;

/**
 * Detects in a process of its own with DJL's Predictor, and opens the same file as our own sessions do, before or after
 * it: ONNX Runtime's environment is one for a process, and DJL's engine insists on making it.
 */
public final class DjlProcess {
    private DjlProcess() {}

    /** Arguments: {@code ours-first} or {@code djl-first}, the exported file, and an image. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[1]);
        if (args[0].equals("ours-first")) {
            openOurs(file);
            detect(file, Path.of(args[2]));
        } else {
            detect(file, Path.of(args[2]));
            openOurs(file);
        }
        System.out.println(Engine.hasEngine("PyTorch") ? "with PyTorch" : "without PyTorch");
    }

    private static void openOurs(Path file) throws Exception {
        try (OrtSession session = OnnxRuntime.session(file, RuntimeOptions.DEFAULT)) {
            System.out.println("ours " + session.getInputNames());
        }
    }

    private static void detect(Path file, Path foreign) throws Exception {
        try (ZooModel<Image, DetectedObjects> model =
                        DetectionCriteria.of(file).build().loadModel();
                Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
            Image image = ImageFactory.getInstance().fromFile(foreign);
            List<DetectedObjects> found = predictor.batchPredict(List.of(image, image));
            System.out.println("djl " + found.get(0).getNumberOfObjects() + " "
                    + found.get(1).getNumberOfObjects());
        }
    }

    /** The command that starts it; without the artifacts of PyTorch on the class path, if so wished. */
    static List<String> command(boolean withPyTorch, String order, Path file, Path foreign) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String kept = Stream.of(classPath.split(File.pathSeparator))
                .filter(entry ->
                        withPyTorch || !Path.of(entry).getFileName().toString().startsWith("pytorch"))
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dai.djl.offline=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                kept,
                DjlProcess.class.getName(),
                order,
                file.toString(),
                foreign.toString());
    }
}
