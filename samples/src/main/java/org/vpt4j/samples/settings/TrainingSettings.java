package org.vpt4j.samples.settings;

import java.util.List;

/** Every setting of a training: the one list from which the options, the help and the YAML keys are made. */
public final class TrainingSettings {
    public static final List<Setting> ALL = List.of(
            new Setting(
                    "data", "DIR", "Folder of images with annotations (Pascal VOC or COCO JSON; found out by itself)."),
            new Setting(
                    "backbone",
                    "NAME|DIR",
                    "The frozen encoder: dinov2-small (comes with vpt4j), or a folder with config.json and"
                            + " model.safetensors."),
            new Setting(
                    "method",
                    "NAME",
                    "What is trained beside the head: vpt-deep (prompt tokens for every layer), vpt-shallow (for the first"
                            + " layer), head-only (nothing), full (the whole encoder)."),
            new Setting("tokens", "N", "Prompt tokens of a layer."),
            new Setting(
                    "layers",
                    "all|last:K|LIST",
                    "Layers that get prompts: all, the last K, or numbers from 1, such as 9,10,11,12."),
            new Setting("feature-layers", "LIST", "Layers whose outputs the head sees, such as 3,6,9,12."),
            new Setting(
                    "prompt-init",
                    "NAME",
                    "Where prompts start: uniform (as in VPT), or prototypes (means of patch tokens of the training"
                            + " images)."),
            new Setting(
                    "size",
                    "N|WxH",
                    "Pixels that the encoder sees, multiples of its patch (14): 336 for a square, or 448x336."),
            new Setting("epochs", "N", "How often every training image is seen."),
            new Setting("batch", "N", "Images of a step."),
            new Setting(
                    "accumulate",
                    "N",
                    "Steps whose gradients are added up before an update: a larger batch in the same memory."),
            new Setting("lr", "RATE", "Learning rate of the head (and of the encoder with --method full)."),
            new Setting("prompt-lr", "RATE", "Learning rate of the prompts."),
            new Setting(
                    "patience", "N", "Stop after so many epochs without a better validation AP; 0 never stops early."),
            new Setting(
                    "seed", "N", "Fixes order, augmentation and initial values: the same seed gives the same result."),
            new Setting("device", "auto|cpu|gpu", "Where to compute; auto takes a GPU where PyTorch finds one."),
            new Setting("threads", "N", "Threads of the arithmetic; 0 takes one per core."),
            new Setting(
                    "precision",
                    "fp32|bf16",
                    "Arithmetic of the frozen encoder; bf16 is faster on processors that have it."),
            new Setting("out", "DIR", "Folder of the run, made when missing."),
            new Setting("resume", "", "Go on with the run in --out from its last checkpoint."),
            new Setting("json", "", "Print the result as one JSON object on standard output."));

    private TrainingSettings() {}
}
