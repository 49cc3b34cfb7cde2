package org.pcn4j.inference.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Values are left out above a prediction that stands only where their errors begin at zero. */
class StandingTest {
    private static final Seed SEED = new Seed(20);
    private static final int BATCH = 25;
    private static final Network NETWORK = Models.mlp(Shape.of(12), List.of(20), new Tanh(), 10, new SquaredError());

    private static Plan plan(Schedule schedule) {
        return new Planner(ZeroUpdates.APPLY)
                .plan(NETWORK, Clamping.ofEnds(), schedule, Set.of(new Observation.Loss()));
    }

    private static Clamps clamps(int batch) {
        return Clamps.of(
                NETWORK,
                SEED.derive("x").normal(DType.FLOAT32, Shape.of(batch, 12), 0, 1),
                SEED.derive("y").normal(DType.FLOAT32, Shape.of(batch, 10), 0, 1));
    }

    /** The parameters after some updates. */
    private static double[] learned(Plan plan, Kernels found, boolean anew) {
        return learned(plan, found, anew, BATCH);
    }

    private static double[] learned(Plan plan, Kernels found, boolean anew, int batch) {
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                TensorScope scope = new TensorScope()) {
            Executor executor = new Executor(plan, found);
            for (int update = 0; update < 3; update++) {
                executor = anew ? new Executor(plan, found) : executor;
                executor.run(parameters, clamps(batch), new Sgd(0.1), 1.0 / batch, SEED.derive(update))
                        .close();
            }
            return parameters.tensors().get(0).toDoubles();
        }
    }

    @Test
    void valuesAreLeftOutForThisBatchWhereErrorsBeginAtZero() {
        Program shorter = Program.of(plan(InferenceLearning.schedule(4, 0.2)), true)
                .program()
                .orElseThrow();
        assertThat(shorter.standing()).isNotEmpty().allMatch(standing -> Standings.pay(standing, BATCH));
    }

    /** Of so few rows nothing is laid out, W Wᵀ neither, whatever T. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aFewSamplesAreLearnedFromRight(int batch) {
        Plan plan = plan(InferenceLearning.schedule(40, 0.2));
        double[] dense = learned(plan, Kernels.scalar(), false, batch);
        double[] exact = learned(plan, Kernels.missing("none are wanted"), false, batch);
        for (int i = 0; i < exact.length; i++) {
            assertThat(dense[i]).isCloseTo(exact[i], within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void errorsThatBeginInNoiseAreKept(double sigma) {
        Plan plan = plan(InferenceLearning.schedule(4, 0.2).withInitialNoise(sigma));
        double[] dense = learned(plan, Kernels.scalar(), false);
        assertThat(dense).as("nothing is left of an update before").isEqualTo(learned(plan, Kernels.scalar(), true));
        double[] exact = learned(plan, Kernels.missing("none are wanted"), false);
        for (int i = 0; i < exact.length; i++) {
            assertThat(dense[i]).isCloseTo(exact[i], within(1e-6));
        }
    }

    static List<Relaxation> relaxations() {
        return List.of(
                new Descent(0.2), new Momentum(0.2, 0), new Momentum(0.2, 0.5), new AdamDescent(0.02, 0.9, 0.99, 0.1));
    }

    /** What a relaxation remembers is of the value, and no product makes it of what came back. */
    @ParameterizedTest
    @MethodSource("relaxations")
    void valuesThatMoveOtherwiseThanByDescentAreKept(Relaxation relaxation) {
        Plan plan = plan(InferenceLearning.schedule(4, 0.2).withRelaxation(relaxation));
        double[] dense = learned(plan, Kernels.scalar(), false);
        double[] exact = learned(plan, Kernels.missing("none are wanted"), false);
        for (int i = 0; i < exact.length; i++) {
            assertThat(dense[i]).isCloseTo(exact[i], within(1e-6));
        }
    }

    /** It has two hidden layers, of which the lower one is left out while it moves. */
    @Test
    void aValueThatIsHandedOutIsFormedInTheEnd() {
        Network network = Models.mlp(Shape.of(12), List.of(20, 20), new Tanh(), 10, new SquaredError());
        String node = network.node(1).name();
        Set<Observation> observations = Set.of(
                new Observation.FinalValue(node), new Observation.FinalError(node), new Observation.FinalState());
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(
                        network,
                        Clamping.ofEnds(),
                        InferenceLearning.schedule(8, 0.2).withLearning(new Learning.Never()),
                        observations);
        assertThat(Program.of(plan, true).program().orElseThrow().standing())
                .anyMatch(standing -> standing.node() == 1 && Standings.pay(standing, 100));
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                TensorScope scope = new TensorScope()) {
            List<double[]> dense = settled(plan, Kernels.scalar(), parameters);
            List<double[]> exact = settled(plan, Kernels.missing("none are wanted"), parameters);
            assertThat(dense).hasSize(4);
            for (int k = 0; k < exact.size(); k++) {
                assertThat(dense.get(k)).containsExactly(exact.get(k), within(1e-6));
            }
        }
    }

    private static List<double[]> settled(Plan plan, Kernels found, Parameters parameters) {
        Clamps clamps = clamps(100);
        try (Outcome outcome =
                new Executor(plan, found).run(parameters, clamps, State.none(), ParameterUpdater.none(), 1, SEED)) {
            return Stream.of(
                            outcome.value("fc1"),
                            outcome.error("fc1"),
                            outcome.state().values().get("fc1"),
                            outcome.state().values().get("fc2"))
                    .map(Tensor::toDoubles)
                    .toList();
        }
    }
}
