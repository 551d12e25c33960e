package org.vpt4j.samples.cli;

import static org.vpt4j.samples.cli.TinyWorld.image;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** What an export can be asked for in vain. */
final class ExportFaults {
    private static final String EXPORT = "export --task {task} --images {}/data/JPEGImages --threads 1 --out {}/";

    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        ExportFaults table = new ExportFaults();
        table.ofTasks();
        table.ofOptions();
        table.ofFolders();
        return table.faults;
    }

    private void row(String name, Preparation preparation, String command, int code, String... told) {
        faults.add(new Fault(name, preparation, command, code, List.of(told)));
    }

    private void ofTasks() {
        String other = "export --out {}/x --task {}/";
        row("no task", w -> {}, "export --out {}/x", 2, "--task=FILE");
        row("a task that is not there", w -> {}, other + "t.safetensors", 1, "t.safetensors", "does not exist");
        row("a task that is none", w -> {}, other + "vit/model.safetensors", 1, "no task", "task.safetensors");
        row(
                "the task of another backbone",
                w -> w.writeBackbone("vit", 2),
                EXPORT + "x --backbone {}/vit",
                1,
                "fingerprint",
                "other weights");
    }

    private void ofOptions() {
        row("no folder", w -> {}, "export --task {task}", 2, "--out=DIR");
        row("a layout", w -> {}, EXPORT + "x --layout both", 2, "layout: \"both\" is none of shared, single");
        row("a precision", w -> {}, EXPORT + "x --precision int4", 2, "\"int4\" is none of fp32, fp16, int8");
        row("an input", w -> {}, EXPORT + "x --input any", 2, "input: \"any\" is none of dynamic, fixed");
        row("a name that is no file's", w -> {}, EXPORT + "x --name ../a", 2, "name: \"../a\"");
        row("the encoder's name", w -> {}, EXPORT + "x --name encoder", 2, "name: \"encoder\"");
        row("threads", w -> {}, EXPORT + "x --threads -1", 2, "threads");
    }

    private void ofFolders() {
        String images = "export --task {task} --out {}/x --images {}/";
        row("a file for a folder", w -> {}, EXPORT + "tiny.yaml", 1, "tiny.yaml is a file, not a folder");
        row(
                "a folder in a file",
                w -> {},
                EXPORT + "tiny.yaml/x",
                1,
                "tiny.yaml",
                "a file is where a folder is needed");
        row("an encoder that is none", w -> w.write("x/encoder.onnx", "no"), EXPORT + "x", 1, "encoder.onnx");
        row("no images", w -> {}, images + "vit", 1, "no image in");
        row("a missing folder of images", w -> {}, images + "none", 1, "none does not exist");
        row("a damaged image", w -> w.cut(image(0), 0.3), EXPORT + "x", 1, "JPEGImages");
    }
}
