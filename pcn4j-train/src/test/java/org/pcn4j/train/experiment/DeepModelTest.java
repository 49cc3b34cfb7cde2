package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pcn4j.train.experiment.PreparedTest.prepared;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Progress;
import org.pcn4j.train.TrainingListener;

class DeepModelTest {
    /** The published settings of µPC but for the size: T = L, γ = 0.5 / B, Adam with 0.1. */
    private static final String MUPC = """
            model: {name: fc-resnet, depth: 12, width: 32}
            data: {name: digits, train: 256, test: 20, normalize: standard}
            loss: squared-error
            rule: {name: il, steps: depth, gamma: 0.0078125}
            optimizer: {name: adam, lr: 0.1}
            batch: 64
            updates: 40
            """;

    private static List<Double> losses(String... more) throws InterruptedException {
        Prepared prepared = prepared(MUPC, more);
        List<Double> losses = new ArrayList<>();
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            prepared.trainer()
                    .withListener(new TrainingListener() {
                        @Override
                        public void updated(Progress progress, double loss) {
                            losses.add(loss);
                        }
                    })
                    .train(parameters, optimizer, prepared.train(), prepared.length());
        }
        return losses;
    }

    @Test
    void underMupcADeepNetworkLearnsByPlainInferenceLearning() throws InterruptedException {
        List<Double> losses = losses();
        assertThat(losses.get(39)).isLessThan(0.8 * losses.get(0));
    }

    @Test
    void theParametrizationIsASetting() throws InterruptedException {
        assertThat(losses("model.parametrization=standard", "updates=1"))
                .isNotEqualTo(losses("model.parametrization=mupc", "updates=1"));
        assertThat(prepared(MUPC).network().depth()).isEqualTo(11);
    }
}
