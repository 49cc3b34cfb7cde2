package org.pcn4j.train;

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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The arrows between this module's packages, and from them to the core's. */
class ArchitectureTest {
    private static final String ROOT = "org.pcn4j.";
    private static final Pattern ROW = Pattern.compile("\\| `(train[.a-z]*)` \\|([^|]*)\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`([.a-z]+)`");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pcn4j.train");

    @Test
    void packagesUseWhatTheArchitectureDrawsAndNothingElse() throws IOException {
        assertThat(found()).isEqualTo(drawn());
    }

    /** The rows of ARCHITECTURE.md: package → packages. */
    private static Map<String, Set<String>> drawn() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "ARCHITECTURE.md")));
        while (row.find()) {
            Set<String> used = new TreeSet<>();
            Matcher name = NAME.matcher(row.group(2) + row.group(3));
            while (name.find()) {
                used.add(name.group(1));
            }
            arrows.put(row.group(1), used);
        }
        return arrows;
    }

    private static Map<String, Set<String>> found() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            Set<String> used = arrows.computeIfAbsent(name(type), unused -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .map(JavaClass::getBaseComponentType)
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::name)
                    .filter(target -> !target.equals(name(type)))
                    .forEach(used::add);
        }
        return arrows;
    }

    private static String name(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }

    @Test
    void theLibraryPrintsNothing() {
        noClasses().should().accessField(System.class, "out").check(CLASSES);
        noClasses().should().accessField(System.class, "err").check(CLASSES);
    }
}
