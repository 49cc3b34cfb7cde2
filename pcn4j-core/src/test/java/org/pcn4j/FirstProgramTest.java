package org.pcn4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first program of a page is compiled and run as it stands there. */
class FirstProgramTest {
    @ParameterizedTest
    @CsvSource({
        "README.md, First, 12, bitwiseEqual=true",
        "docs/graphs.md, Residual, 20, '(linear(64 → 64) + identity)'",
        "docs/inference.md, Recall, 31, -1.0 1.0 -1.0",
    })
    void theFirstProgramOfAPageIsShortAndPrintsWhatThePageSays(
            String page, String name, int lines, String printed, @TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve(name + ".java"), program(page, lines));
        Path output = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String found = Files.readString(output);
        assertThat(process.exitValue()).as(found).isZero();
        assertThat(found).contains(printed);
    }

    private static String program(String page, int most) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", page));
        int start = lines.indexOf("```java");
        assertThat(start).as(page + " has a Java program").isNotNegative();
        int length = lines.subList(start + 1, lines.size()).indexOf("```");
        List<String> program = lines.subList(start + 1, start + 1 + length);
        assertThat(program.stream().filter(line -> !line.startsWith("import ") && !line.isBlank()))
                .as("lines besides the imports")
                .hasSizeLessThanOrEqualTo(most);
        return String.join("\n", program) + "\n";
    }
}
