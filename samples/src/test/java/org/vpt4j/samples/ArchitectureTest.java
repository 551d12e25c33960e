package org.vpt4j.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vpt4j.samples.readme.Pages;

/** Modules know only those below them: samples, detect-heads, datasets, vision-core. Packages have no cycles, and some are API. */
class ArchitectureTest {
    /** The API: what Java programs call. Public types elsewhere are public for the project's own packages only. */
    private static final Set<String> API_FOR_USERS = Set.of(
            "org.vpt4j.detect",
            "org.vpt4j.detect.djl",
            "org.vpt4j.detect.export",
            "org.vpt4j.detect.inference",
            "org.vpt4j.detect.metric",
            "org.vpt4j.detect.task",
            "org.vpt4j.detect.train",
            "org.vpt4j.datasets",
            "org.vpt4j.datasets.loader",
            "org.vpt4j.vision.backbone",
            "org.vpt4j.vision.error",
            "org.vpt4j.vision.image",
            "org.vpt4j.vision.runtime",
            "org.vpt4j.vision.setting");

    /** The API: what plug-ins implement and use, such as tuning methods, backbone families, dataset formats and heads. */
    private static final Set<String> API_FOR_PLUG_INS = Set.of(
            "org.vpt4j.detect.head",
            "org.vpt4j.datasets.format",
            "org.vpt4j.vision.encoder",
            "org.vpt4j.vision.onnx",
            "org.vpt4j.vision.script",
            "org.vpt4j.vision.tensor",
            "org.vpt4j.vision.text",
            "org.vpt4j.vision.tuning",
            "org.vpt4j.vision.weights");

    private static JavaClasses program;

    @BeforeAll
    static void readTheClassFiles() {
        program = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.vpt4j");
        assertThat(program.stream().map(JavaClass::getPackageName))
                .contains("org.vpt4j.samples.cli", "org.vpt4j.detect", "org.vpt4j.datasets", "org.vpt4j.vision.image");
    }

    @Test
    void modulesKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.vpt4j..")
                .layer("samples")
                .definedBy("org.vpt4j.samples..")
                .layer("detect-heads")
                .definedBy("org.vpt4j.detect..")
                .layer("datasets")
                .definedBy("org.vpt4j.datasets..")
                .layer("vision-core")
                .definedBy("org.vpt4j.vision..")
                .whereLayer("samples")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("detect-heads")
                .mayOnlyBeAccessedByLayers("samples")
                .whereLayer("datasets")
                .mayOnlyBeAccessedByLayers("samples", "detect-heads")
                .ensureAllClassesAreContainedInArchitecture()
                .check(program);
    }

    @Test
    void classesOfAPackageComeFromTheModuleOfThatName() {
        classes()
                .that()
                .resideInAPackage("org.vpt4j.samples..")
                .should(comeFrom("samples"))
                .check(program);
        classes()
                .that()
                .resideInAPackage("org.vpt4j.vision..")
                .should(comeFrom("vision-core"))
                .check(program);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.vpt4j.(**)").should().beFreeOfCycles().check(program);
    }

    @Test
    void theLibrariesOfTheCommandLineStayInSamples() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.vpt4j.samples..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..")
                .check(program);
    }

    @Test
    void yamlIsReadAsSettingsOfTheCommandLineAndAsYolosDescriptionOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.vpt4j.samples..", "org.vpt4j.datasets.format..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml..")
                .check(program);
    }

    @Test
    void theApisPackagesAreListedForItsUsers() throws IOException {
        String page = Pages.all().get(Pages.root().resolve("docs/java.md"));
        String section = page.substring(page.indexOf("## Packages of the API"));

        assertThat(Pages.inlineCode(section))
                .filteredOn(code -> code.startsWith("org.vpt4j"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(API_FOR_USERS, API_FOR_PLUG_INS)
                        .flatMap(Set::stream)
                        .toList());
        assertThat(program.stream().map(JavaClass::getPackageName))
                .containsAll(API_FOR_USERS)
                .containsAll(API_FOR_PLUG_INS);
    }

    @Test
    void packagesOfTheApiSaySo() throws IOException {
        Sources.mainJava().forEach((file, text) -> {
            if (file.endsWith("package-info.java")) {
                String name = text.substring(text.lastIndexOf("package ") + "package ".length(), text.lastIndexOf(';'));
                String sentences = text.replace("\n * ", " ");
                assertThat(sentences.contains("Part of the API.")).as(name).isEqualTo(API_FOR_USERS.contains(name));
                assertThat(sentences.contains("Part of the API, for plug-ins."))
                        .as(name)
                        .isEqualTo(API_FOR_PLUG_INS.contains(name));
            }
        });
    }

    @Test
    void theApiShowsOnlyItself() {
        classes()
                .that(new DescribedPredicate<JavaClass>("are public in a package of the API") {
                    @Override
                    public boolean test(JavaClass type) {
                        return isApi(type);
                    }
                })
                .should(new ArchCondition<>("show only types of the API's packages") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        signatures(type).forEach((member, types) -> types.stream()
                                .map(JavaClass::getBaseComponentType)
                                .filter(shown -> shown.getPackageName().startsWith("org.vpt4j")
                                        && !isApi(shown.getPackageName()))
                                .forEach(shown -> events.add(
                                        SimpleConditionEvent.violated(member, member + " shows " + shown.getName()))));
                    }
                })
                .check(program);
    }

    private static boolean isApi(JavaClass type) {
        return isApi(type.getPackageName())
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isApi).orElse(true);
    }

    private static boolean isApi(String name) {
        return API_FOR_USERS.contains(name) || API_FOR_PLUG_INS.contains(name);
    }

    /** Types in the declarations of a type's public and protected members, and what it extends and implements. */
    private static Map<String, Set<JavaClass>> signatures(JavaClass type) {
        Map<String, Set<JavaClass>> signatures = new TreeMap<>();
        for (JavaMember member : type.getMembers()) {
            boolean open = member.getModifiers().contains(JavaModifier.PUBLIC)
                    || member.getModifiers().contains(JavaModifier.PROTECTED);
            if (open && !member.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                signatures.put(member.getFullName(), member.getAllInvolvedRawTypes());
            }
        }
        signatures.put(type.getName(), new HashSet<>(type.getRawInterfaces()));
        type.getRawSuperclass()
                .ifPresent(parent -> signatures.get(type.getName()).add(parent));
        return signatures;
    }

    private static ArchCondition<JavaClass> comeFrom(String module) {
        return new ArchCondition<>("come from the module " + module) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String source = type.getSource().orElseThrow().getUri().toString();
                boolean there = source.contains("/" + module + "/") || source.contains("/" + module + "-");
                events.add(new SimpleConditionEvent(type, there, type.getName() + " comes from " + source));
            }
        };
    }
}
