package org.pcn4j.vector;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the vector kernels use. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pcn4j.vector");

    @Test
    void ofTheLibraryTheyUseTheInterfaceOfDenseKernelsAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.pcn4j..", "org.bytedeco..")
                        .and(not(resideInAnyPackage("org.pcn4j.vector", "org.pcn4j.dense"))))
                .check(CLASSES);
    }

    /** Java loads the provider wherever this module is on the class path, with the Vector API or without. */
    @Test
    void whatIsLoadedFirstDoesNotKnowTheVectorApi() {
        noClasses()
                .that()
                .haveSimpleName("VectorProvider")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector")
                .check(CLASSES);
    }
}
