package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vpt4j.samples.readme.Pages;

/** Commands and options that README and docs show exist. */
class PageCommandsTest {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Set<String> COMMANDS = Set.of(
            "demo",
            "train",
            "eval",
            "detect",
            "export",
            "task info",
            "data convert",
            "data doctor",
            "data split",
            "data stats",
            "data preview",
            "backbone list",
            "backbone info",
            "backbone pull",
            "backbone verify",
            "backbone path",
            "features",
            "head pretrain",
            "bench train",
            "bench infer",
            "bench data",
            "bench java",
            "compare");

    private final Map<String, Set<String>> options = new HashMap<>(); // by command, from its help

    @Test
    void everyCommandOnThePagesHasTheOptionsThatItIsGiven() throws IOException {
        int count = 0;
        for (Map.Entry<Path, String> page : Pages.all().entrySet()) {
            for (String line : commandLines(page.getValue())) {
                String command = command(line);
                assertThat(options(command)).as(page.getKey() + ": " + line).containsAll(optionsIn(line));
                count++;
            }
        }
        assertThat(count).isGreaterThan(15);
    }

    @Test
    void everyOptionNamedOnThePagesExists() throws IOException {
        Set<String> known =
                COMMANDS.stream().flatMap(command -> options(command).stream()).collect(Collectors.toSet());
        for (Map.Entry<Path, String> page : Pages.all().entrySet()) {
            for (String code : Pages.inlineCode(page.getValue())) {
                assertThat(known).as(page.getKey() + ": " + code).containsAll(optionsIn(code));
            }
        }
    }

    /** Command lines in blocks and in running text, without comments. */
    private static List<String> commandLines(String page) {
        List<String> lines = new ArrayList<>(Pages.inlineCode(page));
        for (String block : Pages.blocks(page, "sh")) {
            lines.addAll(block.replaceAll("\\\\\n\\s*", "").lines().toList());
        }
        return lines.stream()
                .map(line -> line.replaceAll("\\s#.*", ""))
                .filter(line -> line.contains("./vpt4j "))
                .toList();
    }

    private static String command(String line) {
        String[] words = line.substring(line.indexOf("./vpt4j ")).split("\\s+", -1);
        String first = words.length > 1 ? words[1] : "";
        return Set.of("bench", "data", "head", "backbone").contains(first) && words.length > 2
                ? first + " " + words[2]
                : first;
    }

    private static Set<String> optionsIn(String text) {
        return OPTION.matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<String> options(String command) {
        return options.computeIfAbsent(command, name -> {
            if (name.equals("help") || name.equals("…")) {
                return Set.of();
            }
            List<String> arguments = new ArrayList<>(List.of("help"));
            arguments.addAll(List.of(name.split(" ")));
            CapturedRun help = CapturedRun.of(arguments);
            assertThat(help.code()).as(name + ": " + help.err()).isZero();
            return optionsIn(help.out());
        });
    }
}
