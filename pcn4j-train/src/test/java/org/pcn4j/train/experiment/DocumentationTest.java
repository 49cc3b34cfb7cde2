package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.model.FunctionNames;
import org.pcn4j.train.model.ModelForms;

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
    void thePageHasExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(2);
    }

    /** Those whose tables give each a row. */
    private static void requireRows(Map<String, List<String>> variants) throws IOException {
        List<String> rows = page().lines().filter(line -> line.startsWith("|")).toList();
        variants.forEach((name, keys) -> {
            String row = rows.stream()
                    .filter(line -> line.split("\\|")[1].contains("`" + name + "`"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row of " + name));
            if (!row.contains("the same")) {
                for (String key : keys) {
                    assertThat(row).as("key %s of %s", key, name).contains(key);
                }
            }
        });
    }

    @Test
    void everyKeyOfModelsRulesOptimizersAndSchedulesHasItsPlace() throws IOException {
        requireRows(ModelForms.KIND.keys());
        requireRows(RuleSpec.KIND.keys());
        requireRows(OptimizerSpec.KIND.keys());
        requireRows(ScheduleSpec.KIND.keys());
    }

    @Test
    void everyKeyOfFunctionsHasItsPlace() throws IOException {
        requireRows(FunctionNames.keys());
    }

    @Test
    void everyKeyOfAnExperimentHasARow() throws IOException {
        for (String key : ExperimentForm.KIND.keys()) {
            assertThat(page()).contains("| `" + key + "` |");
        }
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

    @Test
    void everyKeyOfDataIsExplained() throws IOException {
        String page = page();
        String data = page.substring(page.indexOf("## Data"), page.indexOf("## Rules, optimizers"));
        DataSpec.KIND.keys().forEach((name, keys) -> {
            assertThat(data).contains("`" + name + "`");
            assertThat(keys).allSatisfy(key -> assertThat(data).contains("`" + key));
        });
    }
}
