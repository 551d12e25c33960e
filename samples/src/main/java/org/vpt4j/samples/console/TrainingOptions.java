package org.vpt4j.samples.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethods;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Command line options generated from the settings, and the values that the user gave. */
public final class TrainingOptions {
    private static final String CONFIG = "--config";
    private static final String SET = "--set";

    private TrainingOptions() {}

    /**
     * Adds {@code --config}, an option for each of these settings and those of the tuning methods, and the lists of methods,
     * heads and dataset formats.
     */
    public static CommandLine on(CommandLine command, List<Setting<?>> settings) {
        CommandSpec spec = command.getCommandSpec();
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description(
                        "YAML file with any of the options below as \"key: value\" lines; options on the command line override it.")
                .build());
        Stream.concat(settings.stream(), TrainingSettings.ofMethods().stream())
                .forEach(setting -> spec.addOption(option(setting, settings.contains(setting))));
        spec.addOption(OptionSpec.builder(SET)
                .paramLabel("KEY=VALUE")
                .type(String[].class)
                .arity("1")
                .description("a setting of one method of a sum, such as lora.layers=last:4; can be given several times")
                .build());
        List<String> footer = new ArrayList<>(methods());
        footer.addAll(heads());
        footer.add("Dataset formats: " + String.join(", ", DatasetFormats.names()) + "; auto-detected.");
        footer.addAll(List.of(spec.usageMessage().footer()));
        spec.usageMessage().footer(footer.toArray(String[]::new));
        return command;
    }

    /** Defaults of method settings depend on the method and are listed there. */
    private static OptionSpec option(Setting<?> setting, boolean withDefault) {
        String fallback = withDefault ? setting.fallbackText() : "";
        OptionSpec.Builder option = OptionSpec.builder("--" + setting.name());
        if (setting.equals(TrainingSettings.ALLOW_OUTSIDE)) { // as the other commands have it
            option.arity("0..1").fallbackValue("true");
        }
        return option.paramLabel(setting.values())
                .type(String.class)
                .description(setting.help() + (fallback.isEmpty() ? "" : " (default: " + fallback + ")"))
                .build();
    }

    /** Help lines for the tuning methods, their settings and defaults. */
    static List<String> methods() {
        List<String> lines = new ArrayList<>(List.of("", "Methods, with the defaults of their settings:"));
        int width =
                TuningMethods.names().stream().mapToInt(String::length).max().orElse(1);
        for (String name : TuningMethods.names()) {
            lines.add("  " + name + " ".repeat(width - name.length()) + "  " + TuningMethods.summary(name));
            String settings = TuningMethods.settings(name).stream()
                    .filter(Setting::isOffered)
                    .map(setting -> "--" + setting.name() + " " + setting.fallbackText())
                    .collect(Collectors.joining(" "));
            if (!settings.isEmpty()) {
                lines.add(" ".repeat(width + 4) + settings);
            }
        }
        lines.add("NAME:VALUE gives the first setting, partial:4; NAME+NAME is a sum, vpt-deep+bitfit.");
        return lines;
    }

    /** Help lines for the heads, their settings and defaults. */
    private static List<String> heads() {
        List<String> lines =
                new ArrayList<>(List.of("", "Heads, with their settings for --head-settings and the defaults:"));
        for (String name : DetectionHeads.names()) {
            lines.add("  " + name + "  " + DetectionHeads.summary(name));
            DetectionHeads.settings(name)
                    .forEach(setting -> lines.add(String.format(
                            "      %-16s%s", setting.name() + "=" + setting.fallbackText(), setting.help())));
        }
        lines.add("");
        return lines;
    }

    /** The values that the user gave: those of {@code --config}, overridden by options. */
    public static Settings given(ParseResult parsed) {
        Settings options = Settings.NONE;
        for (Setting<?> setting : all().toList()) {
            String option = "--" + setting.name();
            if (parsed.hasMatchedOption(option)) {
                String text = parsed.matchedOptionValue(option, "");
                options = options.with(setting.name(), new Settings.Given(text, option));
            }
        }
        for (String pair : parsed.matchedOptionValue(SET, new String[0])) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!TrainingSettings.isOfMethod(key)) {
                throw new ConfigException(SET + ": \"" + pair + "\" is not KEY=VALUE with a setting of a method"
                        + NearestName.hint(key, TrainingSettings.keys()) + "; \"vpt4j help train\" lists them");
            }
            options = options.with(key, new Settings.Given(pair.substring(equals + 1), SET));
        }
        Path file = parsed.matchedOptionValue(CONFIG, null);
        return file == null ? options : over(options, SettingsFile.read(file, TrainingSettings.keys()));
    }

    /** Minutes on the command line also override the epochs of a file, from which a run's own config.yaml has some. */
    private static Settings over(Settings options, Settings file) {
        boolean other = options.has(TrainingSettings.MINUTES) && !options.has(TrainingSettings.EPOCHS);
        return options.over(
                other
                        ? file.without(List.of(TrainingSettings.EPOCHS.name(), TrainingSettings.VALIDATE_EVERY.name()))
                        : file);
    }

    /** The command line arguments for this setting. */
    public static List<String> words(String name, String value) {
        return all().anyMatch(setting -> setting.name().equals(name))
                ? List.of("--" + name, value)
                : List.of(SET, name + "=" + value);
    }

    private static Stream<Setting<?>> all() {
        return Stream.concat(TrainingSettings.all().stream(), TrainingSettings.ofMethods().stream());
    }
}
