package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.tuning.TuningMethods;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "train",
                "eval",
                "detect",
                "export",
                "task info",
                "bench train",
                "bench load",
                "head pretrain",
                "data convert",
                "backbone list",
                "backbone info",
                "backbone pull",
                "backbone verify",
                "backbone path",
                "backbone",
                "features",
                "data doctor",
                "data split",
                "data stats",
                "data preview",
                "task",
                "data",
                "head",
                "bench",
                "help"
            })
    void helpOfEveryCommandTeachesByExample(String command) {
        assertThat(run("help " + command)).isZero();

        assertThat(out.toString()).contains("Usage: vpt4j " + command, "Examples:", "./vpt4j " + command);
        String byHelp = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run(command + " --help")).isZero();
        assertThat(out).hasToString(byHelp);
    }

    @Test
    void everySettingIsAnOptionOfTrain() {
        run("help train");

        TrainingSettings.all().forEach(setting -> assertThat(out.toString()).contains("--" + setting.name()));
    }

    @Test
    void everyTuningMethodIsListedWithItsSettings() {
        run("help train");

        for (String method : TuningMethods.names()) {
            assertThat(out.toString()).contains("  " + method + " ", TuningMethods.summary(method));
            TuningMethods.settings(method).stream().filter(Setting::isOffered).forEach(setting -> assertThat(
                            out.toString())
                    .contains(
                            "--" + setting.name() + "=" + setting.values(),
                            setting.help().split(" ", 2)[0]));
        }
    }

    @Test
    void everyHeadAndEveryFormOfDataIsListed() {
        run("help train");

        assertThat(out.toString())
                .contains(
                        "  patch  a linear layer on every patch",
                        "top-k=10        locations that an object is assigned to");
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("Dataset formats: " + String.join(", ", DatasetFormats.names()));
        assertThat(DetectionHeads.names()).contains("dense", "patch");
        assertThat(DatasetFormats.names()).contains("COCO", "box table");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                            | say what to do: demo, train",
                "train --tokns 3             | unknown option --tokns, did you mean --tokens?; see \"vpt4j train --help\"",
                "trian                       | no command trian, did you mean train?",
                "train --lr                  | Missing required parameter for option '--lr'",
                "train --ranks 3             | unknown option --ranks, did you mean --rank?",
                "train --set rank            | set: \"rank\" is not KEY=VALUE",
                "train --set lora.rnk=3      | set: \"lora.rnk=3\" is not KEY=VALUE with a setting of a method; did you mean \"lora.rank\"?",
                "train --set epochs=3        | set: \"epochs=3\" is not KEY=VALUE with a setting of a method",
                "train nonsense              | \"nonsense\" is one word too many",
                "detect --task t --out o     | Missing required parameter: 'SOURCE'",
                "detect a --task t --out o --score high | 'high' is not a double",
                "head                        | say what to do with the head: pretrain",
                "help nothing                | no command nothing",
                "task                        | say what to do with the task: info",
                "eval --data d               | say what to find: --task FILE, or --zero-shot NAMES",
            })
    void wrongUsageIsOneSentenceAndExitCodeTwo(String arguments, String sentence) {
        assertThat(run(arguments == null ? "" : arguments)).isEqualTo(2);

        assertThat(err.toString()).startsWith("vpt4j: ").contains(sentence);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theVersionNamesProgramJavaAndSystem() {
        assertThat(run("--version")).isZero();

        assertThat(out.toString()).contains("vpt4j ", "Java " + System.getProperty("java.version"));
    }

    private int run(String arguments) {
        return Main.run(
                Interruption.none(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments.isBlank() ? new String[0] : arguments.split(" "));
    }
}
