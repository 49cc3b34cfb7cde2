package org.pcn4j.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digits are 0 to 9 whatever language the user's system speaks: they stand in the names of files, and in files. */
class LocaleTest {
    private static String english = "";

    @Test
    void formattingNamesItsLocale() {
        noClasses()
                .should()
                .callMethodWhere(target(name("formatted")).and(target(owner(name(String.class.getName())))))
                .orShould()
                .callMethodWhere(target(nameMatching("printf|format"))
                        .and(target(owner(nameMatching("java\\..*"))))
                        .and(target(rawParameterTypes(String.class, Object[].class))))
                .orShould()
                .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.pcn4j"));
    }

    @BeforeAll
    static void inEnglish(@TempDir Path folder) throws Exception {
        english = printed(folder, "en-US", "plan", "--model=mlp", "--rule=z-il");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "th-TH-u-nu-thai"})
    void commandsStartInEveryLanguage(String tag, @TempDir Path folder) throws Exception {
        assertThat(printed(folder, tag, "plan", "--model=mlp", "--rule=z-il"))
                .isEqualTo(english)
                .contains("t=0");
        assertThat(printed(folder, tag, "train", "--help")).contains("train").doesNotContain("Exception");
    }

    private static String printed(Path folder, String tag, String... args) throws Exception {
        Locale locale = Locale.forLanguageTag(tag);
        List<String> options = List.of(
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.extensions=" + tag.replaceFirst("^[a-zA-Z]+-[A-Z]+-?", ""));
        Path output = folder.resolve("out");
        Process process = ProcessTest.builder(output, options, args).start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
