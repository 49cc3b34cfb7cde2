package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Training;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.settings.SettingsException;

/** A precision that is learned, from an experiment's text to its weights. */
class LearnedPrecisionTest {
    private static final String TEXT = """
            model:
              name: graph
              nodes:
                - {name: x, kind: input, shape: [1, 28, 28]}
                - name: h
                  function: [flatten, {name: linear, in: 784, out: 12}, tanh]
                  parents: [x]
                  learned-precision: [12]
                - {name: out, kind: output, function: {name: linear, in: 12, out: 10}, parents: [h]}
            loss: {name: learned-precision, units: [10], initial: 2}
            data: {name: digits, train: 64, test: 16}
            rule: {name: il, steps: 4}
            batch: 16
            epochs: none
            updates: 6
            """;

    private static Prepared prepared(String text) throws InterruptedException {
        return Experiment.read(text, List.of())
                .prepare(new DataAccess(
                        Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline()));
    }

    @Test
    void itMovesFromWhereItBeginsAndStandsAmongTheWeights() throws Exception {
        Prepared prepared = prepared(TEXT);
        Network network = prepared.network();
        assertThat(network.parameters().stream().map(each -> each.name()))
                .containsExactly(
                        "h.weight", "h.bias", "h.log-precision", "out.weight", "out.bias", "out.log-precision");
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            assertThat(parameters.get("h.log-precision").toDoubles()).containsOnly(0);
            assertThat(parameters.get("out.log-precision").toFloats()).containsOnly((float) Math.log(2));
            Training unused = prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
            assertThat(parameters.get("h.log-precision").toDoubles()).doesNotContain(0);
            assertThat(parameters.get("out.log-precision").toFloats()).doesNotContain((float) Math.log(2));
        }
    }

    @Test
    void itIsReadAsItIsWritten() {
        Experiment experiment = Experiment.read(TEXT, List.of());
        assertThat(Experiment.read(experiment.toYaml(), List.of()).toYaml()).isEqualTo(experiment.toYaml());
    }

    @Test
    void whatDoesNotFitIsRefusedInALine() {
        assertThatThrownBy(() -> Experiment.read(
                        TEXT.replace("learned-precision: [12]", "learned-precision: [12], precision: 2"), List.of()))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> Experiment.read(TEXT.replace("initial: 2", "initial: 0.0001"), List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("a precision to be learned must begin between 0.001 and 1000");
        assertThatThrownBy(() -> prepared(TEXT.replace("learned-precision: [12]", "learned-precision: [11]")))
                .hasMessageContaining("node 'h'")
                .hasMessageContaining("[11]");
    }
}
