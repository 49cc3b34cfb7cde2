package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart, read by the JDK's jshell as {@code ./pcn4j jshell docs/quickstart.jsh} does. */
class QuickstartTest {
    private static final Path SCRIPT = Path.of("..", "docs", "quickstart.jsh");

    /** Returns what was printed, complaints included. */
    private static String printed(Path script, Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jshell").toString());
        command.addAll(List.of("-s", "--class-path", System.getProperty("java.class.path")));
        for (String option : List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Djava.io.tmpdir=" + folder.toAbsolutePath())) {
            command.add("-R" + option);
        }
        command.addAll(List.of("-J-Dfile.encoding=UTF-8", "-J-Dstdout.encoding=UTF-8"));
        command.addAll(List.of("-J-Djava.util.prefs.userRoot=" + folder, script.toString()));
        // Otherwise the JDK tells, among the complaints, that it has made this folder.
        Files.createDirectories(folder.resolve(".java").resolve(".userPrefs"));
        // The prompt that follows the script finds the end of its input, and ends.
        Path input = Files.createFile(folder.resolve("in"));
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** Returns how jshell begins to tell what is wrong with the cells of a file. */
    private static List<String> complaints(String printed) {
        return printed.lines()
                .filter(line -> line.startsWith("Error:") || line.startsWith("Exception "))
                .toList();
    }

    @Test
    void everyCellOfTheQuickstartRuns(@TempDir Path folder) throws Exception {
        String printed = printed(SCRIPT, folder);
        assertThat(complaints(printed)).as(printed).isEmpty();
        assertThat(printed)
                .contains(
                        "Z-IL and BP are bit-identical: true",
                        "IL and BP are bit-identical: false",
                        "Loaded: mlp of images of 1x28x28 in 10 classes, 118282 parameters",
                        "It takes the digit above for a ",
                        "== Done")
                .containsPattern("out +0 +p +L +· +·")
                .containsPattern("update 680 of 680: loss 0\\.\\d+, [89]\\d\\.\\d % right")
                .containsPattern("IL, two epochs of 2000 digits: \\d+\\.\\d % right");
        try (var files = Files.walk(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .contains("checkpoint-00000680.safetensors", "digits.safetensors", "report.html");
        }
    }

    @Test
    void aCellThatDoesNotCompileOrThrowsWouldBeSeen(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("wrong.jsh");
        Files.writeString(script, "int one = \"none\";\nthrow new IllegalStateException(\"thrown\");\n");
        assertThat(complaints(printed(script, folder)))
                .containsExactly("Error:", "Exception java.lang.IllegalStateException: thrown");
    }
}
