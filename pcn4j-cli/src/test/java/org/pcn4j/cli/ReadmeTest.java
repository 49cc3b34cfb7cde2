package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md says to write into a build of one's own. */
class ReadmeTest {
    private static String read(String file) throws IOException {
        return Files.readString(Path.of("..", file));
    }

    private static String inThePom(String element) throws IOException {
        Matcher matcher = Pattern.compile(String.format(Locale.ROOT, "<%1$s>(.*)</%1$s>", element))
                .matcher(read("pom.xml"));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void theSnippetsNameTheVersionsOfTheBuild() throws IOException {
        String readme = read("README.md");
        String version = inThePom("version");
        assertThat(readme)
                .contains("<version>" + version + "</version>")
                .contains("'org.pcn4j:pcn4j-train:" + version + "'")
                .contains("\"org.bytedeco:pytorch:" + inThePom("pytorch.version") + ":$natives\"")
                .contains("\"org.bytedeco:openblas:" + inThePom("openblas.version") + ":$natives\"")
                .contains("\"org.bytedeco:javacpp:" + inThePom("javacpp.version") + ":$natives\"");
    }

    /** Each platform is one that Maven chooses natives for, that the launchers let pass, and that the library knows. */
    @ParameterizedTest
    @ValueSource(strings = {"linux-x86_64", "macosx-arm64", "macosx-x86_64", "windows-x86_64"})
    void everyPlatformIsChosenByAProfileAndNamedInTheReadme(String platform) throws IOException {
        assertThat(read("pom.xml")).contains("<native.classifier>" + platform + "</native.classifier>");
        assertThat(read("README.md")).contains(platform);
    }
}
