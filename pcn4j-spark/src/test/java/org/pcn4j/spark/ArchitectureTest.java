package org.pcn4j.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows from this module to the others, and what of it may be executors' business alone. */
class ArchitectureTest {
    private static final String ROOT = "org.pcn4j.";
    private static final Pattern ROW = Pattern.compile("\\| `spark` \\|([^|]*)\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([.a-z]+)`");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pcn4j.spark");

    @Test
    void theModuleUsesWhatTheArchitectureDrawsAndNothingElse() throws IOException {
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "ARCHITECTURE.md")));
        assertThat(row.find()).isTrue();
        Set<String> drawn = new TreeSet<>();
        Matcher name = NAME.matcher(row.group(1) + row.group(2));
        while (name.find()) {
            drawn.add(name.group(1));
        }
        Set<String> found = CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .map(JavaClass::getPackageName)
                .filter(used -> used.startsWith(ROOT) && !used.equals("org.pcn4j.spark"))
                .map(used -> used.substring(ROOT.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).isEqualTo(drawn);
    }

    @Test
    void theProgramAlonePrints() {
        for (String stream : new String[] {"out", "err"}) {
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(SparkTrain.class.getName())
                    .should()
                    .accessField(System.class, stream)
                    .check(CLASSES);
        }
    }

    @Test
    void nothingKnowsTheBinding() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(CLASSES);
    }
}
