package org.vpt4j.detect.config;

import java.util.List;

/**
 * The one list of settings. Command line, YAML file, and {@link TrainingConfig} read it; nothing else names a setting.
 *
 * <p>The defaults are those that reached the figures in the README.
 */
public final class TrainingSettings {
    private static final List<Setting> ALL = List.of(
            new Setting("data", "", "DIR", "folder with images and annotations (COCO JSON or Pascal VOC)"),
            new Setting("backbone", "dinov2-small", "NAME|DIR", "the frozen encoder: a known name or a folder"),
            new Setting("method", "vpt-deep", "NAME", "what is tuned: vpt-deep, vpt-shallow, head-only, full"),
            new Setting("tokens", "", "N", "prompt tokens (of each layer, for vpt-deep); 10 where none is given"),
            new Setting("layers", "", "all|last:K|LIST", "layers that receive prompts: all, last:4, or 3,6,9"),
            new Setting("prompt-init", "uniform", "uniform|prototypes", "how prompts start: VPT's, or typical patches"),
            new Setting("feature-layers", "", "LIST", "layers whose features the head reads; four, evenly spaced"),
            new Setting("head", "dense", "NAME", "the detection head"),
            new Setting("size", "336", "N|WxH", "canvas in pixels: longer side, or width x height"),
            new Setting("epochs", "12", "N", "passes over the training images"),
            new Setting("batch", "4", "N", "images in one forward pass"),
            new Setting("accumulate", "1", "N", "batches in one optimizer step"),
            new Setting("lr", "0.001", "RATE", "learning rate of the head"),
            new Setting(
                    "prompt-lr", "", "RATE", "learning rate of the tuned encoder part; the method's own by default"),
            new Setting("weight-decay", "0.05", "RATE", "AdamW's weight decay, on matrices only"),
            new Setting("warmup", "60", "STEPS", "steps until the learning rate is at its full height"),
            new Setting("ema", "0.99", "DECAY", "decay of the moving average that is evaluated and kept; 0: none"),
            new Setting("clip", "10", "NORM", "largest norm of the gradient; 0: no limit"),
            new Setting("augment", "standard", "standard|none", "flips, zoom and crop, colour; or nothing"),
            new Setting(
                    "patience", "0", "EPOCHS", "stop after so many epochs without a better validation AP; 0: never"),
            new Setting("picture-every", "3", "EPOCHS", "how often predictions on validation images are drawn"),
            new Setting("seed", "0", "N", "fixes data order, augmentation and initialisation"),
            new Setting("precision", "fp32", "fp32|bf16", "arithmetic of the frozen encoder"),
            new Setting("device", "auto", "auto|cpu|gpu", "where to compute"),
            new Setting("threads", "0", "N", "threads of the arithmetic; 0: all cores"),
            new Setting("out", "runs/train", "DIR", "folder of the run"));

    private TrainingSettings() {}

    /** All settings in the order of the help. */
    public static List<Setting> all() {
        return ALL;
    }
}
