package org.pcn4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first program is compiled and run as it stands there. */
class FirstProgramTest {
    @Test
    void theFirstProgramOfTheReadmeRunsAndShowsThatZilLearnsWhatBpLearns(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("First.java"), program());
        Path output = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("bitwiseEqual=true");
    }

    private static String program() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "README.md"));
        int start = lines.indexOf("```java");
        assertThat(start).as("the README has a Java program").isNotNegative();
        int length = lines.subList(start + 1, lines.size()).indexOf("```");
        List<String> program = lines.subList(start + 1, start + 1 + length);
        assertThat(program.stream().filter(line -> !line.startsWith("import ") && !line.isBlank()))
                .as("at most twenty lines besides the imports")
                .hasSizeLessThanOrEqualTo(20);
        return String.join("\n", program) + "\n";
    }
}
