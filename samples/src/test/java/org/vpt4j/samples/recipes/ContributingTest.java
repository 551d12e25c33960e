package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.tuning.TuningMethods;

/** Whatever CONTRIBUTING.md names in code type (a class, method, list, file, option, package) is there. */
class ContributingTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String SERVICES = "META-INF/services/";
    private static final int PLUG_INS = 4; // recipes that a jar on the class path can follow

    private final Map<String, Class<?>> classes = new HashMap<>(); // the project's, and those of the recipes
    private final List<String> packages = new ArrayList<>();
    private Path root;

    @BeforeEach
    void findTheSources() throws IOException, ClassNotFoundException {
        root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
            root = root.getParent();
        }
        for (String folder : List.of(
                "vision-core/src/main/java",
                "datasets/src/main/java",
                "detect-heads/src/main/java",
                "samples/src/main/java",
                "samples/src/test/java")) {
            addSources(root.resolve(folder));
        }
    }

    private void addSources(Path folder) throws IOException, ClassNotFoundException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path file : files) {
            String inside = folder.relativize(file).toString().replaceAll("[/\\\\]", ".");
            String name = inside.substring(0, inside.length() - ".java".length());
            packages.add(name.substring(0, name.lastIndexOf('.')));
            if (!name.endsWith("package-info")) {
                Class<?> type = Class.forName(name, false, getClass().getClassLoader());
                classes.put(type.getSimpleName(), type);
            }
        }
    }

    @TestFactory
    List<DynamicTest> everyNameInCodeTypeExists() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String section : sections()) {
            List<String> names = names(section);
            List<Class<?>> meant = names.stream()
                    .filter(classes::containsKey)
                    .<Class<?>>map(classes::get)
                    .toList();
            for (String name : names) {
                tests.add(DynamicTest.dynamicTest(name, () -> assertThat(exists(name, meant))
                        .as(
                                "%s, named in \"%s\"",
                                name, section.lines().findFirst().orElse(""))
                        .isTrue()));
            }
        }
        return tests;
    }

    @Test
    void everyRecipeNamesItsInterfaceAndItsRegistration() throws IOException {
        List<String> recipes = sections().stream()
                .filter(section -> section.startsWith("Add a"))
                .toList();
        assertThat(recipes).hasSize(6);
        List<String> plugIns =
                recipes.stream().filter(recipe -> recipe.contains(SERVICES)).toList();
        assertThat(plugIns).hasSize(PLUG_INS).allSatisfy(recipe -> {
            List<String> services = names(recipe).stream()
                    .filter(name -> name.startsWith(SERVICES))
                    .toList();
            assertThat(services).hasSize(1);
            assertThat(names(recipe))
                    .filteredOn(name -> services.get(0).endsWith("." + name))
                    .hasSize(1);
        });
    }

    /** The text by its headings, without blocks of code. */
    private List<String> sections() throws IOException {
        String text = Files.readString(root.resolve("CONTRIBUTING.md")).replaceAll("(?s)```.*?```", "");
        return List.of(text.split("(?m)^#+ "));
    }

    private static List<String> names(String section) {
        return CODE.matcher(section)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    /**
     * Whether a name stands for something.
     *
     * @param meant classes that the same section names: methods and constants are looked for in these
     */
    private boolean exists(String name, List<Class<?>> meant) throws IOException {
        if (TuningMethods.names().contains(name)) {
            return true;
        }
        if (name.startsWith(SERVICES)) {
            String service = name.substring(SERVICES.length());
            return classes.values().stream().anyMatch(type -> type.getName().equals(service))
                    && getClass().getResource("/" + name) != null;
        }
        if (name.startsWith("--")) {
            return isOption(name.substring(2).split(" ", 2));
        }
        if (name.startsWith("org.vpt4j")) {
            return packages.stream().anyMatch(there -> (there + ".").startsWith(name + "."));
        }
        if (name.startsWith("VPT4J_")) {
            return Files.readString(root.resolve("vpt4j")).contains("${" + name.substring(0, name.indexOf('=')));
        }
        if (name.startsWith("mvn ") || name.startsWith("[")) {
            return true; // a command of Maven's, the shape of a tensor
        }
        if (name.contains("/") || name.contains("-")) {
            return Files.exists(root.resolve(name)) || isGoldenPlace(name);
        }
        return classes.containsKey(name)
                || Files.isDirectory(root.resolve(name))
                || meant.stream().anyMatch(type -> hasMember(type, name))
                || isSetting(name);
    }

    private boolean isGoldenPlace(String name) {
        Matcher place = Pattern.compile("(src/test/resources/golden/)<what>/").matcher(name);
        return place.matches() && Files.isDirectory(root.resolve("vision-core").resolve(place.group(1)));
    }

    /** An option of {@code train}, and the method or head that it is given here. */
    private static boolean isOption(String[] option) {
        boolean known = option.length == 1
                || switch (option[0]) {
                    case "method" -> isMethod(option[1]);
                    case "head" -> DetectionHeads.names().contains(option[1]);
                    default -> false;
                };
        return known && isSetting(option[0]);
    }

    private static boolean isMethod(String name) {
        try {
            return !TuningMethods.summary(name).isEmpty();
        } catch (ConfigException e) {
            return false;
        }
    }

    private static boolean isSetting(String name) {
        return TrainingSettings.all().stream().map(Setting::name).anyMatch(name::equals);
    }

    private static boolean hasMember(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                        .anyMatch(method -> method.getName().equals(name))
                || Arrays.stream(type.getDeclaredFields())
                        .anyMatch(field -> field.getName().equals(name));
    }
}
