package org.pcn4j.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the benchmarks may use. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pcn4j.bench");

    @Test
    void allButTheKernelsAreMeasuredAsTheLibrarysUsersCallThem() {
        noClasses()
                .that()
                .haveNameNotMatching(".*KernelBenchmark.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void nothingButAnswersAndFiguresGoesToTheStandardOutput() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Worker.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(RecallBenchmark.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(DenseBenchmark.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(PredictBenchmark.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(RanksBenchmark.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(OwnersBenchmark.class.getName())
                .should()
                .accessField(System.class, "out")
                .check(CLASSES);
    }
}
