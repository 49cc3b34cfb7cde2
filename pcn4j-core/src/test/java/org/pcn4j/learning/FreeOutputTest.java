package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.Clamps;
import org.pcn4j.inference.Effort;
import org.pcn4j.inference.Executor;
import org.pcn4j.inference.Observation;
import org.pcn4j.inference.Outcome;
import org.pcn4j.inference.Planner;
import org.pcn4j.inference.ZeroUpdates;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Evaluation by relaxation with the output free would be evaluation by a forward pass. A free output starts at its
 * prediction, as every free node does, so that it has no error; so does one that is clamped to its prediction.
 */
class FreeOutputTest {
    private static final Seed SEED = new Seed(4);

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn", "residual", "separate"})
    void withNothingToSayAboutTheOutputInferenceRestsWhereTheForwardPassPutIt(String name) {
        Network network = Fixtures.small(name, new SquaredError());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Passes passes = Passes.learning(parameters, SEED)) {
            List<Tensor> inputs =
                    Fixtures.random(network, SEED, DType.FLOAT32, 6).inputs();
            List<Prediction> forward = network.forward(parameters.tensors(), inputs, passes);
            Tensor output = forward.get(network.outputs().get(0).index()).value();
            for (Node node : network.nodes()) {
                if (node.isFree()) {
                    assertAtRest(network, parameters, new Clamps(inputs, List.of(output)), node, forward);
                }
            }
        }
    }

    private static void assertAtRest(
            Network network, Parameters parameters, Clamps clamps, Node node, List<Prediction> forward) {
        // All steps are really taken: nothing is left out because it is known to be zero.
        Executor executor = new Executor(new Planner(Effort.EVERYTHING, ZeroUpdates.SKIP)
                .plan(
                        network,
                        InferenceLearning.schedule(12, 0.3),
                        Set.of(new Observation.Energies(), new Observation.FinalValue(node.name()))));
        try (Parameters still = parameters.copy();
                Optimizer unused = new Sgd(1e-30);
                Outcome outcome = executor.run(still, clamps, unused, 1, SEED)) {
            assertThat(outcome.values().get(node.name()))
                    .isNotNull()
                    .matches(value -> value.isEqualTo(forward.get(node.index()).value()));
            for (int time = 0; time <= 12; time++) {
                assertThat(outcome.energy(time)).isZero();
            }
        }
    }
}
