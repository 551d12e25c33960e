package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.export.ExportResult;
import org.vpt4j.detect.export.TaskExport;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.Trainer;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.samples.image.ImageFile;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** What CONTRIBUTING.md promises: a format, a method and a head, each registered in one line, make a whole new run. */
class RecipesTest {
    @TempDir
    private Path folder;

    @Test
    void aNewFormatMethodAndHeadTrainATaskThatDetectsOnceTheyAreRegistered() throws IOException {
        Path data = drawData();
        TrainingConfig config = TrainingConfig.defaults()
                .with("data", data)
                .with("method", "colour-shift")
                .with("head", "patch")
                .with("size", "112")
                .with("epochs", 2)
                .with("batch", 2)
                .with("augment", "none")
                .with("out", folder.resolve("run"));

        TrainingResult result = Trainer.train(config, TrainingListener.NONE, new StopSignal());

        Task task = TaskFile.read(result.run().task());
        assertThat(task.classes()).containsExactly("disc");
        assertThat(task.method().name()).isEqualTo("colour-shift");
        assertThat(task.head().name()).isEqualTo("patch");
        assertThat(task.tuned().get("shift").values()).doesNotContain(0f);
        assertThat(result.history().get(1).loss())
                .isLessThan(result.history().get(0).loss());
        try (Detector detector = Detector.load(result.run().task())) {
            List<Image> imageFile = List.of(Image.read(data.resolve("disc-0.png")));
            assertThat(detector.detect(imageFile, 0.001).get(0)).isNotEmpty();
        }
        ExportResult exported = TaskExport.write(
                task,
                CheckedTask.backbone(task, ""),
                ExportOptions.of("disc"),
                folder.resolve("exported"),
                List.of(Image.read(data.resolve("disc-0.png"))),
                RuntimeOptions.DEFAULT,
                TaskExport.Listener.NONE);
        assertThat(exported.difference().everywhere().orElseThrow()).isLessThan(1e-4);
    }

    @Test
    void theCodeThatTheRecipesShowIsTheCodeThatIsTestedHere() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
            root = root.getParent();
        }
        String sources = "";
        for (String name : new String[] {"ColourShift", "IJepaVision", "BoxTable", "PatchHead", "PatchNetwork"}) {
            sources +=
                    Files.readString(root.resolve("samples/src/test/java/org/vpt4j/samples/recipes/" + name + ".java"));
        }
        String plain = withoutSpaces(sources);

        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root.resolve("CONTRIBUTING.md")));
        int count = 0;
        while (blocks.find()) {
            assertThat(plain).contains(withoutSpaces(blocks.group(1)));
            count++;
        }
        assertThat(count).isEqualTo(7);
    }

    private static String withoutSpaces(String code) {
        return code.replaceAll("\\s+", "");
    }

    /** Ten images with a disc each, and the table that says where. */
    private Path drawData() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            int x = 10 + 7 * i;
            BufferedImage imageFile = new BufferedImage(112, 112, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = imageFile.createGraphics();
            graphics.setColor(Color.ORANGE);
            graphics.fillOval(x, 30, 28, 28);
            graphics.dispose();
            ImageFile.write(data.resolve("disc-" + i + ".png"), imageFile);
            table.append("disc-" + i + ".png,disc," + x + ",30," + (x + 28) + ",58\n");
        }
        Files.writeString(data.resolve("boxes.csv"), table);
        return data;
    }
}
