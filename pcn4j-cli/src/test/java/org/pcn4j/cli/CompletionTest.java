package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What a shell completes. */
class CompletionTest {
    @TempDir
    Path dir;

    @Test
    void theScriptHasEveryCommandAndEveryOption() {
        String script = script();
        List<CommandLine> commands = commands();
        assertThat(commands).hasSizeGreaterThan(10);
        for (CommandLine command : commands) {
            String function =
                    "_picocli_" + command.getCommandSpec().qualifiedName("_").replace('-', '_');
            assertThat(script).contains("function " + function + "() {");
            String body = body(script, function);
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(body).as(function).contains("'" + option.longestName() + "'");
            }
            for (String below : command.getSubcommands().keySet()) {
                assertThat(body).as(function).containsPattern("commands=\"[^\"]*\\b" + below + "\\b");
            }
        }
    }

    @Test
    void everyHelpHasAnExample() {
        for (CommandLine command : commands()) {
            List<String> args = new ArrayList<>(
                    List.of(command.getCommandSpec().qualifiedName().split(" ")));
            args.remove(0);
            args.add("--help");
            Ran ran = Ran.pcn4j(args.toArray(new String[0]));
            assertThat(ran.code()).isZero();
            assertThat(ran.out()).as(args.toString()).contains("Example").contains("pcn4j ");
            assertThat(ran.err()).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void bashCompletesCommandsOptionsAndTheirValuesAsTheyAreWritten() throws Exception {
        assumeTrue(Stream.of("/bin/bash", "/usr/bin/bash").anyMatch(path -> Files.exists(Path.of(path))));

        assertThat(completed("da")).containsExactly("data");
        assertThat(completed("data", "f")).containsExactly("fetch");
        assertThat(completed("data", "fetch", "mn")).containsExactly("mnist");
        assertThat(completed("data", "show", "--out")).containsExactly("--output");
        assertThat(completed("network", "--model", "m")).containsExactly("mlp");
        assertThat(completed("network", "--as", "")).containsExactlyInAnyOrder("table", "dot", "svg");
        assertThat(completed("compare", "--data", "shap")).containsExactly("shapes");
        assertThat(completed("plan", "--rule", "z-")).containsExactlyInAnyOrder("z-il", "z-il-unlevelled");
        assertThat(completed("compare", "--dtype", "float3")).containsExactly("float32");
    }

    private List<String> completed(String... words) throws IOException, InterruptedException {
        Path script = Files.writeString(dir.resolve("completion"), script());
        String line = "source " + script + "; COMP_WORDS=(pcn4j "
                + String.join(
                        " ", Stream.of(words).map(word -> "'" + word + "'").toList()) + "); COMP_CWORD="
                + words.length + "; _complete_pcn4j; printf '%s\\n' \"${COMPREPLY[@]}\"";
        // Outside of a completion the shell complains of what only a completion may do, and goes on.
        Process bash = new ProcessBuilder("bash", "--norc", "-c", line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().map(String::strip).filter(each -> !each.isEmpty()).toList();
    }

    private static String body(String script, String function) {
        String from = script.substring(script.indexOf("function " + function + "() {"));
        return from.substring(0, from.indexOf("\n}\n"));
    }

    private static String script() {
        Ran ran = Ran.pcn4j("completion");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        return ran.out();
    }

    private static List<CommandLine> commands() {
        return below(Main.program(Terminal.PLAIN, DataSets.ofUser())).toList();
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CompletionTest::below));
    }
}
