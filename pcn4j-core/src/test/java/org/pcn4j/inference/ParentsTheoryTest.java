package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.pcn4j.inference.GoldenNetsTest.askB;
import static org.pcn4j.inference.GoldenNetsTest.assertFirstDeltas;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Bias;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Strict;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Operator;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Δθ at other values of the parents than those of its time: Rosenbaum's rules, and the forward update. */
class ParentsTheoryTest {
    private static final List<String> FROM_THE_INPUT = List.of("h1.weight", "h2.weight", "y.weight");
    private static final int SWEEPS = 20;
    private static final double ETA = 0.1;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Answer backpropagation(By by) {
        return askB(by, FixedPrediction.schedule(2, 1));
    }

    private static double[] ofLayers(Answer a, Answer b, Measure measure) {
        return FROM_THE_INPUT.stream()
                .mapToDouble(layer -> measure.of(Matrix.column(a.delta(layer)), Matrix.column(b.delta(layer))))
                .toArray();
    }

    /** A number of two Δθ. */
    private interface Measure {
        double of(Matrix a, Matrix b);
    }

    private static double distance(Matrix a, Matrix b) {
        return a.minus(b).norm() / b.norm();
    }

    private static double cosine(Matrix a, Matrix b) {
        return a.transposed().times(b).at(0, 0) / a.norm() / b.norm();
    }

    /** Torch2PC's Strict(.1, 20), whose layer next to the output is the worst of all. */
    @ParameterizedTest
    @EnumSource(By.class)
    void strictLearnsWhatTorch2pcDoesAndDoesNotComeNearBackpropagation(By by) {
        Answer strict = askB(by, Strict.schedule(SWEEPS, ETA));
        assertFirstDeltas(strict, 0.075287657474, 0.061046453963, -0.153485163132);
        Answer bp = backpropagation(by);
        assertThat(ofLayers(strict, bp, ParentsTheoryTest::distance))
                .containsExactly(new double[] {0.616, 0.575, 1.709}, within(5e-4));
        assertThat(ofLayers(strict, bp, ParentsTheoryTest::cosine))
                .containsExactly(new double[] {0.988, 0.876, 0.398}, within(5e-4));
    }

    /** Where the parent is clamped there is no next value; elsewhere one relaxation makes about 2 %. */
    @ParameterizedTest
    @EnumSource(By.class)
    void strictIsInferenceLearningWithTheParentsOneRelaxationLater(By by) {
        Answer strict = askB(by, Strict.schedule(SWEEPS, ETA));
        Answer il = askB(by, InferenceLearning.schedule(SWEEPS - 1, ETA));
        assertThat(ofLayers(strict, il, ParentsTheoryTest::distance))
                .containsExactly(new double[] {0, 0.0176, 0.0184}, within(5e-5));
        assertThat(strict.delta("h1.weight")).containsExactly(il.delta("h1.weight"), within(1e-15));
        // What is observed in the end is what the last relaxation leaves.
        assertThat(strict.value("h2"))
                .containsExactly(
                        askB(by, InferenceLearning.schedule(SWEEPS, ETA)).value("h2"), within(1e-15));
    }

    /** P(Bin(n, p) ≥ k). */
    private static double atLeast(int k, int n, double p) {
        double less = 0;
        for (int i = 0; i < k; i++) {
            double choose = 1;
            for (int j = 1; j <= i; j++) {
                choose *= (n - j + 1) / (double) j;
            }
            less += i > n ? 0 : choose * Math.pow(p, i) * Math.pow(1 - p, n - i);
        }
        return 1 - less;
    }

    /** Torch2PC's FixedPred(η, n) is {@code fpa} with T = n − 1: k hops above the output the part P(Bin(n − 1, η) ≥ k). */
    @ParameterizedTest
    @EnumSource(By.class)
    void fixedPredOfNSweepsIsFpaOfOneStepLess(By by) {
        Answer bp = backpropagation(by);
        for (double eta : new double[] {0.1, 0.2, 0.5, 1}) {
            for (int n : new int[] {1, 2, 3, 5, 20}) {
                Answer found = askB(by, FixedPrediction.schedule(n - 1, eta));
                for (int hops = 0; hops < FROM_THE_INPUT.size(); hops++) {
                    String layer = FROM_THE_INPUT.get(FROM_THE_INPUT.size() - 1 - hops);
                    double part = atLeast(hops, n - 1, eta);
                    double[] expected = Arrays.stream(bp.delta(layer))
                            .map(delta -> part * delta)
                            .toArray();
                    assertThat(found.delta(layer))
                            .as("eta %s, n %s, %s", eta, n, layer)
                            .containsExactly(expected, within(1e-12));
                }
            }
        }
        assertThat(new double[] {atLeast(1, 20, 0.1), atLeast(2, 20, 0.1), atLeast(3, 20, 0.1)})
                .containsExactly(new double[] {0.8784, 0.6083, 0.3231}, within(5e-5));
    }

    /** One operator with its derivative, as a node's function. */
    private record OfOneNumber(String name, Slope slope) implements Elementwise {
        @Override
        public Tensor apply(Tensor x) {
            return Operator.named("aten::" + name, "").call(x);
        }

        @Override
        public Tensor derivative(Tensor error, Tensor x, Tensor y) {
            double[] slopes = Arrays.stream(x.toDoubles()).map(slope::at).toArray();
            return error.mul(Tensor.of(DType.FLOAT64, x.shape(), slopes));
        }
    }

    /** A derivative. */
    private interface Slope {
        double at(double x);
    }

    /**
     * The scalar graph of Millidge et al. 2020, v₁ = θv₀, v₂ = √v₁, v₃ = tan v₂, v₄ = sin v₀², out = v₃ + v₄, its root v₀ = 5 a
     * parameter as well. It lies four hops above the output along one path and three along the other, as the square is a
     * node; so each part of its gradient comes by its own law.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void onTheScalarGraphEachPathsPartComesAtItsOwnLength(By by) {
        Network network = Network.builder()
                .constant("zero", Shape.of(1), 0)
                .node("v0", new Bias(Shape.of(1), Initializer.constant(5)), "zero")
                .node("v1", new Linear(1, 1).withoutBias(), "v0")
                .node("v2", new OfOneNumber("sqrt", x -> 0.5 / Math.sqrt(x)), "v1")
                .node("v3", new OfOneNumber("tan", x -> 1 + Math.tan(x) * Math.tan(x)), "v2")
                .node("square", new OfOneNumber("square", x -> 2 * x), "v0")
                .node("v4", new OfOneNumber("sin", Math::cos), "square")
                .output("out", Sum.ofInputs(2), new SquaredError(), "v3", "v4")
                .build();
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        Matrix.column(2).into(parameters.get("v1.weight"));
        Clamps clamps = Clamps.none().with("out", Matrix.column(1).samples());
        double root = Math.sqrt(10);
        double error = 1 - Math.tan(root) - Math.sin(25);
        double below = error * (1 + Math.tan(root) * Math.tan(root)) / 2 / root;
        for (double gamma : new double[] {0.2, 0.5, 1}) {
            for (int steps : new int[] {0, 2, 3, 4, 10, 100}) {
                Answer answer =
                        by.answer(Question.ofEnds(network, FixedPrediction.schedule(steps, gamma)), parameters, clamps);
                String what = "gamma " + gamma + ", T " + steps;
                assertThat(answer.delta("v1.weight")[0])
                        .as(what)
                        .isCloseTo(5 * below * atLeast(3, steps, gamma), within(1e-12));
                assertThat(answer.delta("v0.offset")[0])
                        .as(what)
                        .isCloseTo(
                                2 * below * atLeast(4, steps, gamma)
                                        + 10 * Math.cos(25) * error * atLeast(3, steps, gamma),
                                within(1e-12));
            }
        }
    }

    /** Of the output the error is that of the forward pass as well. */
    @ParameterizedTest
    @EnumSource(By.class)
    void atForwardParentsTheOutputsLayerLearnsAsByBackpropagationHoweverLongValuesRelax(By by) {
        Answer forward = askB(by, InferenceLearning.schedule(SWEEPS, ETA).withParents(Parents.FORWARD));
        assertThat(forward.delta("y.weight"))
                .containsExactly(backpropagation(by).delta("y.weight"), within(1e-15));
        assertThat(forward.delta("h2.weight")[0])
                .isNotCloseTo(askB(by, InferenceLearning.schedule(SWEEPS, ETA)).delta("h2.weight")[0], within(1e-3));
    }

    @Test
    void parentsThatMakeNoSenseAreRefused() {
        Schedule il = InferenceLearning.schedule(3, ETA);
        assertThatThrownBy(() -> il.withPredictions(Predictions.FIXED).withParents(Parents.NEXT))
                .hasMessage(
                        "the schedule il learns at the parents' next values, but with fixed predictions there are those of"
                                + " the forward pass alone: expected the current values");
        assertThatThrownBy(() -> il.withLearning(new Learning.AtEveryStep()).withParents(Parents.FORWARD))
                .hasMessage(
                        "the schedule il learns at the parents' values of the forward pass, so that parameters must learn"
                                + " at the end and at no other time");
        assertThatThrownBy(() -> il.withUntil(new Until.Settled(0.1, 9)).withParents(Parents.NEXT))
                .hasMessage(
                        "the schedule il learns at the parents' next values, so that it cannot wait until values rest:"
                                + " expected a number of steps");
        assertThatThrownBy(() -> il.withReach(Reach.GRAPH).withParents(Parents.NEXT))
                .hasMessage(
                        "the schedule il learns at the parents' next values, which needs errors that are x − μ at once, not"
                                + " where errors are a state: expected the current values");
        assertThatThrownBy(() -> Strict.schedule(0, ETA)).hasMessage("the number of sweeps must be at least 1, not 0");
    }
}
