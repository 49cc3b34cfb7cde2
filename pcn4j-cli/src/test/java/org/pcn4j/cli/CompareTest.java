package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.dense.Kernels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareTest {
    private static final List<String> TOP = List.of("version", "seed", "threads", "comparisons");
    private static final List<String> COMPARISON =
            List.of("model", "data", "dtype", "loss", "updates", "batch", "rules");
    private static final List<String> RULE = List.of(
            "rule",
            "arithmetic",
            "bitwiseEqual",
            "maxUlp",
            "weightDistance",
            "relativeDistance",
            "trainLoss",
            "testAccuracy",
            "millisPerUpdate",
            "timeRatio",
            "plan",
            "failure");

    private static JsonNode read(Path file) {
        return JsonMapper.shared().readTree(file);
    }

    private static List<String> names(JsonNode node) {
        return new ArrayList<>(node.propertyNames());
    }

    @Test
    void allModelsByAllRulesAreComparedAndZilAndFpaAreBitIdentical(@TempDir Path folder) {
        Path json = folder.resolve("out.json");
        Ran ran = Ran.pcn4j(
                "compare",
                "--rules",
                "all",
                "--updates",
                "3",
                "--batch",
                "5",
                "--steps",
                "30",
                // What steps are too large is another test's matter, and long in the measuring.
                "--set=step-guard=none",
                "--set=data.test=100",
                "--json",
                json.toString());
        // With T = 30 fixed predictions have settled in the deepest network, the rnn of 29 levels.
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("mlp on digits")
                .contains("cnn on digits")
                .contains("rnn on digits")
                .contains("z-il is bit-identical to backpropagation in mlp, cnn and rnn")
                .contains("il differs from");
        JsonNode root = read(json);
        assertThat(names(root)).containsExactlyElementsOf(TOP);
        assertThat(root.get("seed").asLong()).isEqualTo(1);
        assertThat(root.get("threads").asInt()).isPositive();
        assertThat(root.get("comparisons").size()).isEqualTo(3);
        for (JsonNode comparison : root.get("comparisons")) {
            assertThat(names(comparison)).containsExactlyElementsOf(COMPARISON);
            assertThat(comparison.get("updates").asInt()).isEqualTo(3);
            assertThat(comparison.get("batch").asInt()).isEqualTo(5);
            // Those that learn chains only have no part in others.
            List<String> others = Map.of("cnn", List.of("pepita"), "rnn", List.of("fa", "dfa", "pepita"))
                    .getOrDefault(comparison.get("model").asString(), List.of());
            assertThat(comparison.get("rules").findValuesAsString("rule"))
                    .containsExactlyElementsOf(Names.comparable().stream()
                            .filter(name -> !others.contains(name))
                            .toList());
            for (JsonNode rule : comparison.get("rules")) {
                assertThat(names(rule)).containsExactlyElementsOf(RULE);
                assertThat(names(rule.get("millisPerUpdate"))).containsExactly("median", "p10", "p90");
                assertThat(names(rule.get("plan"))).containsExactly("predict", "pullback", "learn");
                String name = rule.get("rule").asString();
                // Without a clock it is exact where no two levels share a parameter, as in rnn.
                boolean exact = List.of("bp", "z-il", "z-il-unlevelled", "fpa").contains(name)
                        || (name.equals("fa-z-il")
                                && !comparison.get("model").asString().equals("rnn"));
                assertThat(rule.get("bitwiseEqual").asBoolean()).as(name).isEqualTo(exact);
                assertThat(rule.get("weightDistance").asDouble() == 0).as(name).isEqualTo(exact);
                assertThat(rule.get("maxUlp").asLong() == 0).as(name).isEqualTo(exact);
                assertThat(rule.get("trainLoss").asDouble()).isBetween(1.0, 4.0);
                assertThat(rule.get("testAccuracy").asDouble()).isBetween(0.0, 1.0);
                assertThat(rule.get("millisPerUpdate").get("median").asDouble()).isPositive();
                assertThat(rule.get("timeRatio").asDouble()).isPositive();
            }
            assertThat(comparison.get("rules").get(2).get("plan"))
                    .isEqualTo(comparison.get("rules").get(0).get("plan"));
        }
    }

    @Test
    void graphsAreComparedOnDataOfTheirOwnAndNeedTheirLevels(@TempDir Path folder) {
        Path json = folder.resolve("out.json");
        Ran ran = Ran.pcn4j(
                "compare",
                "--model=lstm,transformer",
                "--rules=bp,z-il,z-il-unlevelled",
                "--updates=2",
                "--batch=4",
                "--json=" + json);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("lstm on words")
                .contains("transformer on Markov text")
                .contains("z-il is bit-identical to backpropagation in lstm and transformer")
                .contains("z-il-unlevelled differs from");
        JsonNode root = read(json);
        assertThat(root.get("comparisons").get(0).get("data").asString()).isEqualTo("words");
        assertThat(root.get("comparisons").get(1).get("data").asString()).isEqualTo("markov");
    }

    @Test
    void aStepThatIsTooLargeIsToldOnceForEachRuleBeforeAnyIsTrained() {
        List<String> asked = List.of(
                "compare",
                "--json=-",
                "--model=mlp",
                "--set=model.hidden=[8, 8]",
                "--rules=bp,il,z-il,ipc",
                "--set=arithmetic=exact",
                "--updates=2",
                "--batch=5");
        Ran told = Ran.pcn4j(Stream.concat(asked.stream(), Stream.of("--set=threads=1", "--gamma=2.5"))
                .toArray(String[]::new));
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.err())
                .startsWith("warning: mlp: the step γ 2.5 of il is too large after 0 updates: γλ is ")
                .containsOnlyOnce("of il is too large")
                .containsOnlyOnce("the step γ 2.5 of ipc is too large after 0 updates")
                .doesNotContain("of z-il");
        Ran silent = Ran.pcn4j(
                Stream.concat(asked.stream(), Stream.of("--set=threads=1", "--gamma=2.5", "--set=step-guard=none"))
                        .toArray(String[]::new));
        assertThat(silent.err()).doesNotContain("warning");
        assertThat(measured(silent)).hasSize(4).isEqualTo(measured(told));
        Ran small = Ran.pcn4j(Stream.concat(asked.stream(), Stream.of("--set=threads=1", "--gamma=0.1"))
                .toArray(String[]::new));
        assertThat(small.err()).doesNotContain("warning");
    }

    @Test
    void aNamedRuleThatDoesNotLearnANetworkIsRefusedBeforeAnyIsTrained() {
        Ran ran = Ran.pcn4j("compare", "--model=mlp,rnn", "--rules=bp,pepita", "--updates=2", "--batch=5");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines().findFirst().orElseThrow())
                .contains("rnn")
                .contains("the rule pepita does not learn this network, as ")
                .contains("; expected a chain");
    }

    @Test
    void whereNetworksAreAskedForByAWordARuleHasNoPartInThoseThatItDoesNotLearn() {
        Ran ran = Ran.pcn4j("compare", "--rules=bp,pepita", "--updates=1", "--batch=5", "--set=data.test=20");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("note: pepita does not learn cnn, and has no part in it")
                .contains("note: pepita does not learn rnn, and has no part in it")
                .doesNotContain("learn mlp");
        assertThat(ran.out())
                .contains("mlp on digits")
                .contains("rnn on digits")
                .contains("pepita differs from backpropagation in mlp.");
    }

    private static List<String> measured(Ran ran) {
        List<String> all = new ArrayList<>();
        for (JsonNode rule : JsonMapper.shared().readTree(ran.out()).at("/comparisons/0/rules")) {
            all.add(rule.get("rule") + " " + rule.get("weightDistance") + " " + rule.get("trainLoss"));
        }
        return all;
    }

    @Test
    void theOptionsReachTheRun(@TempDir Path folder) {
        Path json = folder.resolve("out.json");
        Ran ran = Ran.pcn4j(
                "compare",
                "--model=mlp",
                "--rules=z-il",
                "--updates=2",
                "--batch=3",
                "--dtype=float64",
                "--loss=squared-error",
                "--optimizer=sgd",
                "--set=optimizer.momentum=0.9",
                "--lr=0.02",
                "--gamma=0.5",
                "--seed=7",
                "--threads=1",
                "--json=" + json);
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonNode root = read(json);
        assertThat(root.get("seed").asLong()).isEqualTo(7);
        assertThat(root.get("threads").asInt()).isEqualTo(1);
        JsonNode comparison = root.get("comparisons").get(0);
        assertThat(comparison.get("dtype").asString()).isEqualTo("float64");
        assertThat(comparison.get("loss").asString()).isEqualTo("squared-error");
        assertThat(comparison.get("rules").size()).isEqualTo(1);
        assertThat(comparison.get("rules").get(0).get("bitwiseEqual").asBoolean())
                .as("γ = 0.5 relaxes condition C3")
                .isFalse();
        assertThat(ran.out())
                .contains("z-il differs from backpropagation in mlp")
                .doesNotContain("bp ");
    }

    @Test
    void backpropagationInFusedArithmeticIsCalledSo() {
        assumeTrue(Kernels.here().kernels().isPresent(), "there are no dense kernels here");
        Ran ran = Ran.pcn4j(
                "compare", "--models=mlp", "--updates=2", "--batch=8", "--rules=bp", "--set=arithmetic=fused");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("fused bp differs from backpropagation in mlp");
    }

    @Test
    void theSameSeedGivesTheSameNumbers(@TempDir Path folder) {
        List<JsonNode> losses = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            Path json = folder.resolve(name);
            Ran.pcn4j("compare", "--model", "rnn", "--rules", "il", "--updates", "2", "--json", json.toString());
            losses.add(read(json).get("comparisons").get(0).get("rules").get(0).get("trainLoss"));
        }
        assertThat(losses.get(0)).isEqualTo(losses.get(1));
    }

    @Test
    void aRuleWhoseLossIsNoLongerFiniteIsStoppedAndNamedAndTheOthersAreKept(@TempDir Path folder) {
        Path json = folder.resolve("out.json");
        Ran ran = Ran.pcn4j(
                "compare",
                "--model=mlp",
                "--rules=bp,z-il,il",
                "--gamma=1e30",
                "--updates=4",
                "--batch=5",
                "--optimizer=sgd",
                "--lr=0.001",
                "--json=" + json);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .containsPattern("mlp: il was stopped at update \\d+: .*; a smaller --lr or --gamma may help");
        assertThat(ran.out()).contains("bp ").containsPattern("(?m)^il +was stopped at update \\d+: the ");
        JsonNode rules = read(json).get("comparisons").get(0).get("rules");
        assertThat(rules).hasSize(3);
        assertThat(rules.get(0).get("rule").asString()).isEqualTo("bp");
        assertThat(rules.get(0).get("failure").isNull()).isTrue();
        JsonNode failed = rules.get(2);
        assertThat(names(failed)).containsExactlyElementsOf(RULE);
        assertThat(failed.get("rule").asString()).isEqualTo("il");
        assertThat(failed.get("failure").get("update").asInt()).isBetween(1, 4);
        assertThat(failed.get("failure").get("reason").asString()).startsWith("the ");
        assertThat(failed.get("trainLoss").isNull()).isTrue();
        assertThat(failed.get("plan").isNull()).isTrue();
    }

    @Test
    void threeLinesSayWhatTheColumnsMeanAndTheHelpNamesThePage() {
        Ran ran = Ran.pcn4j("compare", "--model=mlp", "--rules=z-il", "--updates=1", "--batch=5");
        List<String> lines = ran.out().lines().toList();
        int first = lines.indexOf(ReportText.LEGEND.get(0));
        assertThat(first).isPositive();
        assertThat(lines.subList(first, first + 3)).isEqualTo(ReportText.LEGEND).allMatch(line -> line.length() <= 120);
        assertThat(String.join(" ", ReportText.LEGEND)).contains("distance", "ulp", "predictions", "pullbacks");
        assertThat(Ran.pcn4j("compare", "--help").out()).contains("docs/command-line.md explains the table");
    }

    @Test
    void aLearningRateThatIsTooLargeStopsAllAndFails() {
        Ran ran = Ran.pcn4j("compare", "--model=cnn", "--optimizer=sgd", "--lr=1e30", "--updates=20", "--batch=5");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .containsPattern("cnn: bp was stopped at update \\d+: .*; a smaller --lr may help")
                .containsPattern("cnn: z-il was stopped at update \\d+: .*; a smaller --lr or --gamma may help");
        assertThat(ran.out())
                .containsPattern("(?m)^bp +was stopped at update")
                .containsPattern("(?m)^il +was stopped at update")
                .containsPattern("(?m)^z-il +was stopped at update")
                .contains("No rule was compared with backpropagation.");
    }

    @Test
    void theFileIsReplacedWholeAndNothingIsLeftBesideIt(@TempDir Path folder) throws Exception {
        Path json = Files.writeString(folder.resolve("out.json"), "before");
        Ran.pcn4j("compare", "--model=mlp", "--rules=z-il", "--updates=1", "--json=" + json);
        assertThat(read(json).get("comparisons").size()).isEqualTo(1);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(json);
        }
    }

    @Test
    void onATerminalTheTableIsColored() {
        Ran ran = Ran.on(
                new Terminal(false, true, 80), "compare", "--model=mlp", "--rules=z-il", "--updates=1", "--batch=5");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\u001B[32mbit-identical").contains("\u001B[1mmlp on digits");
        assertThat(Ran.pcn4j("compare", "--model=mlp", "--rules=z-il", "--updates=1", "--batch=5")
                        .out())
                .doesNotContain("\u001B");
    }

    @Test
    void behindALinkTheFileIsReplacedAndNotTheLink(@TempDir Path folder) throws Exception {
        Path json = Files.writeString(folder.resolve("out.json"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), json);
        Ran.pcn4j("compare", "--model=mlp", "--rules=z-il", "--updates=1", "--json=" + link);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(read(json).get("comparisons").size()).isEqualTo(1);
    }
}
