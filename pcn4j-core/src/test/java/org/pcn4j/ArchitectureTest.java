package org.pcn4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as ARCHITECTURE.md draws them. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pcn4j");

    /** Each class by itself, with the classes inside it. */
    private static final SliceAssignment BY_CLASS = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName(), outermost(type).getSimpleName());
        }

        @Override
        public String getDescription() {
            return "each class";
        }
    };

    @Test
    void packagesUseOnlyWhatStandsBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.pcn4j..")
                .layer("tensor")
                .definedBy("org.pcn4j.tensor")
                .layer("dense")
                .definedBy("org.pcn4j.dense")
                .layer("function")
                .definedBy("org.pcn4j.function")
                .layer("network")
                .definedBy("org.pcn4j.network")
                .layer("schedule")
                .definedBy("org.pcn4j.inference.schedule")
                .layer("plan")
                .definedBy("org.pcn4j.inference.plan")
                .layer("dense plans")
                .definedBy("org.pcn4j.inference.dense")
                .layer("run")
                .definedBy("org.pcn4j.inference.run")
                .layer("learning")
                .definedBy("org.pcn4j.learning")
                .layer("analysis")
                .definedBy("org.pcn4j.analysis")
                .layer("systems")
                .definedBy("org.pcn4j.systems..")
                .layer("data")
                .definedBy("org.pcn4j.data")
                .layer("front door")
                .definedBy("org.pcn4j")
                .whereLayer("tensor")
                .mayNotAccessAnyLayer()
                .whereLayer("dense")
                .mayNotAccessAnyLayer()
                .whereLayer("data")
                .mayOnlyAccessLayers("tensor")
                .whereLayer("function")
                .mayOnlyAccessLayers("tensor", "dense")
                .whereLayer("network")
                .mayOnlyAccessLayers("tensor", "function")
                .whereLayer("schedule")
                .mayOnlyAccessLayers("tensor", "function", "network")
                .whereLayer("plan")
                .mayOnlyAccessLayers("tensor", "function", "network", "schedule")
                .whereLayer("dense plans")
                .mayOnlyAccessLayers("tensor", "dense", "function", "network", "schedule", "plan")
                .whereLayer("run")
                .mayOnlyAccessLayers("tensor", "dense", "function", "network", "schedule", "plan", "dense plans")
                .whereLayer("learning")
                .mayOnlyAccessLayers("tensor", "dense", "function", "network", "schedule", "plan", "dense plans", "run")
                .whereLayer("analysis")
                .mayOnlyAccessLayers("tensor", "function", "network", "schedule", "plan", "run", "learning")
                .whereLayer("systems")
                .mayOnlyAccessLayers(
                        "tensor", "function", "network", "schedule", "plan", "run", "learning", "analysis", "data")
                .whereLayer("front door")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void onlyTheTensorPackageKnowsTheBinding() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.pcn4j.tensor")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("org.pcn4j.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("org.pcn4j.inference.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("org.pcn4j.systems.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noClassesOfTheTensorPackageUseEachOtherInACircle() {
        slices().assignedFrom(BY_CLASS)
                .should()
                .beFreeOfCycles()
                .check(CLASSES.that(resideInAPackage("org.pcn4j.tensor")));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    @Test
    void pullbacksAndRulesButForFunctionsThatOnlyGoForwardShareNoCodeWithTheReference() {
        noClasses()
                .that()
                .resideInAnyPackage("org.pcn4j.function", "org.pcn4j.inference..", "org.pcn4j.network")
                .and()
                .doNotHaveFullyQualifiedName("org.pcn4j.function.ForwardOnly")
                .should()
                .dependOnClassesThat()
                .haveSimpleName("Autograd")
                .check(CLASSES);
    }

    @Test
    void theLibraryPrintsNothing() {
        noClasses().should().accessField(System.class, "out").check(CLASSES);
        noClasses().should().accessField(System.class, "err").check(CLASSES);
    }
}
