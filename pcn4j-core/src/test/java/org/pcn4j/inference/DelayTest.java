package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Pass;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.function.Slice;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.function.Tanh;
import org.pcn4j.function.Wanted;
import org.pcn4j.learning.Captured;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Addresses;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** What a delay costs in memory. */
class DelayTest {
    private static final Seed SEED = new Seed(61);
    private static final Set<Observation> LOSS = Set.of(new Observation.Loss());
    private static final long WIDTH = 30;
    private static final int BATCH = 5;
    private static final int SHORT = 2;
    private static final int LONG = 80;

    /** Where the inputs of each prediction stood. */
    private static final class Watch {
        final List<List<Long>> read = new ArrayList<>();

        void read(List<Tensor> inputs) {
            read.add(inputs.stream().map(Addresses::of).toList());
        }

        /** Where the first input stood in the forward pass. */
        long first() {
            return read.get(0).get(0);
        }
    }

    private record Watched(Function inner, Watch watch) implements Function {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inner.shape(inputs);
        }

        @Override
        public List<ParameterSpec> parameters() {
            return inner.parameters();
        }

        @Override
        public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
            watch.read(inputs);
            return inner.predict(inputs, parameters, pass);
        }

        @Override
        public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
            return inner.pullback(prediction, error, wanted);
        }
    }

    /** A wide node, a narrow chain from it, and an output that reads both: the wide value is delayed all along. */
    private static Network skip(int delays, Watch near, Watch far) {
        NetworkBuilder builder = Network.builder()
                .input("x", Shape.of(1))
                .node("wide", new Linear(1, WIDTH), "x")
                .node("c1", new Watched(new Slice(0, 0, 2), near), "wide");
        for (int i = 2; i <= delays; i++) {
            builder.node("c" + i, new Tanh(), "c" + (i - 1));
        }
        Sum sum = Sum.of(new Term("skip", new Linear(WIDTH, 2)), new Term("chain", new Linear(2, 2)));
        return builder.output("y", new Watched(sum, far), new CrossEntropy(), "wide", "c" + delays)
                .build();
    }

    private static Network skip(int delays) {
        return skip(delays, new Watch(), new Watch());
    }

    private static void run(Plan plan, Network network) {
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                Captured updater = new Captured();
                Outcome outcome = new Executor(plan)
                        .run(parameters, Fixtures.random(network, SEED, DType.FLOAT64, BATCH), updater, 1, SEED)) {
            assertThat(outcome.loss()).isFinite();
            assertThat(updater.all()).isNotEmpty();
        }
    }

    /** Whatever makes delays nodes: each is another reason. */
    static Stream<Arguments> plansWhoseDelaysAreNodes() {
        Schedule zil = ZeroDivergence.schedule();
        return Stream.of(
                Arguments.of(zil.withGamma(0.5), LOSS),
                Arguments.of(zil.withInitialNoise(0.1), LOSS),
                Arguments.of(zil, Set.of(new Observation.Energies())),
                Arguments.of(zil, Set.of(new Observation.Loss(), new Observation.FinalValue("wide"))));
    }

    @ParameterizedTest
    @MethodSource("plansWhoseDelaysAreNodes")
    void throughDelaysTheForwardPassReadsTheElementsOfTheDelayedNodeItself(
            Schedule schedule, Set<Observation> observations) {
        Watch near = new Watch();
        Watch far = new Watch();
        Network network = skip(LONG, near, far);
        Plan plan = new Planner(Effort.NEEDED, ZeroUpdates.SKIP).plan(network, schedule, observations);
        assertThat(plan.network().nodes().stream().filter(Node::isDelay)).hasSize(LONG);
        run(plan, network);
        assertThat(far.first()).isEqualTo(near.first());
    }

    @Test
    void howeverLongADelayItsPredictionsTakeNoMemoryAndItsPullbackHandsOnTheErrorItself() {
        for (int delays : new int[] {SHORT, LONG}) {
            Network network = skip(delays);
            Network levelled = network.levelled();
            try (TensorScope scope = new TensorScope();
                    Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
                List<Prediction> predictions = forward(levelled, parameters);
                assertThat(elements(predictions)).isEqualTo(elements(forward(network, parameters)));
                List<Node> added =
                        levelled.nodes().stream().filter(Node::isDelay).toList();
                assertThat(added).hasSize(delays);
                for (Node delay : added) {
                    Prediction prediction = predictions.get(delay.index());
                    Tensor error = prediction.value().copy();
                    Pullback pulled = delay.function().pullback(prediction, error, new Wanted(List.of(true), false));
                    assertThat(Addresses.of(pulled.inputs().get(0))).isEqualTo(Addresses.of(error));
                }
            }
        }
    }

    private static List<Prediction> forward(Network network, Parameters parameters) {
        List<Tensor> inputs =
                Fixtures.random(network, SEED, DType.FLOAT64, BATCH).inputs();
        try (Passes passes = Passes.evaluating(parameters)) {
            return network.forward(parameters.tensors(), inputs, passes);
        }
    }

    /** How many numbers stand in native memory, each counted once, whoever shares it. */
    private static long elements(List<Prediction> predictions) {
        Map<Long, Long> byAddress = new HashMap<>();
        for (Prediction prediction : predictions) {
            byAddress.merge(Addresses.of(prediction.value()), prediction.value().elements(), Math::max);
        }
        return byAddress.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Plan held(int delays) {
        Plan plan = new Planner(Effort.NEEDED, ZeroUpdates.SKIP).plan(skip(delays), ZeroDivergence.schedule(), LOSS);
        assertThat(plan.network().nodes()).noneMatch(Node::isDelay);
        return plan;
    }

    @Test
    void zilHoldsOneContributionForHoweverLongADelayAndDoesNothingMoreForIt() {
        Plan few = held(SHORT);
        Plan many = held(LONG);
        Set<Slot.Kind> moving = Set.of(Slot.Kind.CONTRIBUTION, Slot.Kind.ERROR, Slot.Kind.VALUE);
        assertThat(mostAlive(many, moving)).isEqualTo(mostAlive(few, moving));
        // A node of the chain is predicted, pulled back and relaxed; the delay beside it is nothing.
        assertThat(many.instructions().count()).isEqualTo(few.instructions().count() + 3L * (LONG - SHORT));
    }

    /** The most places of these kinds that are filled at once. */
    private static int mostAlive(Plan plan, Set<Slot.Kind> kinds) {
        Set<Slot> alive = new HashSet<>();
        int most = 0;
        for (Step step : plan.steps()) {
            for (int i = 0; i < step.instructions().size(); i++) {
                step.instructions().get(i).writes().stream()
                        .filter(slot -> kinds.contains(slot.kind()))
                        .forEach(alive::add);
                most = Math.max(most, alive.size());
                step.releases().get(i).forEach(alive::remove);
            }
        }
        return most;
    }
}
