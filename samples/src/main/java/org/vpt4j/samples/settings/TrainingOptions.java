package org.vpt4j.samples.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.config.Setting;
import org.vpt4j.detect.config.TrainingSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a command that are made from the list of settings, and what the user gave for them. */
public final class TrainingOptions {
    private static final String CONFIG = "--config";

    private TrainingOptions() {}

    /** The command with {@code --config} and an option for each of these settings, or for all where none is named. */
    public static CommandLine on(CommandLine command, String... names) {
        CommandSpec spec = command.getCommandSpec();
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("YAML file with any of the options below as \"key: value\" lines; options given here win.")
                .build());
        for (Setting setting : TrainingSettings.all()) {
            if (names.length == 0 || List.of(names).contains(setting.name())) {
                String fallback = setting.fallback().isEmpty() ? "" : " (default: " + setting.fallback() + ")";
                spec.addOption(OptionSpec.builder("--" + setting.name())
                        .paramLabel(setting.values())
                        .type(String.class)
                        .description(setting.help() + fallback)
                        .build());
            }
        }
        return command;
    }

    /** What the user gave: the file of {@code --config}, and over it the options. */
    public static Settings given(ParseResult parsed) {
        Map<String, Settings.Value> flags = new LinkedHashMap<>();
        for (Setting setting : TrainingSettings.all()) {
            String option = "--" + setting.name();
            if (parsed.hasMatchedOption(option)) {
                flags.put(setting.name(), new Settings.Value(parsed.matchedOptionValue(option, ""), option));
            }
        }
        Path file = parsed.matchedOptionValue(CONFIG, null);
        return new Settings(flags).over(file == null ? Settings.NONE : SettingsFile.read(file, names()));
    }

    /** The names of all settings: what a YAML file may hold. */
    public static List<String> names() {
        return TrainingSettings.all().stream().map(Setting::name).toList();
    }
}
