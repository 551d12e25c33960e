package org.vpt4j.samples.cli;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** Bad settings: as options, and in a settings file. */
final class SettingFaults {
    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        SettingFaults table = new SettingFaults();
        table.ofSettings();
        table.ofSettingsFiles();
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
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2\nmethod: vpt-deep", "method: bitfit+norm")),
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
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2\nmethod: vpt-deep", "method: lora")),
                tiny + " --set lora.rank=0",
                2,
                "--set: rank: 0 is too");
        row(
                "a value in the method's own words",
                w -> w.edit("tiny.yaml", s -> s.replace("tokens: 2\nmethod: vpt-deep", "method: lora:0")),
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
}
