package org.vpt4j.samples.cli;

import static org.vpt4j.samples.cli.TinyWorld.IMAGES;
import static org.vpt4j.samples.cli.TinyWorld.image;
import static org.vpt4j.samples.cli.TinyWorld.labels;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** Bad measurements, backbones, runs and tasks. */
final class UsageFaults {
    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        UsageFaults table = new UsageFaults();
        table.ofMeasurements();
        table.ofBackbones();
        table.ofRuns();
        table.ofTasks();
        return table.faults;
    }

    private void row(String name, Preparation preparation, String command, int code, String... told) {
        faults.add(new Fault(name, preparation, command, code, List.of(told)));
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
                "to be found are the classes box, disc",
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
