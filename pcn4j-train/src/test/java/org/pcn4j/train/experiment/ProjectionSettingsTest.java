package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pcn4j.train.experiment.PreparedTest.prepared;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

class ProjectionSettingsTest {
    /** Meta-PCN: fixed predictions, cross-entropy and the norm. */
    private static final String META_PCN = """
            model: {name: mlp, hidden: [16, 12]}
            data: {name: digits, train: 80, test: 30}
            rule: fpa
            projection: variance-norm
            batch: 20
            updates: 6
            """;

    private static final ComparisonListener SILENT = new ComparisonListener() {};

    @Test
    void metaPcnIsBackpropagationWithTheSameNorm() throws InterruptedException {
        ComparisonReport report = RuleComparison.of(
                        prepared(META_PCN), List.of(Rules.CATALOG.byDefault("bp"), Rules.CATALOG.byDefault("fpa")))
                .run(SILENT);
        assertThat(report.failures()).isEmpty();
        assertThat(report.rules().get(1).divergence().orElseThrow().bitwiseEqual())
                .isTrue();
    }

    @Test
    void anExperimentTrainsWithTheProjectionThatItNames() throws InterruptedException {
        for (String rule : List.of("bp", "fpa", "ipc")) {
            Prepared prepared = prepared(META_PCN, "rule=" + rule, "projection=non-negative");
            try (Parameters parameters = prepared.parameters();
                    Optimizer optimizer = prepared.optimizer()) {
                assertThat(least(parameters.get("fc1.weight"))).isNegative();
                prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
                assertThat(least(parameters.get("fc1.weight"))).isZero();
                assertThat(least(parameters.get("fc1.bias"))).isNegative();
            }
        }
    }

    private static double least(Tensor theta) {
        return java.util.Arrays.stream(theta.toDoubles()).min().orElseThrow();
    }

    @Test
    void aProjectionIsReadFromItsSettings() {
        ProjectionSpec spec =
                SettingsText.of("name: range\nleast: -0.5\ngreatest: 2\n").read(ProjectionSpec.CATALOG, List.of());
        assertThat(spec.projection()).contains(new Projection.Range(-0.5, 2));
        assertThatThrownBy(() -> SettingsText.of("name: range\nleast: 3\n").read(ProjectionSpec.CATALOG, List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("greatest")
                .hasMessageContaining("expected more than least, 3.0, found 1.0");
    }
}
