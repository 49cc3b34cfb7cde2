package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.settings.SettingsText;

/** What docs/experiments.md says. */
class DocumentationTest {
    private static final Path PAGE = Path.of("..", "docs", "experiments.md");

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    static Stream<String> examples() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page());
        return example.results().map(found -> found.group(1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleOfThePageIsRead(String example) {
        Experiment read = Experiment.read(example, List.of());
        assertThat(Experiment.read(read.toYaml(), List.of())).isEqualTo(read);
    }

    @Test
    void theRuleOfOnesOwnIsTheOneOfTheTests() throws IOException {
        String source = Files.readString(Path.of("src", "test", "java", "org", "example", "NoisyIl.java"));
        assertThat(page()).contains(source.substring(source.indexOf("public record")));
    }

    @Test
    void thePageHasExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void everyKeyOfAnExperimentHasARowWithItsDefault() throws IOException {
        Map<String, String> defaults =
                SettingsText.of(Experiment.byDefault("mlp").toYaml()).values();
        Set<String> inWords = Set.of("data", "loss", "batch", "augment", "checkpoint", "changes");
        for (String key : ExperimentForm.KIND.keys()) {
            String row = page().lines()
                    .filter(line -> line.startsWith("| `" + key + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row of " + key));
            if (!inWords.contains(key)) {
                String expected = defaults.getOrDefault(key, defaults.get(key + ".name"));
                assertThat(row.split("\\|")[2].replace("`", "").strip()).as(key).isEqualTo(expected);
            }
        }
        assertThat(page())
                .contains(
                        "| `checkpoint` | each epoch | `every`: so many updates, or `epoch`; `keep`: how many of the newest stay ("
                                + defaults.get("checkpoint.keep") + ")");
    }

    @Test
    void everyDataSetHasARowInTheTableOfSets() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "data.md")).stream()
                .dropWhile(line -> !line.startsWith("| name |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("`")[1])
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(DataSpec.KIND.names());
    }

    /** The examples of refusals, by what is really said. */
    @Test
    void messagesOfThePageAreThoseThatAreTold() throws IOException {
        String text = "\n\n\noptimizer: {%s}";
        for (String[] each : new String[][] {
            {String.format(Locale.ROOT, text, "lrr: 1"), ""},
            {String.format(Locale.ROOT, text, "lr: fast"), ""},
            {"rule: {name: z-il, gamma: 0.5}", "rule.name=il"},
            {"clip: 1", "rule=ipc"}
        }) {
            List<String> overrides = each[1].isEmpty() ? List.of() : List.of(each[1]);
            assertThatThrownBy(() -> Experiment.read(each[0], overrides))
                    .satisfies(e -> assertThat(page().replaceAll("\\s+", " "))
                            .contains("`" + shortened(String.valueOf(e.getMessage())) + "`"));
        }
        assertThatThrownBy(() -> Experiment.read("a: 1 #" + "x".repeat(1 << 20), List.of()))
                .hasMessageContaining("at most 1048576 characters");
        assertThatThrownBy(() -> Experiment.read("[".repeat(40), List.of())).hasMessageContaining("at most 32 levels");
        assertThat(page().replaceAll("\\s+", " ")).contains("more than 32 levels and more than 1,048,576 characters");
    }

    private static String shortened(String message) {
        return message.replaceFirst("name, lr, .*", "name, lr, …");
    }
}
