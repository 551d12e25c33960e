package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.samples.settings.Setting;
import org.vpt4j.samples.settings.Settings;
import org.vpt4j.samples.settings.SettingsFile;
import org.vpt4j.samples.settings.TrainingSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a command that are made from the list of settings, and what the user gave for them. */
final class TrainingOptions {
    private static final String CONFIG = "--config";

    private TrainingOptions() {}

    /** The command with an option for each of these settings, all of them where none is named, and {@code --config}. */
    static CommandLine on(CommandLine command, String... keys) {
        CommandSpec spec = command.getCommandSpec();
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("YAML file with any of the options below as \"key: value\" lines; options here win.")
                .build());
        for (Setting setting : TrainingSettings.ALL) {
            if (keys.length == 0 || List.of(keys).contains(setting.key())) {
                spec.addOption(option(setting));
            }
        }
        return command;
    }

    /** What the user gave: the file of {@code --config}, and over it the options. */
    static Settings given(ParseResult parsed) {
        Map<String, Settings.Value> flags = new LinkedHashMap<>();
        for (Setting setting : TrainingSettings.ALL) {
            if (parsed.hasMatchedOption(setting.option())) {
                Object value = parsed.matchedOptionValue(setting.option(), null);
                flags.put(setting.key(), new Settings.Value(String.valueOf(value), setting.option()));
            }
        }
        Path file = parsed.matchedOptionValue(CONFIG, null);
        Settings fromFile = file == null ? Settings.NONE : SettingsFile.read(file, TrainingSettings.ALL);
        return new Settings(flags).over(fromFile);
    }

    private static OptionSpec option(Setting setting) {
        OptionSpec.Builder option = OptionSpec.builder(setting.option()).description(setting.help());
        return setting.isSwitch()
                ? option.type(boolean.class).arity("0").build()
                : option.type(String.class)
                        .paramLabel(setting.label())
                        .arity("1")
                        .build();
    }
}
