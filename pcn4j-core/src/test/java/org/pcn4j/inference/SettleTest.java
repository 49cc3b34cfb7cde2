package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Inference without a step: the forward pass to what is observed, and no more. */
class SettleTest {
    private static final Seed SEED = new Seed(77);

    static LongStream graphs() {
        return LongStream.range(0, 40);
    }

    /** A node and all that it is predicted from, roots apart. */
    private static Set<Integer> predicted(Network network, Node node) {
        Set<Integer> all = new TreeSet<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(node.index()));
        while (!next.isEmpty()) {
            Node each = network.node(next.pop());
            if (!each.isRoot() && all.add(each.index())) {
                next.addAll(each.parents());
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void withoutAStepItIsTheForwardPassWithOnePredictionAnAncestorAndLeavesTheParametersBits(long seed) {
        Network network = RandomGraph.withEnergies(seed);
        List<Node> inner = network.nodes().stream()
                .filter(node -> !node.isRoot() && !node.isOutput())
                .toList();
        Node observed = inner.get((int) (seed % inner.size()));
        Inference inference = new Inference(
                network,
                Clamping.ofEnds(),
                InferenceLearning.schedule(0, 0.1),
                Set.of(new Observation.FinalPrediction(observed.name())));
        List<Integer> predictions = new ArrayList<>();
        for (Block block : inference.plan().blocks()) {
            for (Instruction instruction : block.instructions()) {
                if (instruction instanceof Predict predict) {
                    predictions.add(predict.node());
                }
                assertThat(instruction).isNotInstanceOf(Instruction.Pull.class);
            }
        }
        assertThat(predictions).containsExactlyInAnyOrderElementsOf(predicted(network, observed));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                Parameters before = parameters.copy();
                Passes passes = Passes.evaluating(parameters)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 3);
            try (Outcome outcome = inference.settle(parameters, clamps)) {
                Prediction expected = network.forward(parameters.tensors(), clamps.inputs(network), passes)
                        .get(observed.index());
                Tensor found = outcome.predictions().get(observed.name());
                assertThat(found.isEqualTo(expected.value())).isTrue();
            }
            for (int i = 0; i < before.tensors().size(); i++) {
                assertThat(parameters
                                .tensors()
                                .get(i)
                                .isEqualTo(before.tensors().get(i)))
                        .isTrue();
            }
        }
    }
}
