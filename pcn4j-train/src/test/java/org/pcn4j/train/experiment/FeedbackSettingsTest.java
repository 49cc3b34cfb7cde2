package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pcn4j.train.experiment.PreparedTest.prepared;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.learning.DirectFeedbackAlignment;
import org.pcn4j.learning.FeedbackAlignment;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Pepita;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Checkpoints;
import org.pcn4j.train.Length;

/** Feedback alignment, direct feedback alignment and PEPITA as experiments name, compare, refuse and resume them. */
class FeedbackSettingsTest {
    private static final String CHAIN = """
        model: {name: graph, nodes: [{name: x, kind: input, shape: [1, 28, 28]}, {name: h, function: [flatten, {name: \
        linear, in: 784, out: 12}, relu, {name: dropout, p: 0.2}], parents: [x]}, {name: y, kind: output, function: \
        {name: linear, in: 12, out: 10}, parents: [h]}]}
        loss: cross-entropy
        data: {name: digits, train: 80, test: 30, validation: 0}
        batch: 20
        epochs: 3
        optimizer: {name: sgd, lr: 0.1, momentum: 0.9}
        """;

    private static Rule rule(String text) {
        return Experiment.read(CHAIN, List.of("rule=" + text)).rule().rule(2);
    }

    @Test
    void rulesAreReadWithTheirSettings() {
        assertThat(rule("fa")).isEqualTo(new FeedbackAlignment(1));
        assertThat(rule("{name: dfa, scale: 0.5}")).isEqualTo(new DirectFeedbackAlignment(0.5));
        assertThat(rule("pepita")).isEqualTo(new Pepita(0.05, Pepita.Form.CHANGE));
        assertThat(rule("{name: pepita, form: hebbian, scale: 0.1}")).isEqualTo(new Pepita(0.1, Pepita.Form.HEBBIAN));
        assertThatThrownBy(() -> rule("{name: pepita, scale: 0}")).hasMessageContaining("scale");
    }

    @Test
    void theyAreComparedWithBackpropagation() throws InterruptedException {
        ComparisonReport report = RuleComparison.of(
                        prepared(CHAIN),
                        List.of("bp", "fa", "dfa", "pepita").stream()
                                .map(Rules.CATALOG::byDefault)
                                .toList())
                .run(new ComparisonListener() {});
        assertThat(report.failures()).isEmpty();
        assertThat(report.rules()).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(report.rules().get(i).divergence().orElseThrow().bitwiseEqual())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa", "dfa", "pepita", "{name: pepita, form: hebbian}"})
    void aTrainingInTwoPartsHasTheBitsOfOne(String rule, @TempDir Path dir) throws InterruptedException {
        try (Parameters whole = trained(rule, dir.resolve("whole"), 11)) {
            trained(rule, dir.resolve("parts"), 5).close();
            try (Parameters parts = trained(rule, dir.resolve("parts"), 11)) {
                assertThat(Divergence.between(whole, parts).all().bitwiseEqual())
                        .isTrue();
            }
        }
    }

    private static Parameters trained(String rule, Path folder, int updates) throws InterruptedException {
        Prepared prepared = prepared(CHAIN, "rule=" + rule);
        Parameters parameters = prepared.parameters();
        try (Optimizer optimizer = prepared.optimizer()) {
            assertThat(prepared.trainer()
                            .withCheckpoints(Checkpoints.in(folder))
                            .resume(parameters, optimizer, prepared.train(), Length.updates(updates))
                            .progress()
                            .updates())
                    .isEqualTo(updates);
        }
        return parameters;
    }

    @Test
    void aComparisonTakesRulesThatLearnTheNetworkAloneOrRefusesTheOthers() throws InterruptedException {
        List<RuleSpec> rules =
                List.of("bp", "pepita").stream().map(Rules.CATALOG::byDefault).toList();
        RuleComparison recurrent = RuleComparison.of(prepared(CHAIN, "model=rnn"), rules);
        assertThat(recurrent.ofFitting().rules()).extracting(Rule::name).containsExactly("bp");
        assertThatThrownBy(recurrent::requireFitting)
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("model: the rule pepita does not learn this network, as ")
                .hasMessageNotContaining("\n");
        RuleComparison chain = RuleComparison.of(prepared(CHAIN), rules);
        assertThat(chain.requireFitting()).isSameAs(chain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa", "dfa", "pepita"})
    void aNetworkThatIsNoChainIsRefusedBeforeAnythingIsWritten(String rule) {
        assertThatThrownBy(() -> prepared(CHAIN, "model=rnn", "rule=" + rule))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("the rule " + rule + " does not learn this network, as ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> prepared(CHAIN, "model=rnn", "changes=[{after: 1, rule: " + rule + "}]"))
                .hasMessageContaining("the rule " + rule + " does not learn this network, as ");
        assertThatThrownBy(() -> prepared(CHAIN, "arithmetic=fused", "rule=" + rule))
                .hasMessageContaining("the rule " + rule + " has no fused arithmetic, as it is no schedule");
    }
}
