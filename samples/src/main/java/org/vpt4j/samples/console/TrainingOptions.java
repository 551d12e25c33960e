package org.vpt4j.samples.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.train.Setting;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.tuning.TuningMethods;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a command that are made from the lists of settings, and what the user gave for them. */
public final class TrainingOptions {
    private static final String CONFIG = "--config";
    private static final String SET = "--set";

    private TrainingOptions() {}

    /**
     * The command with {@code --config}, an option for each of these settings, or for all where none is named, and the
     * options and the list of the tuning methods; the heads and the forms of data are listed too.
     */
    public static CommandLine on(CommandLine command, String... names) {
        CommandSpec spec = command.getCommandSpec();
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("YAML file with any of the options below as \"key: value\" lines; options given here win.")
                .build());
        for (Setting setting : TrainingSettings.all()) {
            if (names.length == 0 || List.of(names).contains(setting.name())) {
                spec.addOption(option(setting));
            }
        }
        TrainingSettings.ofMethods().forEach(setting -> spec.addOption(option(setting)));
        spec.addOption(OptionSpec.builder(SET)
                .paramLabel("KEY=VALUE")
                .type(String[].class)
                .arity("1")
                .description("a setting of one method of a sum, such as lora.layers=last:4; can be given several times")
                .build());
        List<String> footer = new ArrayList<>(methods());
        footer.add("Heads: " + String.join(", ", DetectionHeads.names()) + ".");
        footer.add("Forms of data: " + String.join(", ", DatasetFormats.names()) + "; found out by itself.");
        footer.addAll(List.of(spec.usageMessage().footer()));
        spec.usageMessage().footer(footer.toArray(String[]::new));
        return command;
    }

    private static OptionSpec option(Setting setting) {
        String fallback = setting.fallback().isEmpty() ? "" : " (default: " + setting.fallback() + ")";
        return OptionSpec.builder("--" + setting.name())
                .paramLabel(setting.values())
                .type(String.class)
                .description(setting.help() + fallback)
                .build();
    }

    /** The tuning methods with their settings and defaults, a few lines for the help. */
    static List<String> methods() {
        List<String> lines = new ArrayList<>(List.of("", "Methods, with the defaults of their settings:"));
        int width =
                TuningMethods.names().stream().mapToInt(String::length).max().orElse(1);
        for (String name : TuningMethods.names()) {
            lines.add("  " + name + " ".repeat(width - name.length()) + "  " + TuningMethods.summary(name));
            String settings = TuningMethods.settings(name).stream()
                    .filter(org.vpt4j.vision.setting.Setting::isOffered)
                    .map(TrainingOptions::example)
                    .collect(Collectors.joining(" "));
            if (!settings.isEmpty()) {
                lines.add(" ".repeat(width + 4) + settings);
            }
        }
        lines.add("NAME:VALUE gives the first setting, partial:4; NAME+NAME is a sum, vpt-deep+bitfit.");
        return lines;
    }

    private static String example(org.vpt4j.vision.setting.Setting<?> setting) {
        return "--" + setting.name() + " " + setting.fallbackText();
    }

    /** What the user gave: the file of {@code --config}, and over it the options. */
    public static Settings given(ParseResult parsed) {
        Map<String, Settings.Value> flags = new LinkedHashMap<>();
        all().forEach(setting -> {
            String option = "--" + setting.name();
            if (parsed.hasMatchedOption(option)) {
                flags.put(setting.name(), new Settings.Value(parsed.matchedOptionValue(option, ""), option));
            }
        });
        for (String pair : parsed.matchedOptionValue(SET, new String[0])) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!TrainingSettings.isOfMethod(key)) {
                throw new ConfigException("set: \"" + pair + "\" is not KEY=VALUE with a setting of a method"
                        + NearestName.hint(key, ofOneMethod().toList()) + "; \"vpt4j help train\" lists them");
            }
            flags.put(key, new Settings.Value(pair.substring(equals + 1).strip(), SET));
        }
        Path file = parsed.matchedOptionValue(CONFIG, null);
        return new Settings(flags).over(file == null ? Settings.NONE : SettingsFile.read(file, names()));
    }

    /** The words of a command line that give this setting. */
    public static List<String> words(String name, String value) {
        return all().anyMatch(setting -> setting.name().equals(name))
                ? List.of("--" + name, value)
                : List.of(SET, name + "=" + value);
    }

    /** The names of all settings: what a YAML file may hold. */
    public static List<String> names() {
        return Stream.concat(all().map(Setting::name), ofOneMethod()).toList();
    }

    /** {@code lora.rank} and its like. */
    private static Stream<String> ofOneMethod() {
        return TuningMethods.settingNames().entrySet().stream()
                .flatMap(setting -> setting.getValue().stream().map(method -> method + "." + setting.getKey()));
    }

    private static Stream<Setting> all() {
        return Stream.concat(TrainingSettings.all().stream(), TrainingSettings.ofMethods().stream());
    }
}
