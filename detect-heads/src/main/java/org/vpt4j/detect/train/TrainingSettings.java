package org.vpt4j.detect.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.tuning.TuningMethods;

/**
 * The one list of settings, beside those of the tuning methods. Command line, YAML file, and {@link TrainingConfig} read
 * it; nothing else names a setting.
 *
 * <p>The defaults are those that reached the figures in the README.
 */
public final class TrainingSettings {
    private static final List<Setting> ALL = List.of(
            new Setting("data", "", "DIR", "folder with images and annotations, in one of the forms listed below"),
            new Setting("preset", "balanced", "fast|balanced|best", "settings to begin with; what is given here wins"),
            new Setting("split-file", "", "FILE", "which image is for what, as in another run's split.json"),
            new Setting("backbone", "dinov2-small", "NAME|DIR", "the frozen encoder: a known name or a folder"),
            new Setting("method", "vpt-deep", "NAME", "what is tuned, listed below; a sum is one too: vpt-deep+bitfit"),
            new Setting("prompt-init", "uniform", "uniform|prototypes", "how prompts start: VPT's, or typical patches"),
            new Setting("feature-layers", "", "LIST", "layers whose features the head reads; four, evenly spaced"),
            new Setting("head", "dense", "NAME", "the detection head, listed below"),
            new Setting(
                    "head-settings", "", "KEY=VALUE,…", "what is not the head's default: channels=64,convolutions=1"),
            new Setting("size", "336", "N|WxH", "input in pixels: longer side, or width x height"),
            new Setting("epochs", "12", "N", "passes over the training images"),
            new Setting("batch", "4", "N", "images in one forward pass"),
            new Setting("accumulate", "1", "N", "batches in one optimizer step"),
            new Setting("lr", "0.002", "RATE", "learning rate of the head"),
            new Setting(
                    "prompt-lr",
                    "",
                    "RATE",
                    "learning rate of what is tuned; the method's own by default; in a sum the first one's, the others keep pace"),
            new Setting("weight-decay", "0.05", "RATE", "AdamW's weight decay, on matrices only"),
            new Setting("warmup", "60", "STEPS", "steps until the learning rate is at its full height"),
            new Setting("ema", "0.99", "DECAY", "decay of the moving average that is evaluated and kept; 0: none"),
            new Setting("clip", "10", "NORM", "largest norm of the gradient; 0: no limit"),
            new Setting("augment", "standard", "standard|none", "flips, zoom and crop, colour; or nothing"),
            new Setting(
                    "patience", "0", "EPOCHS", "stop after so many epochs without a better validation AP; 0: never"),
            new Setting("image-every", "3", "EPOCHS", "how often predictions on validation images are drawn"),
            new Setting("seed", "0", "N", "fixes data order, augmentation and initialisation"),
            new Setting(
                    "precision",
                    "fp32",
                    "auto|fp32|bf16",
                    "arithmetic of the encoder and of the head's convolutions; auto: what is faster here, by a trial"),
            new Setting(
                    "cache",
                    "off",
                    "auto|on|off",
                    "compute the layers below all that is tuned once; auto: where it pays"),
            new Setting("views", "3", "N", "augmented views of an image in the cache, beside the plain one"),
            new Setting("cache-limit", "8GB", "SIZE", "how large the folder of the cache may become"),
            new Setting("cache-dir", "", "DIR", "folder of the cache, shared by runs; the user's own by default"),
            new Setting("checkpointing", "off", "on|off", "compute layers twice instead of keeping what they computed"),
            new Setting(
                    "memory-limit",
                    "",
                    "SIZE",
                    "choose batch, accumulate and checkpointing so that the process stays below it"),
            new Setting("device", "auto", "auto|cpu|gpu", "where to compute"),
            new Setting("threads", "0", "N", "threads of the arithmetic; 0: all cores"),
            new Setting("out", "runs/train", "DIR", "folder of the run"));

    private TrainingSettings() {}

    /** The run's own settings in the order of the help. */
    public static List<Setting> all() {
        return ALL;
    }

    /**
     * The settings of the tuning methods there are, each once, without a default: it depends on the method. One that is
     * named like a setting of the run can only be given as {@code METHOD.SETTING}.
     */
    public static List<Setting> ofMethods() {
        Map<String, List<String>> names = TuningMethods.settingNames();
        Map<String, Setting> found = new LinkedHashMap<>();
        for (String method : TuningMethods.names()) {
            for (org.vpt4j.vision.setting.Setting<?> setting : TuningMethods.settings(method)) {
                String methods = String.join(", ", names.getOrDefault(setting.name(), List.of()));
                found.putIfAbsent(
                        setting.name(),
                        new Setting(setting.name(), "", setting.values(), methods + ": " + setting.help()));
            }
        }
        found.keySet().retainAll(names.keySet());
        ALL.forEach(own -> found.remove(own.name()));
        return List.copyOf(found.values());
    }

    /** Whether a key is no setting of the run but one of a method, {@code rank}, or of one of them, {@code lora.rank}. */
    public static boolean isOfMethod(String key) {
        if (ALL.stream().anyMatch(own -> own.name().equals(key))) {
            return false;
        }
        Map<String, List<String>> methods = TuningMethods.settingNames();
        int dot = key.indexOf('.');
        return methods.containsKey(key)
                || (dot > 0
                        && methods.getOrDefault(key.substring(dot + 1), List.of())
                                .contains(key.substring(0, dot)));
    }
}
