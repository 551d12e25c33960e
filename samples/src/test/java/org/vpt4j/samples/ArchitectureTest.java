package org.vpt4j.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom: samples, detect-heads, datasets, vision-core, each only those after it; and no circles. */
class ArchitectureTest {
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
                .resideOutsideOfPackages("org.vpt4j.samples..", "org.vpt4j.datasets.yolo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml..")
                .check(program);
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
