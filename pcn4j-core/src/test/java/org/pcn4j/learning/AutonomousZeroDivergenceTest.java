package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.LearningMoments;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** Fa-Z-IL of Song et al. 2020, Section 4: whoever finds the moment by itself learns what a clock would have it learn. */
class AutonomousZeroDivergenceTest {
    private static final Seed SEED = new Seed(61);

    static Stream<Elementwise> smooth() {
        return Stream.of(new Tanh(), new Sigmoid());
    }

    private static Network chain(Elementwise activation) {
        return Models.mlp(Shape.of(12), List.of(10, 9, 8), activation, 4, new SquaredError());
    }

    /** All units of a chain of smooth functions have an error at their level, so all of them find it. */
    @ParameterizedTest
    @MethodSource("smooth")
    void inAChainOfSmoothFunctionsUpdatesAreThoseOfZilToTheBit(Elementwise activation) {
        Network network = chain(activation);
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (TensorScope scope = new TensorScope();
                    Optimizer sgd = new Sgd(0.05);
                    Optimizer clocked = new Adam(0.01);
                    Optimizer free = new Adam(0.01)) {
                Parameters start = network.initialize(SEED, dtype);
                for (int zeroSteps : new int[] {1, 2, 4, 16}) {
                    Rule rule = new Rule.Scheduled(AutonomousZeroDivergence.schedule(zeroSteps));
                    assertEqual(network, start, rule, sgd, sgd);
                    // A parameter moves once an update, so this holds of optimizers with a memory as well.
                    assertEqual(network, start, rule, clocked, free);
                }
            }
        }
    }

    private static void assertEqual(Network network, Parameters start, Rule rule, Optimizer clocked, Optimizer free) {
        Parameters expected = start.copy();
        Parameters found = start.copy();
        Learner zil = new PredictiveCoding(network, expected, clocked, ZeroDivergence.schedule(), SEED);
        Learner learner = rule.learner(network, found, free, SEED);
        for (int update = 0; update < 5; update++) {
            Clamps clamps = Fixtures.random(network, SEED.derive(update), start.dtype(), 6);
            assertThat(learner.update(clamps)).isEqualTo(zil.update(clamps));
        }
        assertThat(Divergence.between(expected, found).all().bitwiseEqual()).isTrue();
        assertThat(Divergence.between(start, found).all().relativeDistance()).isGreaterThan(1e-4);
    }

    /** The distance of the weights to backpropagation's after three updates, relative to how far those moved. */
    private static double distanceToBackpropagation(Network network, Schedule schedule) {
        try (TensorScope scope = new TensorScope();
                Optimizer sgd = new Sgd(0.05)) {
            Parameters start = network.initialize(SEED, DType.FLOAT64);
            Parameters bp = start.copy();
            Parameters found = start.copy();
            Learner reference = new Backpropagation(network, bp, sgd, SEED);
            Learner learner = new PredictiveCoding(network, found, sgd, schedule, SEED);
            for (int update = 0; update < 3; update++) {
                Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT64, 6);
                reference.update(clamps);
                learner.update(clamps);
            }
            return Divergence.between(bp, found).all().relativeDistance()
                    / Divergence.between(bp, start).all().relativeDistance();
        }
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void inAChainOfSmoothFunctionsUpdatesAreThoseOfBackpropagation(Elementwise activation) {
        assertThat(distanceToBackpropagation(chain(activation), AutonomousZeroDivergence.schedule(4)))
                .isLessThan(1e-12);
    }

    /** Levelling makes all paths to a node equally long, so that its first error is all of it. */
    @Test
    void whereSkipsAreDelayedUpdatesAreThoseOfBackpropagationAndWhereTheyAreNotTheyAreNot() {
        Network network = Network.builder()
                .input("x", Shape.of(12))
                .node("a", Chain.of(new Linear(12, 9), new Tanh()), "x")
                .node("b", Chain.of(new Linear(9, 9), new Tanh()), "a")
                .node("c", Chain.of(new Linear(9, 9), new Tanh()), "b")
                .node("d", Sum.ofInputs(3), "c", "a", "a")
                .output("y", new Linear(9, 4), new SquaredError(), "d")
                .build();
        Schedule schedule = AutonomousZeroDivergence.schedule(16);
        assertThat(distanceToBackpropagation(network, schedule)).isLessThan(1e-12);
        assertThat(distanceToBackpropagation(network, schedule.withLevelling(Levelling.NONE)))
                .isGreaterThan(0.1);
    }

    /** A parameter of nodes at several levels moves in between: predictions change, and units learn before their time. */
    @Test
    void whereNodesOfSeveralLevelsShareAParameterItIsNotBackpropagation() {
        Network network = Fixtures.small("rnn", new SquaredError());
        assertThat(distanceToBackpropagation(network, AutonomousZeroDivergence.schedule(16)))
                .isGreaterThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void inAChainOfSmoothFunctionsAllUnitsFindTheMoment(int zeroSteps) {
        Network network = chain(new Tanh());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            LearningMoments moments = LearningMoments.of(
                    network, parameters, Fixtures.random(network, SEED, DType.FLOAT64, 6), zeroSteps, 0.05, SEED);
            assertThat(moments).isEqualTo(new LearningMoments(6 * (4 + 8 + 9 + 10), 6 * (4 + 8 + 9 + 10), 0, 0));
            assertThat(moments.rate()).isEqualTo(1);
        }
    }

    /**
     * Where μ = W f(x), a unit whose rectifier is shut has no error at its level, and Z-IL would not teach it. When its
     * prediction moves it has one, however many steps it was to wait, and learns.
     */
    @Test
    void whereARectifierIsShutAUnitLearnsLaterThanAtItsLevelHoweverLongItWaits() {
        Network network = Network.builder()
                .input("x", Shape.of(12))
                .node("a", new Linear(12, 10), "x")
                .node("b", Chain.of(new Relu(), new Linear(10, 9)), "a")
                .output("y", Chain.of(new Relu(), new Linear(9, 4)), new SquaredError(), "b")
                .build();
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 6);
            LearningMoments soon = LearningMoments.of(network, parameters, clamps, 1, 0.05, SEED);
            assertThat(soon.rate()).isEqualTo(1);
            assertThat(soon.taught() + soon.idle()).isEqualTo(6 * (4 + 9 + 10));
            assertThat(soon.strays()).isGreaterThan(10);
            for (int zeroSteps : new int[] {2, 4, 16}) {
                assertThat(LearningMoments.of(network, parameters, clamps, zeroSteps, 0.05, SEED))
                        .isEqualTo(soon);
            }
        }
        assertThat(distanceToBackpropagation(network, AutonomousZeroDivergence.schedule(16)))
                .isGreaterThan(1e-3);
    }

    @Test
    void aUnitThatWouldWaitForNothingIsRefused() {
        assertThatThrownBy(() -> AutonomousZeroDivergence.schedule(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the zero steps after which a unit learns must be at least 1, not 0");
    }
}
