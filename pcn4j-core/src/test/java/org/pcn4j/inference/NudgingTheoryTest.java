package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.pcn4j.inference.GoldenNetsTest.A1;
import static org.pcn4j.inference.GoldenNetsTest.A2;
import static org.pcn4j.inference.GoldenNetsTest.A3;
import static org.pcn4j.inference.GoldenNetsTest.DIGITS;
import static org.pcn4j.inference.GoldenNetsTest.X_OF_A;
import static org.pcn4j.inference.GoldenNetsTest.Y_OF_A;
import static org.pcn4j.inference.GoldenNetsTest.askA;
import static org.pcn4j.inference.GoldenNetsTest.netA;

import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;

/** Nudged predictive coding: Scellier and Bengio 2017, Scellier et al. 2023, Pinchetti et al. 2025, on linear nets. */
class NudgingTheoryTest {
    private static final int STEPS = 150;
    private static final double GAMMA = 0.6;
    private static final double BETA = 0.5;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Answer ask(By by, Schedule schedule) {
        return askA(by, Clamping.ofEnds(), schedule);
    }

    private static Matrix learned(Answer answer) {
        return Matrix.column(Stream.of("h1.weight", "h2.weight", "y.weight")
                .flatMapToDouble(layer -> DoubleStream.of(answer.delta(layer)))
                .toArray());
    }

    private static Matrix backpropagation() {
        return learned(ask(By.PLAN, FixedPrediction.schedule(2, 1)));
    }

    private static double cosine(Answer answer) {
        Matrix found = learned(answer);
        Matrix bp = backpropagation();
        return found.transposed().times(bp).at(0, 0) / found.norm() / bp.norm();
    }

    private static Matrix s() {
        Matrix below = A3.times(A2);
        return Matrix.identity(2).plus(below.times(below.transposed())).plus(A3.times(A3.transposed()));
    }

    private static Matrix residual() {
        return Y_OF_A.minus(A3.times(A2).times(A1).times(X_OF_A));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void theLayerNextToTheOutputLearnsWhatWasComputedBeforehand(By by) {
        Answer positive = ask(by, NudgedPredictiveCoding.positive(BETA, STEPS, GAMMA));
        Answer negative = ask(by, NudgedPredictiveCoding.negative(BETA, STEPS, GAMMA));
        Answer centered = ask(by, NudgedPredictiveCoding.centered(BETA, STEPS, GAMMA));
        assertThat(positive.delta("y.weight")[0]).isCloseTo(-0.000805234752, within(DIGITS));
        assertThat(negative.delta("y.weight")[0]).isCloseTo(-0.004558592654, within(DIGITS));
        assertThat(centered.delta("y.weight")[0]).isCloseTo(-0.002681913703, within(DIGITS));
        Matrix mean = learned(positive).plus(learned(negative)).times(0.5);
        assertThat(learned(centered).numbers()).containsExactly(mean.numbers(), within(1e-15));
    }

    /** A clamped nudge settles at e = βS⁻¹r whatever β is, so it is not backpropagation even in the limit. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aClampedNudgeSettlesAtBetaTimesTheFullErrorAndTendsToAnotherDirectionThanBackpropagation(By by) {
        double[][] expected = {{1, 0.9005}, {0.1, 0.9878}, {0.01, 0.9901}};
        for (double[] of : expected) {
            Answer answer = ask(by, NudgedPredictiveCoding.positive(of[0], STEPS, GAMMA));
            assertThat(answer.error("y"))
                    .as("beta %s", of[0])
                    .containsExactly(s().solved(residual()).times(of[0]).numbers(), within(1e-13));
            assertThat(cosine(answer)).as("beta %s", of[0]).isCloseTo(of[1], within(5e-5));
        }
    }

    /** Even orders of β cancel, and in a linear net there are no odd ones but the first. */
    @ParameterizedTest
    @EnumSource(By.class)
    void theCenteredNudgeOfALinearNetIsTheSameForEveryBeta(By by) {
        Matrix first = learned(ask(by, NudgedPredictiveCoding.centered(1, STEPS, GAMMA)));
        for (double beta : new double[] {0.3, 0.01}) {
            Answer answer = ask(by, NudgedPredictiveCoding.centered(beta, STEPS, GAMMA));
            assertThat(cosine(answer)).isCloseTo(0.990257, within(5e-7));
            assertThat(learned(answer).minus(first).norm()).isLessThan(1e-13);
        }
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void aSoftNudgeSettlesWhereItsEnergyIsLeast(By by) {
        double beta = 0.1;
        Answer answer = ask(by, NudgedPredictiveCoding.soft(beta, 1500, GAMMA));
        // β(y − x) = ε is what pulls the free output's value, which the output's prediction is.
        double[] error =
                Y_OF_A.minus(Matrix.column(answer.prediction("y"))).times(beta).numbers();
        assertThat(error).containsExactly(new double[] {-0.018253579149, -0.066457245647}, within(DIGITS));
        Matrix closed =
                Matrix.identity(2).plus(s().times(beta)).solved(residual()).times(beta);
        assertThat(error).containsExactly(closed.numbers(), within(1e-13));
    }

    /** The least curvature is about β, so that momentum needs about 1/√β steps, where descent needs 1/β. */
    @Test
    void aSoftNudgeTendsToBackpropagation() {
        double[][] expected = {
            {1, 0.9519, 5.8e-1}, {0.1, 0.9967, 1.3e-1}, {0.01, 0.99995, 1.6e-2}, {0.001, 0.9999995, 1.6e-3}
        };
        for (double[] of : expected) {
            Momentum momentum = new Momentum(GAMMA, Math.pow(1 - Math.sqrt(GAMMA * of[0] / 2), 2));
            Schedule soft = NudgedPredictiveCoding.soft(of[0], (int) (50 / Math.sqrt(of[0])), GAMMA);
            Answer answer = ask(By.PLAN, soft.withRelaxation(momentum));
            assertThat(cosine(answer)).as("beta %s", of[0]).isCloseTo(of[1], within(5e-5));
            double distance = learned(answer).minus(backpropagation()).norm()
                    / backpropagation().norm();
            assertThat(distance / of[2]).as("beta %s", of[0]).isCloseTo(1, within(0.04));
        }
    }

    @Test
    void aSoftNudgeTakesACrossEntropyAndTendsToBackpropagation() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        Clamps clamps = Fixtures.random(network, By.SEED, DType.FLOAT64, 3);
        Matrix bp = ofOutput(By.PLAN.answer(
                Question.ofEnds(network, FixedPrediction.schedule(network.depth(), 1)), parameters, clamps));
        double last = Double.POSITIVE_INFINITY;
        for (double beta : new double[] {0.1, 0.01}) {
            Schedule soft = NudgedPredictiveCoding.soft(beta, (int) (100 / beta), 0.3);
            Matrix found = ofOutput(By.PLAN.answer(Question.ofEnds(network, soft), parameters, clamps));
            double distance = found.minus(bp).norm() / bp.norm();
            assertThat(distance).isLessThan(last / 5);
            last = distance;
        }
        assertThat(last).isLessThan(0.03);
    }

    private static Matrix ofOutput(Answer answer) {
        return Matrix.column(answer.delta("out.weight"));
    }

    /** What the loss is does not depend on how hard outputs are pulled to their targets. */
    @ParameterizedTest
    @EnumSource(By.class)
    void theLossIsThatOfTheForwardPassHoweverOutputsAreNudged(By by) {
        for (Schedule schedule : new Schedule[] {
            NudgedPredictiveCoding.positive(BETA, 3, GAMMA),
            NudgedPredictiveCoding.centered(BETA, 3, GAMMA),
            NudgedPredictiveCoding.soft(BETA, 3, GAMMA)
        }) {
            assertThat(ask(by, schedule).loss()).isCloseTo(0.319026327288, within(DIGITS));
        }
    }

    /** The forward pass is made once: all else twice. */
    @Test
    void theCenteredNudgeCostsTwiceThePullbacksAndPredictsTheForwardPassOnce() {
        Plan positive = plan(netA(), NudgedPredictiveCoding.positive(BETA, 5, GAMMA));
        Plan centered = plan(netA(), NudgedPredictiveCoding.centered(BETA, 5, GAMMA));
        assertThat(centered.toString()).isEqualTo(positive.toString());
        assertThat(centered.cost().pullback()).isEqualTo(2 * positive.cost().pullback());
        assertThat(centered.cost().learn()).isEqualTo(2 * positive.cost().learn());
        assertThat(centered.cost().predict()).isEqualTo(2 * positive.cost().predict() - 3);
    }

    private static Plan plan(Network network, Schedule schedule) {
        return new Planner(ZeroUpdates.SKIP).plan(network, schedule, Set.of());
    }

    @Test
    void nudgesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> NudgedPredictiveCoding.positive(0, 3, GAMMA))
                .hasMessage("the beta of pn must be greater than 0, not 0.0");
        assertThatThrownBy(() -> new Nudging.Clamped(0)).hasMessage("a nudge's beta must be finite and not 0, not 0.0");
        assertThatThrownBy(() -> NudgedPredictiveCoding.centered(-1, 3, GAMMA))
                .hasMessage(
                        "a centered nudge's beta must be finite and greater than 0, not -1.0: both signs are taken");
        assertThatThrownBy(() -> NudgedPredictiveCoding.soft(-0.5, 3, GAMMA))
                .hasMessage(
                        "a soft nudge's beta must be finite and greater than 0, not -0.5: with a negative one the energy"
                                + " may have no least value");
        Schedule positive = NudgedPredictiveCoding.positive(BETA, 3, GAMMA);
        assertThatThrownBy(() -> plan(Fixtures.small("mlp", new CrossEntropy()), positive))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "output 'out' cannot be nudged with the energy cross-entropy, expected a squared error; the soft"
                                + " form of nudging, rule soft-nudge, takes any loss");
        Network squared = Fixtures.small("mlp", new SquaredError());
        assertThatThrownBy(() -> new Planner(ZeroUpdates.SKIP)
                        .plan(squared, Clamping.ofEnds().nudged("out", BETA), positive, Set.of()))
                .hasMessage("output 'out' is nudged by the clamping and by the schedule pn: expected one of them");
        assertThatThrownBy(() -> new Planner(ZeroUpdates.SKIP)
                        .plan(squared, Clamping.ofEnds().masked("out"), positive, Set.of()))
                .hasMessage(
                        "output 'out' cannot be nudged, as it is held element by element; the soft form of nudging, rule"
                                + " soft-nudge, can do so");
        assertThatThrownBy(() -> InferenceLearning.schedule(3, GAMMA)
                        .withLearning(new Learning.AtEveryStep())
                        .withNudging(new Nudging.Centered(BETA)))
                .hasMessage(
                        "the schedule il nudges with both signs, so that parameters must learn at the end and at no other"
                                + " time");
    }
}
