package org.vpt4j.samples.cli;

import static org.vpt4j.samples.cli.TinyWorld.IMAGES;
import static org.vpt4j.samples.cli.TinyWorld.image;
import static org.vpt4j.samples.cli.TinyWorld.labels;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** Bad settings, backbones, runs and tasks. */
final class UsageFaults {
    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        UsageFaults table = new UsageFaults();
        table.ofSettings();
        table.ofMeasurements();
        table.ofSettingsFiles();
        table.ofBackbones();
        table.ofRuns();
        table.ofTasks();
        return table.faults;
    }

    private void row(String name, Preparation preparation, String command, int code, String... told) {
        faults.add(new Fault(name, preparation, command, code, List.of(told)));
    }

    private void ofSettings() {
        Preparation sound = Preparation.NOTHING;
        row(
                "an unknown option",
                sound,
                "train {tiny} --epoch 3",
                2,
                "unknown option --epoch",
                "did you mean --epochs?");
        row(
                "a word that is no number",
                sound,
                "train {tiny} --epochs many",
                2,
                "--epochs: \"many\" is no whole number");
        row(
                "a number out of its range",
                sound,
                "train {tiny} --epochs 0",
                2,
                "--epochs: 0 is too small; give at least 1");
        row("a rate that is none", sound, "train {tiny} --lr NaN", 2, "--lr: NaN is outside 0 to 10");
        row("an unknown method", sound, "train {tiny} --method vpt-dep", 2, "vpt-dep", "did you mean \"vpt-deep\"?");
        row("an unknown device", sound, "train {tiny} --device tpu", 2, "--device: \"tpu\" is none of auto, cpu, gpu");
        row("an unknown head", sound, "train {tiny} --head dens", 2, "--head: there is no head \"dens\"", "dense");
        row(
                "an unknown precision",
                sound,
                "train {tiny} --precision fp8",
                2,
                "--precision: \"fp8\" is unknown",
                "fp32 or bf16");
        row("a size that is none", sound, "train {tiny} --size big", 2, "size: \"big\"", "336x252");
        row(
                "a size that is no multiple of the patch",
                sound,
                "train {tiny} --size 60",
                2,
                "--size: 60 is no multiple of the backbone's patch of 8 px; use 56 or 64");
        row(
                "a side that is no multiple",
                sound,
                "train {tiny} --size 64x60",
                2,
                "--size: 60 is no multiple",
                "56 or 64");
        row(
                "too many tokens",
                sound,
                "train {tiny} --tokens 5000",
                2,
                "--tokens: 5000 is too large; give at most 1000");
        row("no tokens", sound, "train {tiny} --tokens 0", 2, "tokens: 0", "at least 1", "head-only");
        row("a layer that is not there", sound, "train {tiny} --layers 1,7", 2, "layers: \"1,7\"", "only 2 layers");
        row(
                "a feature layer that is not there",
                sound,
                "train {tiny} --feature-layers 3",
                2,
                "feature-layers: 3",
                "1 to 2");
        row(
                "a setting that the method does not have",
                sound,
                "train {tiny} --method head-only",
                2,
                "tokens: the method head-only has no such setting; leave it out");
        row(
                "a split that is none",
                sound,
                "eval --task {task} --data {}/data --split tst",
                2,
                "split: \"tst\"",
                "test");
        row(
                "an unknown engine",
                sound,
                "eval --task {task} --data {}/data --engine onxx",
                2,
                "engine: there is no \"onxx\"; did you mean \"onnx\"?");
        row(
                "a precision that no detector has",
                sound,
                "eval --task {task} --data {}/data --precision fp8",
                2,
                "precision: \"fp8\" is none of fp32, fp16, int8");
        row(
                "a score that is none",
                sound,
                "detect --task {task} {}/data/JPEGImages --out {}/f --score 2",
                2,
                "score: 2");
    }

    private void ofMeasurements() {
        String bench =
                "bench train --data {}/data --backbone {}/vit --size 64 --batch 2 --threads 1 --steps 1 --methods ";
        row(
                "an option given twice",
                w -> {},
                bench + "full --steps 0",
                2,
                "'--steps'",
                "should be specified only once");
        row("an unknown method to measure", w -> {}, bench + "head-only,ful", 2, "\"ful\"", "did you mean \"full\"?");
        row(
                "a backbone to measure that is damaged",
                w -> w.cut("vit/model.safetensors", 0.5),
                bench + "full --json",
                1,
                "again");
        row(
                "a backbone that is damaged, for methods measured apart",
                w -> w.cut("vit/model.safetensors", 0.5),
                bench + "head-only,full",
                1,
                "measuring head-only failed, for the reason above");
    }

    private void ofSettingsFiles() {
        String command = "train --config {}/my.yaml";
        row("a settings file that is not there", w -> {}, command, 1, "my.yaml does not exist");
        row("an unknown key", w -> w.write("my.yaml", "epochs: 1\ntoken: 3\n"), command, 2, "my.yaml line 2", "tokens");
        row("a key given twice", w -> w.write("my.yaml", "lr: 1\nlr: 2\n"), command, 2, "my.yaml line 2", "line 1");
        row("a list for a map", w -> w.write("my.yaml", "- lr\n"), command, 2, "my.yaml line 1", "key: value");
        row(
                "a value of another type",
                w -> w.write("my.yaml", "\nlr: high\n"),
                command,
                2,
                "my.yaml line 2: lr: \"high\"");
        row("broken YAML", w -> w.write("my.yaml", "lr: [1\nepochs: 2\n"), command, 2, "my.yaml line ");
        row(
                "a map for a value",
                w -> w.write("my.yaml", "lr: {a: 1}\n"),
                command,
                2,
                "my.yaml line 1",
                "\"lr\" needs a value");
        row(
                "a value that only the backbone refuses",
                w -> w.edit("tiny.yaml", s -> s.replace("size: 64", "size: 60")),
                "train {tiny}",
                2,
                "tiny.yaml line 4: size: 60 is no multiple");
        row(
                "a setting that the method has not",
                w -> w.edit("tiny.yaml", s -> s + "rank: 3\n"),
                "train {tiny}",
                2,
                "tiny.yaml line ",
                ": rank: the method vpt-deep has no such setting",
                "leave it out");
        row(
                "a sum that makes no sense",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "method: bitfit+norm")),
                "train {tiny}",
                2,
                "tiny.yaml line 5: method: bitfit+norm makes no sense",
                "both change the weight");
        row(
                "a value that only the method refuses",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "tokens: 5000")),
                "train {tiny}",
                2,
                "tiny.yaml line 5: tokens: 5000 is too large");
        String extra = "my.yaml line 2: ";
        row(
                "a precision",
                w -> w.write("my.yaml", "lr: 1\nprecision: bf8\n"),
                command,
                2,
                extra + "precision: \"bf8\"");
        row("a preset", w -> w.write("my.yaml", "lr: 1\npreset: fats\n"), command, 2, extra + "preset: \"fats\"");
        String tiny = "train --config {}/tiny.yaml";
        row(
                "a head that only the heads know",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "head: foo")),
                tiny,
                2,
                "tiny.yaml line 5: head: there is no head \"foo\"");
        row(
                "a setting that only the head refuses",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "head-settings: groups=7")),
                tiny,
                2,
                "tiny.yaml line 5: head-settings: ",
                "groups");
        row("the same as an option", w -> {}, tiny + " --head-settings groups=7", 2, "--head-settings: ", "groups");
        row(
                "a setting of one of a sum",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "method: lora")),
                tiny + " --set lora.rank=0",
                2,
                "--set: rank: 0 is too");
        row(
                "a value in the method's own words",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "method: lora:0")),
                tiny,
                2,
                "tiny.yaml line 5: method: rank: 0 is too small");
        row(
                "layers that the backbone has not",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2", "layers: last:9")),
                tiny,
                2,
                "tiny.yaml line 5: layers: ");
        row("a settings file that is a folder", w -> {}, "train --config {}/vit", 1, "/vit is a folder", "YAML file");
    }

    private void ofBackbones() {
        row(
                "a backbone without config",
                w -> w.delete("vit/config.json"),
                "train {tiny}",
                1,
                "/vit has no config.json");
        row(
                "a backbone without weights",
                w -> w.delete("vit/model.safetensors"),
                "train {tiny}",
                1,
                "has no model.safetensors");
        row(
                "a backbone that is unknown",
                w -> {},
                "train {tiny} --backbone dino-small",
                2,
                "backbone",
                "dino-small",
                "folder");
        row(
                "weights that do not fit the config",
                w -> w.edit("vit/config.json", s -> s.replace("\"hidden_size\": 32", "\"hidden_size\": 48")),
                "train {tiny}",
                1,
                "backbone folder",
                "/vit",
                "48",
                "use config.json and weights of the same model");
        row(
                "a layer too few",
                w -> w.edit("vit/config.json", s -> s.replace("layers\": 2", "layers\": 3")),
                "train {tiny}",
                1,
                "/vit",
                "missing",
                "of the same model");
        row(
                "truncated weights",
                w -> w.cut("vit/model.safetensors", 0.7),
                "train {tiny}",
                1,
                "model.safetensors",
                "again");
        row(
                "weights of three bytes",
                w -> w.write("vit/model.safetensors", "abc"),
                "train {tiny}",
                1,
                "3 bytes",
                "again");
        row("a config that is no JSON", w -> w.cut("vit/config.json", 0.5), "train {tiny}", 1, "config.json", "line ");
        row(
                "a family that is unknown",
                w -> w.edit("vit/config.json", s -> s.replace("dinov2", "resnet")),
                "train {tiny}",
                1,
                "config.json",
                "resnet",
                "dinov2");
    }

    private void ofRuns() {
        row(
                "an --out that holds another run",
                w -> {},
                "train {tiny} --out {run}",
                2,
                "out: ",
                "holds another run",
                "--resume");
        row("an --out that is a file", w -> {}, "train {tiny} --out {}/tiny.yaml", 1, "tiny.yaml is a file", "--out");
        row(
                "a folder that cannot be written",
                w -> {},
                "train {tiny} --out {}/tiny.yaml/run",
                1,
                "cannot create the folder",
                "tiny.yaml/run",
                "a file is where a folder is needed");
        row("a folder of the system", w -> {}, "train {tiny} --out /proc/vpt4j-run", 1, "cannot", "/proc/vpt4j-run");
        row(
                "nothing to resume",
                w -> {},
                "train --resume --out {}/none",
                2,
                "resume: ",
                "none holds no checkpoint",
                "--out");
        row(
                "other settings for a resume",
                w -> {},
                "train --resume --out {run} --lr 1",
                2,
                "resume: ",
                "leave out --lr");
        row(
                "a checkpoint that is cut short",
                w -> {
                    Files.createDirectory(w.path("run"));
                    w.write("run/checkpoint.safetensors", "half");
                },
                "train --resume --out {}/run",
                1,
                "checkpoint.safetensors",
                "4 bytes");
        row(
                "an output that is a file",
                w -> {},
                "detect --task {task} {}/data/JPEGImages --out {}/tiny.yaml",
                1,
                "tiny.yaml");
    }

    private void ofTasks() {
        String detect = "detect --task {task} {}/data/JPEGImages --out {}/found";
        row("a task that is not there", w -> {}, "task info {}/none", 1, "none does not exist");
        row("a task that is a folder", w -> {}, "task info {}/data", 1, "/data", "folder");
        row(
                "weights for a task",
                w -> {},
                "task info {}/vit/model.safetensors --json",
                1,
                "but no task",
                "task.safetensors");
        row(
                "a task that belongs to another backbone",
                w -> w.writeBackbone("other", 2),
                detect + " --backbone {}/other",
                1,
                "\"other\" has other weights",
                "Use the backbone it was trained on");
        row(
                "an evaluation on another backbone",
                w -> w.writeBackbone("other", 2),
                "eval --task {task} --data {}/data --backbone {}/other --json",
                1,
                "\"other\" has other weights");
        row(
                "a part that the data do not have",
                w -> w.write(
                        "part.json",
                        """
                        {"train": ["JPEGImages/p0.jpg"], "validation": ["JPEGImages/p6.jpg"]}
                        """),
                "eval --task {task} --data {}/data --split-file {}/part.json",
                1,
                "has no test split, only train, validation");
        row(
                "a split file of other images",
                w -> w.write(
                        "other.json",
                        """
                        {"test": ["JPEGImages/elsewhere.jpg"]}
                        """),
                "eval --task {task} --data {}/data --split-file {}/other.json",
                1,
                "the split file lists 1 image that the data does not contain, e.g. JPEGImages/elsewhere.jpg");
        row(
                "data without a class of the task",
                w -> {
                    for (int i = 0; i < IMAGES; i++) {
                        w.edit(labels(i), s -> s.replace("box", "cat")
                                .replace("disc", "dog")
                                .replace("bndcat", "bndbox"));
                    }
                },
                "eval --task {task} --data {}/data",
                1,
                "the task has the classes box, disc",
                "cat, dog",
                "none is in both");
        row(
                "a class that the task does not know",
                w -> w.edit(labels(9), s -> s.replace("disc", "star")),
                "eval --task {task} --data {}/data --json",
                0,
                "1 box of the class star dropped: the task does not have it");
        row(
                "an image of an evaluation that is damaged",
                w -> w.cut(image(8), 0.5),
                "eval --task {task} --data {}/data --json",
                0,
                "1 unreadable image (dropped): JPEGImages/p8.jpg");
        row(
                "an image that is not there",
                w -> {},
                "detect --task {task} {}/none.jpg --out {}/found",
                1,
                "none.jpg does not exist");
        row("a folder without images", w -> {}, "detect --task {task} {}/vit --out {}/found", 1, "no image in", "/vit");
    }
}
