package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.LeavingOut;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.MonteCarloPredictiveCoding;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

class LeakTest {
    private static final Seed SEED = new Seed(41);
    private static final long MEBI = 1 << 20;

    private boolean collected;

    static Stream<Rule> rules() {
        return Stream.of(
                new Rule.Backprop(),
                new Rule.Scheduled(ZeroDivergence.schedule()),
                new Rule.Scheduled(ZeroDivergence.schedule().withInitialNoise(0.1)),
                new Rule.Scheduled(InferenceLearning.schedule(6, 0.1)),
                new Rule.Scheduled(InferenceLearning.schedule(6, 0.1).withParents(Parents.FORWARD)),
                new Rule.Scheduled(Strict.schedule(6, 0.1)),
                new Rule.Scheduled(NudgedPredictiveCoding.soft(0.5, 6, 0.1)),
                new Rule.Scheduled(WeightedWaves.spiking(0.1, 6, 0.1)),
                new Rule.Scheduled(WeightedWaves.decaying(0.2, 6, 0.1)),
                new Rule.Scheduled(IncrementalPredictiveCoding.schedule(6, 0.1)),
                new Rule.Scheduled(IncrementalPredictiveCoding.schedule(4, 0.1)
                        .withRelaxation(new AdamDescent(0.01, 0.9, 0.999, 1e-8))),
                new Rule.Scheduled(InferenceLearning.schedule(4, 0.1).withRelaxation(new Heun(0.1, 1e-3, 1e-3))),
                new Rule.Scheduled(InferenceLearning.schedule(4, 0.1).withRelaxation(new MirrorDescent(0.1, 0))),
                new Rule.Scheduled(FixedPrediction.schedule(6, 0.5)),
                new Rule.Scheduled(ErrorBasedPredictiveCoding.schedule(4, 0.1)),
                new Rule.Scheduled(AutonomousZeroDivergence.schedule(2)),
                new Rule.Scheduled(DynamicErrors.schedule(6, 0.1)),
                new MonteCarloPredictiveCoding(InferenceLearning.schedule(2, 0.1), new Langevin(0.01, 1), 1, 2));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void fiveUpdatesLeaveNoNativeObjectBehind(Rule rule) {
        for (String model : List.of("mlp", "cnn", "residual")) {
            leavesNothing(rule, Fixtures.small(model, new CrossEntropy()), 5);
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("rules")
    void aThousandUpdatesLeaveNoNativeObjectBehind(Rule rule) {
        for (String model : List.of("mlp", "cnn", "rnn", "residual", "separate")) {
            leavesNothing(rule, Fixtures.small(model, new CrossEntropy()), 1000);
        }
    }

    /** By libtorch's kernels, as there are no others where the core is tested. */
    @Test
    void aValueThatIsLeftOutLeavesNoNativeObjectBehind() {
        Network wide = Models.mlp(Shape.of(12), List.of(128, 128), new Tanh(), 10, new CrossEntropy());
        Rule il = new Rule.Scheduled(InferenceLearning.schedule(8, 0.1));
        Plan plan =
                new Planner(ZeroUpdates.SKIP).plan(wide, il.asSchedule().orElseThrow(), Set.of(new Observation.Loss()));
        int fewest = Math.toIntExact(LeavingOut.bySamples(plan).lastKey());
        assertThat(fewest).isPositive();
        leavesNothing(il, wide, 3, fewest);
    }

    private void leavesNothing(Rule rule, Network network, int updates) {
        leavesNothing(rule, network, updates, 3);
    }

    /** The count is exact: what an update left behind would show after one. */
    private void leavesNothing(Rule rule, Network network, int updates, int batch) {
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Adam(1e-4)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, batch);
            Learner learner = rule.learner(network, parameters, optimizer, SEED);
            learner.update(clamps);
            long before = liveObjects();
            for (int update = 0; update < updates; update++) {
                learner.update(clamps);
            }
            assertThat(countedNow()).isEqualTo(before);
        }
    }

    /** Nudges need a squared error, unless they are soft. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn", "residual"})
    void updatesByNudgesLeaveNoNativeObjectBehind(String model) {
        Network network = Fixtures.small(model, new SquaredError());
        leavesNothing(new Rule.Scheduled(NudgedPredictiveCoding.centered(0.5, 5, 0.1)), network, 20);
        leavesNothing(new Rule.Scheduled(NudgedPredictiveCoding.positive(0.5, 5, 0.1)), network, 5);
        leavesNothing(new Rule.Scheduled(NudgedPredictiveCoding.negative(0.5, 5, 0.1)), network, 5);
    }

    @Test
    void updatesThroughFixedMatricesLeaveNoNativeObjectBehind() {
        Network mlp = Fixtures.small("mlp", new CrossEntropy());
        Stream.of(
                        new FeedbackAlignment(1),
                        new DirectFeedbackAlignment(1),
                        new Pepita(0.05, Pepita.Form.CHANGE),
                        new Pepita(0.05, Pepita.Form.HEBBIAN))
                .forEach(rule -> leavesNothing(rule, mlp, 3));
        leavesNothing(new DirectFeedbackAlignment(1), Fixtures.small("cnn", new CrossEntropy()), 3);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("rules")
    void updatesOfMoreGraphsLeaveNoNativeObjectBehind(Rule rule) {
        for (String model : List.of("alexnet", "gru", "autoencoder")) {
            leavesNothing(rule, Fixtures.graph(model, new CrossEntropy()), 2, 2);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void updatesOfAnyGraphLeaveNoNativeObjectBehind(Rule rule) {
        for (String model : List.of("resnet18", "lstm", "transformer")) {
            leavesNothing(rule, Fixtures.graph(model, new CrossEntropy()), 2, 2);
        }
    }

    @Test
    void anUpdateThatFailsLeavesNoNativeObjectBehind() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 3);
            Captured failing = new Captured();
            Learner learner = new PredictiveCoding(
                    network,
                    parameters,
                    new org.pcn4j.inference.run.ParameterUpdater() {
                        @Override
                        public void update(String name, org.pcn4j.tensor.Tensor theta, org.pcn4j.tensor.Tensor delta) {
                            throw new IllegalStateException(name);
                        }

                        @Override
                        public boolean idleAtZero() {
                            return failing.idleAtZero();
                        }
                    },
                    ZeroDivergence.schedule(),
                    SEED);
            fail(learner, clamps);
            long before = liveObjects();
            for (int update = 0; update < 10; update++) {
                fail(learner, clamps);
            }
            assertThat(countedNow()).isEqualTo(before);
        }
    }

    /**
     * What is alive, without blocks that wait to be used again. What earlier tests left to the garbage collector would
     * otherwise vanish in the middle of the count.
     */
    private long liveObjects() {
        NativeMemory.release();
        if (collected) {
            return NativeMemory.liveObjects();
        }
        collected = true;
        System.gc();
        long last = -1;
        while (last != NativeMemory.liveObjects()) {
            last = NativeMemory.liveObjects();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return last;
    }

    private static long countedNow() {
        NativeMemory.release();
        return NativeMemory.liveObjects();
    }

    private static void fail(Learner learner, Clamps clamps) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> learner.update(clamps))
                .isInstanceOf(IllegalStateException.class);
    }

    /** A leak of one hidden layer's value an update would add more than 100 MiB. */
    @Test
    @Tag("slow")
    void residentMemoryIsFlatOverTenThousandUpdates() {
        Network network = Models.mlp(Shape.of(64), List.of(64, 64), new Tanh(), 10, new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Optimizer optimizer = new Sgd(1e-4)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 64);
            List<Learner> learners = rules().map(
                            rule -> rule.learner(network, network.initialize(SEED, DType.FLOAT32), optimizer, SEED))
                    .toList();
            run(learners, clamps, 3000);
            System.gc();
            long before = NativeMemory.residentBytes();
            run(learners, clamps, 7000);
            System.gc();
            assertThat((NativeMemory.residentBytes() - before) / MEBI).isLessThan(64);
        }
    }

    @Test
    void memoryIsTheSameAfterThreeHundredUpdatesOfAResidualNetwork() {
        assertFlat(300);
    }

    @Test
    @Tag("slow")
    void memoryIsTheSameAfterTenThousandUpdatesOfAResidualNetwork() {
        assertFlat(10_000);
    }

    /** Within 5 % of what it was after the first hundred. */
    private static void assertFlat(int updates) {
        Network network = Fixtures.graph("resnet18", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Sgd(1e-4)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 4);
            List<Learner> learner =
                    List.of(new PredictiveCoding(network, parameters, optimizer, ZeroDivergence.schedule(), SEED));
            run(learner, clamps, 100);
            System.gc();
            long before = NativeMemory.residentBytes();
            run(learner, clamps, updates - 100);
            System.gc();
            assertThat(NativeMemory.residentBytes()).isLessThan(before + before / 20);
        }
    }

    private static void run(List<Learner> learners, Clamps clamps, int updates) {
        for (int update = 0; update < updates; update++) {
            learners.forEach(learner -> learner.update(clamps));
        }
    }
}
