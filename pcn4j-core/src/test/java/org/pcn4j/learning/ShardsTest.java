package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.RestoredThreads;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.Reducer;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** Batches learned in shares: Z-IL still has backpropagation's bits, and every rule learns what it learns undivided. */
@ExtendWith(RestoredThreads.class)
class ShardsTest {
    private static final Seed SEED = new Seed(71);
    /** An odd one, so that shares differ in size. */
    private static final int BATCH = 13;

    @BeforeEach
    void shareBatches() {
        Threads.forShards(3).use();
    }

    static Stream<String> graphs() {
        return Fixtures.GRAPHS.stream();
    }

    static LongStream randomGraphs() {
        return LongStream.range(500, 600);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void zilHasTheBitsOfBpInShares(String model) {
        Network network = Fixtures.graph(model, new CrossEntropy());
        assertThat(Reducer.ofWorkers().divide(network, BATCH).all()).isEqualTo(network.isSamplewise() ? 3 : 1);
        assertThat(network.isSamplewise()).isEqualTo(network.buffers().isEmpty());
        assertSameBits(network, DType.FLOAT32, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn"})
    void zilHasTheBitsOfBpInSharesOfTheSmallModels(String model) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            assertSameBits(Fixtures.small(model, new CrossEntropy()), dtype, 20);
        }
    }

    @ParameterizedTest
    @MethodSource("randomGraphs")
    void zilHasTheBitsOfBpInSharesOnRandomGraphs(long seed) {
        assertSameBits(RandomGraph.of(seed), DType.FLOAT32, 2);
    }

    private static void assertSameBits(Network network, DType dtype, int updates) {
        try (Parameters bp = network.initialize(SEED, dtype);
                Parameters zil = bp.copy();
                Optimizer one = new Adam(0.001);
                Optimizer other = new Adam(0.001)) {
            Learner reference = new Backpropagation(network, bp, one, SEED);
            Learner learner = new PredictiveCoding(network, zil, other, ZeroDivergence.schedule(), SEED);
            for (int update = 0; update < updates; update++) {
                try (TensorScope scope = new TensorScope()) {
                    Clamps clamps = Fixtures.random(network, SEED.derive(update), dtype, BATCH);
                    assertThat(learner.update(clamps)).isEqualTo(reference.update(clamps));
                }
            }
            Divergence all = Divergence.between(bp, zil).all();
            assertThat(all.bitwiseEqual()).as(all + " of\n" + network).isTrue();
        }
    }

    static Stream<Schedule> schedules() {
        return Stream.of(
                ZeroDivergence.schedule(),
                ZeroDivergence.unlevelled(),
                InferenceLearning.schedule(6, 0.1),
                IncrementalPredictiveCoding.schedule(6, 0.1),
                FixedPrediction.schedule(6, 0.5),
                ErrorBasedPredictiveCoding.schedule(4, 0.1),
                AutonomousZeroDivergence.schedule(4),
                DynamicErrors.schedule(6, 0.1));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void everyRuleLearnsInSharesWhatItLearnsUndivided(Schedule schedule) {
        for (String model : new String[] {"mlp", "rnn"}) {
            Network network = Fixtures.small(model, new CrossEntropy());
            try (Parameters undivided = network.initialize(SEED, DType.FLOAT64);
                    Parameters shared = undivided.copy()) {
                Learner one = new PredictiveCoding(network, undivided, new Sgd(0.1), schedule, SEED);
                Learner other = new PredictiveCoding(network, shared, new Sgd(0.1), schedule, SEED);
                for (int update = 0; update < 3; update++) {
                    try (TensorScope scope = new TensorScope()) {
                        Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT64, BATCH);
                        Threads.forMatrices(1).use();
                        double expected = one.update(clamps);
                        Threads.forShards(3).use();
                        assertThat(other.update(clamps)).isCloseTo(expected, within(1e-12));
                    }
                }
                assertThat(Divergence.between(undivided, shared).all().relativeDistance())
                        .isLessThan(1e-12);
            }
        }
    }

    /** A share's unit may learn where another's does not, so the shares could not meet. */
    @Test
    void withoutAClockABatchIsNotDividedAndHasZilsBitsOnlyWhereZilsIsNotEither() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Threads.forShards(2).use();
        Parameters gated = learned(network, AutonomousZeroDivergence.schedule(4));
        Parameters shared = learned(network, ZeroDivergence.schedule());
        Threads.forMatrices(1).use();
        Parameters gatedByOne = learned(network, AutonomousZeroDivergence.schedule(4));
        Parameters undivided = learned(network, ZeroDivergence.schedule());
        try (gated;
                shared;
                gatedByOne;
                undivided) {
            assertThat(Divergence.between(gated, gatedByOne).all().bitwiseEqual())
                    .isTrue();
            assertThat(Divergence.between(gated, undivided).all().bitwiseEqual())
                    .isTrue();
            Divergence rounded = Divergence.between(gated, shared).all();
            assertThat(rounded.bitwiseEqual()).isFalse();
            assertThat(rounded.relativeDistance()).isLessThan(1e-5);
        }
    }

    private static Parameters learned(Network network, Schedule schedule) {
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        Learner learner = new PredictiveCoding(network, parameters, new Sgd(0.1), schedule, SEED);
        for (int update = 0; update < 3; update++) {
            try (TensorScope scope = new TensorScope()) {
                learner.update(Fixtures.random(network, SEED.derive(update), DType.FLOAT32, BATCH));
            }
        }
        return parameters;
    }

    @Test
    void energiesAreThoseOfTheWholeBatch() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(network, InferenceLearning.schedule(5, 0.2), Set.of(new Observation.Energies()));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, BATCH);
            Outcome shared = new Executor(plan).run(parameters, clamps, new Idle(), 1, SEED);
            Threads.forMatrices(1).use();
            Outcome undivided = new Executor(plan).run(parameters, clamps, new Idle(), 1, SEED);
            for (int time = 0; time <= 5; time++) {
                assertThat(shared.energy(time)).isCloseTo(undivided.energy(time), within(1e-10));
            }
        }
    }

    /** Blocks of a pool come to have transposed views as they come to be matrices to transpose, each at most one. */
    @Test
    void nothingIsLeftBehindByAnUpdate() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Adam(0.001)) {
            Learner learner =
                    new PredictiveCoding(network, parameters, optimizer, InferenceLearning.schedule(6, 0.1), SEED);
            learn(network, learner, 50);
            long before = NativeMemory.liveObjects();
            int updates = 500;
            learn(network, learner, updates);
            assertThat(NativeMemory.liveObjects() - before).isLessThan(updates / 10);
        }
    }

    private static void learn(Network network, Learner learner, int updates) {
        for (int update = 0; update < updates; update++) {
            try (TensorScope scope = new TensorScope()) {
                learner.update(Fixtures.random(network, SEED.derive(update), DType.FLOAT32, BATCH));
            }
        }
    }

    static Stream<Schedule> applyingAtTheEndAndInBetween() {
        return Stream.of(ZeroDivergence.schedule(), IncrementalPredictiveCoding.schedule(3, 0.1));
    }

    @ParameterizedTest
    @MethodSource("applyingAtTheEndAndInBetween")
    void whatFailsInAShareFailsTheUpdateAndNoLaterOne(Schedule schedule) {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, BATCH);
            Learner failing = new PredictiveCoding(network, parameters, new Failing(), schedule, SEED);
            assertThatThrownBy(() -> failing.update(clamps)).hasMessage("no more");
            Learner learner = new PredictiveCoding(network, parameters, new Sgd(0.1), schedule, SEED);
            assertThat(learner.update(clamps)).isFinite();
        }
    }

    private record Idle() implements ParameterUpdater {
        @Override
        public void update(String name, Tensor theta, Tensor delta) {}

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }

    private record Failing() implements ParameterUpdater {
        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            throw new IllegalStateException("no more");
        }

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }

    @Test
    void valuesSettledInSharesAreThoseSettledAtOnce() {
        Network network = Fixtures.small("mlp", new SquaredError());
        String output = network.outputs().get(0).name();
        String inner = network.node(1).name();
        Inference inference = new Inference(
                network,
                Clamping.ofEnds(),
                InferenceLearning.schedule(6, 0.1),
                Set.of(
                        new Observation.FinalValue(inner),
                        new Observation.FinalPrediction(output),
                        new Observation.FinalError(inner),
                        new Observation.Energies()));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, BATCH);
            try (Outcome shared = inference.settle(parameters, clamps)) {
                Threads.forShards(1).use();
                try (Outcome whole = inference.settle(parameters, clamps)) {
                    assertThat(shared.energy(6)).isCloseTo(whole.energy(6), within(1e-12));
                    assertClose(shared.value(inner), whole.value(inner));
                    assertClose(shared.prediction(output), whole.prediction(output));
                    assertClose(shared.error(inner), whole.error(inner));
                }
            }
        }
    }

    private static void assertClose(Tensor found, Tensor expected) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.toDoubles()).containsExactly(expected.toDoubles(), within(1e-12));
    }
}
