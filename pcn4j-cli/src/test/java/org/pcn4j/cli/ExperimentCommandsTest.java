package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code train} takes, {@code compare}, {@code plan} and {@code network} take. */
class ExperimentCommandsTest {
    private static final String OWN = """
            model:
              name: graph
              nodes:
                - {name: x, kind: input, shape: [1, 28, 28]}
                - name: stem
                  function: [{name: conv2d, in: 1, out: 2, kernel: 3, stride: 4}, relu]
                  parents: [x]
                - {name: side, function: {name: conv2d, in: 2, out: 2, kernel: 3, padding: 1}, parents: [stem]}
                - {name: joined, function: [{name: add, inputs: 2}, relu], parents: [side, stem]}
                - {name: out, kind: output, function: [flatten, {name: linear, in: 98, out: 10}], parents: [joined]}
            data: {name: digits, train: 60, test: 20}
            rule: {name: il, steps: 3, gamma: 0.25}
            batch: 20
            updates: 2
            threads: 1
            """;

    @TempDir
    Path dir;

    private String own() throws IOException {
        return Files.writeString(dir.resolve("own.yaml"), OWN).toString();
    }

    private static JsonNode json(String... words) {
        Ran ran = Ran.pcn4j(words);
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.shared().readTree(ran.out());
    }

    private static JsonNode comparison(String... words) {
        return json(words).path("comparisons").path(0);
    }

    @Test
    void aNetworkThatAUserSpelledOutIsComparedPlannedAndDrawn() throws IOException {
        JsonNode compared = comparison("compare", own(), "--json=-");
        assertThat(compared.path("model").asString()).isEqualTo("graph");
        assertThat(compared.path("data").asString()).isEqualTo("digits");
        assertThat(compared.path("updates").asInt()).isEqualTo(2);
        assertThat(compared.path("batch").asInt()).isEqualTo(20);
        assertThat(compared.path("rules").findValuesAsString("rule")).containsExactly("bp", "il", "z-il");
        assertThat(compared.path("rules").findValuesAsString("bitwiseEqual")).containsExactly("true", "false", "true");

        Ran plan = Ran.pcn4j("plan", own(), "--rule=z-il");
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .startsWith("graph by z-il, T 3, γ 1.0")
                .containsPattern("stem +3 +p")
                .contains("joined");

        Ran drawn = Ran.pcn4j("network", own(), "--as=svg", "--output=" + dir.resolve("own.svg"));
        assertThat(drawn.code()).as(drawn.err()).isZero();
        assertThat(dir.resolve("own.svg")).content().contains("<title>graph: ").contains("joined");
        assertThat(json("network", own(), "--json").path("nodes").findValuesAsString("name"))
                .contains("x", "stem", "side", "joined", "out");
    }

    @Test
    void aNetworkWithPrecisionsASinkAndALateralEdgeIsTrainedComparedPlannedAndDrawn() throws IOException {
        String cyclic = Files.writeString(
                        dir.resolve("cyclic.yaml"),
                        OWN.replace("function: {name: conv2d, in: 2, out: 2, kernel: 3, padding: 1}", "function: relu")
                                .replace(
                                        "[{name: add, inputs: 2}, relu], parents: [side, stem]}",
                                        "[{name: add, inputs: 3}, relu], parents: [side, stem, joined],"
                                                + " lateral: {joined: [2, 7, 7]}, precision: 2}\n"
                                                + "    - {name: small, kind: sink, function: flatten, parents: [side]}"))
                .toString();
        Ran trained = Ran.pcn4j("train", cyclic, "--runs=" + dir.resolve("runs"));
        assertThat(trained.code()).as(trained.err()).isZero();
        JsonNode compared = comparison("compare", cyclic, "--rules=bp,il", "--json=-");
        assertThat(compared.path("rules").findValuesAsString("bitwiseEqual")).containsExactly("true", "false");
        Ran plan = Ran.pcn4j("plan", cyclic);
        assertThat(plan.out()).startsWith("graph by il, T 3, γ 0.25").contains("small");
        assertThat(json("network", cyclic, "--json").path("nodes").findValuesAsString("name"))
                .contains("joined", "small");
        Ran network = Ran.pcn4j("network", cyclic);
        assertThat(network.code()).as(network.err()).isZero();
        assertThat(network.out()).contains("lateral edges, which count for no level: z-il has no plan");
        Ran refused = Ran.pcn4j("train", cyclic, "--set=rule=z-il", "--runs=" + dir.resolve("none"));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("rule: the schedule z-il cannot work with the lateral edges of node 'joined'")
                .hasLineCount(1);
        assertThat(dir.resolve("none")).doesNotExist();
    }

    @Test
    void theRuleOfAnExperimentKeepsItsSettingsAndOthersHaveTheirDefaults() throws IOException {
        JsonNode plan = json("plan", own(), "--json");
        assertThat(plan.path("rule").asString()).isEqualTo("il");
        assertThat(plan.path("relaxations").asInt()).isEqualTo(3);
        assertThat(plan.path("gamma").asDouble()).isEqualTo(0.25);
        JsonNode compared = comparison("compare", own(), "--rules=il,ipc", "--json=-");
        assertThat(cost(compared, 0))
                .isEqualTo(cost(comparison("compare", own(), "--set=rule={name: il, steps: 3}", "--json=-"), 1))
                .isNotEqualTo(cost(comparison("compare", own(), "--set=rule=il", "--json=-"), 1));
        assertThat(cost(compared, 1))
                .isEqualTo(cost(comparison("compare", own(), "--set=rule=ipc", "--rules=ipc", "--json=-"), 0));
    }

    private static JsonNode cost(JsonNode comparison, int rule) {
        return comparison.path("rules").path(rule).path("plan");
    }

    @Test
    void theRuleOfAnExperimentIsComparedUnlessOthersAreAskedFor() throws IOException {
        assertThat(comparison("compare", own(), "--set=rule=fpa", "--updates=1", "--json=-")
                        .path("rules")
                        .findValuesAsString("rule"))
                .containsExactly("bp", "il", "z-il", "fpa");
    }

    /** Rules that take over have no part in a comparison, not even where they are the ones that are compared. */
    @Test
    void whatTakesOverInAnExperimentIsNotCompared() throws IOException {
        JsonNode compared = comparison(
                "compare",
                own(),
                "--set=changes=[{after: 1, rule: bp}]",
                "--set=updates=none",
                "--set=epochs=2",
                "--rules=bp,il",
                "--json=-");
        assertThat(compared.path("updates").asInt()).isEqualTo(6);
        assertThat(compared.path("rules").path(1).path("bitwiseEqual").asBoolean())
                .isFalse();
    }

    static Stream<Arguments> shortOptions() {
        return Stream.of(
                Arguments.of("--updates=3", List.of("updates=3", "epochs=none")),
                Arguments.of("--epochs=1", List.of("epochs=1", "updates=none")),
                Arguments.of("--batch=10", List.of("batch=10")),
                Arguments.of("--seed=7", List.of("seed=7")),
                Arguments.of("--dtype=float64", List.of("dtype=float64")),
                Arguments.of("--loss=squared-error", List.of("loss=squared-error")),
                Arguments.of("--optimizer=sgd", List.of("optimizer=sgd")),
                Arguments.of("--lr=0.25", List.of("optimizer.lr=0.25")),
                Arguments.of("--gamma=0.5", List.of("rule.gamma=0.5")),
                Arguments.of("--steps=2", List.of("rule.steps=2")),
                Arguments.of("--rules=ipc", List.of("rule=ipc")),
                Arguments.of("--threads=2", List.of("threads=2")),
                Arguments.of("--model=mlp", List.of("model=mlp")));
    }

    /** Each is a setting of the experiment, and what it changes is to be seen. */
    @ParameterizedTest
    @MethodSource("shortOptions")
    void aShortOptionIsAnotherWordForASetting(String option, List<String> settings) throws IOException {
        String rules = "--rules=" + (option.startsWith("--rules") ? "ipc" : "il");
        String[] plain = {"compare", own(), "--rules=il", "--json=-"};
        String[] shortly = option.startsWith("--rules")
                ? new String[] {"compare", own(), option, "--json=-"}
                : new String[] {"compare", own(), option, rules, "--json=-"};
        String[] set = Stream.concat(
                        Stream.of("compare", own(), rules, "--json=-"),
                        settings.stream().map(each -> "--set=" + each))
                .toArray(String[]::new);
        String found = withoutTimes(json(shortly));
        assertThat(found).isEqualTo(withoutTimes(json(set)));
        assertThat(found).isNotEqualTo(withoutTimes(json(plain)));
    }

    private static String withoutTimes(JsonNode document) {
        return document.toString()
                .replaceAll("\"millisPerUpdate\":\\{[^}]*}", "")
                .replaceAll("\"timeRatio\":[^,]*", "");
    }

    @Test
    void withoutAFileAllIsSaidByOptions() {
        assertThat(Ran.pcn4j("plan", "--set", "model=cnn", "--set", "rule=il").out())
                .isEqualTo(Ran.pcn4j("plan", "--model", "cnn", "--rule", "il").out())
                .startsWith("cnn by il, T 8, γ 0.1");
        assertThat(Ran.pcn4j("plan").out()).startsWith("mlp by z-il");
        assertThat(Ran.pcn4j("network", "--set=model={name: mlp, hidden: [3]}").out())
                .contains("fc1")
                .doesNotContain("fc2");
        JsonNode compared = comparison(
                "compare",
                "--set=model={name: mlp, hidden: [3]}",
                "--set=data.train=40",
                "--set=data.test=5",
                "--batch=20",
                "--updates=1",
                "--rules=z-il",
                "--json=-");
        assertThat(compared.path("model").asString()).isEqualTo("mlp");
        assertThat(compared.path("updates").asInt()).isEqualTo(1);
    }

    /** Nothing is held back for validation unless it is asked for: a batch may be as large as the set. */
    @Test
    void withoutAFileAllSamplesAreLearnedFrom() {
        String[] words = {
            "compare",
            "--model=mlp",
            "--set=data.train=50",
            "--set=data.test=5",
            "--rules=z-il",
            "--updates=1",
            "--batch=50",
            "--json=-"
        };
        assertThat(comparison(words).path("batch").asInt()).isEqualTo(50);
        String[] held = Stream.concat(Stream.of(words), Stream.of("--set=data.validation=0.1"))
                .toArray(String[]::new);
        Ran ran = Ran.pcn4j(held);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--batch 50: batch: expected at most the 45 samples to train on, found 50")
                .contains("data.validation: --set data.validation=0.1");
    }

    @Test
    void dataAreTakenByTheirNameOrByWhatIsAtAPath() throws IOException {
        StringBuilder rows = new StringBuilder("width,height,kind\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i % 7).append(',').append(i % 5).append(i % 2 == 0 ? ",even\n" : ",odd\n");
        }
        Path table = Files.writeString(dir.resolve("rows.csv"), rows);
        JsonNode compared = comparison(
                "compare", "--model=mlp", "--data=" + table, "--rules=z-il", "--updates=2", "--batch=8", "--json=-");
        assertThat(compared.path("data").asString()).isEqualTo("csv");
        assertThat(compared.path("rules").path(0).path("bitwiseEqual").asBoolean())
                .isTrue();
    }

    @Test
    void severalNetworksOfOneExperimentAreComparedInTurns() throws IOException {
        JsonNode document = json("compare", own(), "--models=mlp,cnn", "--rules=z-il", "--updates=1", "--json=-");
        assertThat(document.path("comparisons").findValuesAsString("model")).containsExactly("mlp", "cnn");
        assertThat(document.path("comparisons").findValuesAsString("batch")).containsExactly("20", "20");
    }

    @Test
    void aNetworkThatDoesNotFitItsDataIsRefusedByPlanAndNetworkAsByTrain() throws IOException {
        for (String command : List.of("plan", "network")) {
            Ran ran = Ran.pcn4j(command, own(), "--set=data=words");
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("graph and words do not fit").hasLineCount(1);
        }
    }
}
