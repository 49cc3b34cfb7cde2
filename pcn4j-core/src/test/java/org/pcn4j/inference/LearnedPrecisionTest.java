package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.LearnedPrecision;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Pass;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Precision as a parameter: E = ½ Σ (πε² − ln π) (Millidge et al. 2022, arXiv 2207.12316). */
class LearnedPrecisionTest {
    private static final Seed SEED = new Seed(89);

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Three hidden layers, two of them and the output with learned precision. */
    private static Network deep() {
        return Network.builder()
                .input("x", Shape.of(3))
                .node("a", Chain.of(new Linear(3, 4), new Tanh()), new LearnedPrecision(Shape.of(4), 0.7), "x")
                .node("b", Chain.of(new Linear(4, 5), new Tanh()), "a")
                .node("c", new Linear(5, 4).withoutBias(), new LearnedPrecision(Shape.of(4), 1.3), "b")
                .output("y", Chain.of(new Tanh(), new Linear(4, 2)), LearnedPrecision.of(2), "c")
                .build();
    }

    private static Clamps data(Network network, DType dtype) {
        return Clamps.of(
                network,
                SEED.derive("x").normal(dtype, Shape.of(4, 3), 0, 1),
                SEED.derive("y").normal(dtype, Shape.of(4, 2), 0, 1));
    }

    static Stream<Schedule> schedules() {
        Schedule il = Schedule.named("il").withGamma(0.1).withSteps(8);
        return Stream.of(
                il,
                il.withSteps(1),
                il.withSteps(0),
                il.withGamma(1).withSteps(3),
                il.withInitialNoise(0.1),
                il.withRelaxation(new Momentum(0.1, 0.5)),
                il.withRelaxation(new AdamDescent(0.02, 0.9, 0.99, 1e-2)),
                il.withRelaxation(new Heun(0.1, 1e-2, 1e-2)),
                il.withLearning(new Learning.AtEveryStep()),
                il.withLearning(new Learning.At(2)),
                il.withPredictions(Predictions.FIXED),
                il.withGamma(1).withPredictions(Predictions.FIXED));
    }

    /** Every Δθ, those of precisions included, every value and energy, over three updates that learn. */
    @ParameterizedTest
    @MethodSource("schedules")
    void planAndDefinitionAgree(Schedule schedule) {
        Network network = deep();
        Clamps clamps = data(network, DType.FLOAT64);
        Question question = Question.ofEnds(network, schedule);
        try (Parameters expected = network.initialize(SEED, DType.FLOAT64);
                Parameters found = expected.copy()) {
            List<Clamps> frames = List.of(clamps, clamps, clamps);
            List<Answer> defined = By.DEFINITION.frames(question, expected, frames, Map.of(), 0.02);
            List<Answer> planned = By.PLAN.frames(question, found, frames, Map.of(), 0.02);
            for (int frame = 0; frame < 3; frame++) {
                for (String name : List.of("a.log-precision", "c.log-precision", "y.log-precision", "b.weight")) {
                    List<double[]> moves = deltas(planned.get(frame), name);
                    List<double[]> expectedMoves = deltas(defined.get(frame), name);
                    assertThat(moves).hasSameSizeAs(expectedMoves);
                    for (int move = 0; move < moves.size(); move++) {
                        assertThat(moves.get(move)).as(name).containsExactly(expectedMoves.get(move), within(1e-10));
                    }
                }
                int end = defined.get(frame).end();
                assertThat(planned.get(frame).energy(end))
                        .isCloseTo(defined.get(frame).energy(end), within(1e-10));
                assertThat(planned.get(frame).loss())
                        .isCloseTo(defined.get(frame).loss(), within(1e-10));
            }
            assertThat(Divergence.between(expected, found).all().maxAbsolute()).isLessThan(1e-10);
            assertThat(found.get("a.log-precision").toDoubles()[0]).isNotEqualTo(Math.log(0.7));
        }
    }

    private static List<double[]> deltas(Answer answer, String parameter) {
        return answer.deltas().getOrDefault(parameter, List.of());
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void anySetOfPassesFindsTheSame(Schedule schedule) {
        Network network = deep();
        Clamps clamps = data(network, DType.FLOAT64);
        Question question = Question.ofEnds(network, schedule);
        SplittableRandom random = new SplittableRandom(5);
        try (Parameters all = network.initialize(SEED, DType.FLOAT64)) {
            Parameters start = all.copy();
            planned(question, Pass.ALL, all, clamps);
            for (int i = 0; i < 8; i++) {
                Set<Pass> passes = EnumSet.noneOf(Pass.class);
                for (Pass pass : Pass.values()) {
                    if (random.nextBoolean()) {
                        passes.add(pass);
                    }
                }
                try (Parameters some = start.copy()) {
                    planned(question, passes, some, clamps);
                    assertThat(Divergence.between(all, some).all().maxAbsolute())
                            .as(passes.toString())
                            .isLessThan(1e-12);
                }
            }
        }
    }

    private static void planned(Question question, Set<Pass> passes, Parameters parameters, Clamps clamps) {
        new Planned(
                        question,
                        new Planner(passes, ZeroUpdates.APPLY),
                        Planned.everything(question.network()),
                        0.02,
                        SEED)
                .frames(parameters, List.of(clamps, clamps), Map.of());
    }

    /** Δ = ½(1 − πε²): at rest π is 1 / mean ε², here the inverse of the data's variance around their mean. */
    @ParameterizedTest
    @EnumSource(By.class)
    void thePrecisionLearnedOfGaussianDataIsOneOverTheirVariance(By by) {
        int samples = 2000;
        Network network = Network.builder()
                .constant("one", Shape.of(1), 1)
                .output(
                        "y",
                        new Linear(1, 2).withoutBias().withWeights(Initializer.zeros()),
                        LearnedPrecision.of(2),
                        "one")
                .build();
        double[] deviations = {0.5, 2};
        double[] drawn = SEED.derive("data")
                .normal(DType.FLOAT64, Shape.of(samples, 2), 0, 1)
                .toDoubles();
        double[] mean = new double[2];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = 3 + deviations[i % 2] * drawn[i];
            mean[i % 2] += drawn[i] / samples;
        }
        double[] variance = new double[2];
        for (int i = 0; i < drawn.length; i++) {
            variance[i % 2] += Math.pow(drawn[i] - mean[i % 2], 2) / samples;
        }
        Clamps clamps = Clamps.none().with("y", Tensor.of(DType.FLOAT64, Shape.of(samples, 2), drawn));
        Schedule schedule = Schedule.named("il").withSteps(0);
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            by.frames(
                    Question.ofEnds(network, schedule),
                    parameters,
                    java.util.Collections.nCopies(300, clamps),
                    Map.of(),
                    0.2 / samples);
            double[] logarithms = parameters.get("y.log-precision").toDoubles();
            for (int i = 0; i < 2; i++) {
                assertThat(Math.exp(logarithms[i])).isCloseTo(1 / variance[i], within(1e-6 / variance[i]));
                // Within sampling.
                assertThat(Math.exp(logarithms[i]) * deviations[i] * deviations[i])
                        .isBetween(0.9, 1.1);
            }
        }
    }

    /** At π = 1, held there, everything but the precision's own Δ is what it is of a Gaussian. */
    @Test
    void aPrecisionOfOneLeavesTheBitsOfTodaysRules() {
        Schedule il = Schedule.named("il").withGamma(0.1).withSteps(8);
        Network learned = Network.builder()
                .input("x", Shape.of(3))
                .node("a", Chain.of(new Linear(3, 4), new Tanh()), "x")
                .output("y", new Linear(4, 2), LearnedPrecision.of(2), "a")
                .build();
        Network plain = Network.builder()
                .input("x", Shape.of(3))
                .node("a", Chain.of(new Linear(3, 4), new Tanh()), "x")
                .output("y", new Linear(4, 2), Gaussian.UNIT, "a")
                .build();
        try (Parameters some = learned.initialize(SEED, DType.FLOAT32);
                Parameters others = plain.initialize(SEED, DType.FLOAT32)) {
            new PredictiveCoding(learned, some, new Sgd(0.1), il, SEED).update(data(learned, DType.FLOAT32));
            new PredictiveCoding(plain, others, new Sgd(0.1), il, SEED).update(data(plain, DType.FLOAT32));
            for (String name : List.of("a.weight", "a.bias", "y.weight", "y.bias")) {
                assertThat(some.get(name).isEqualTo(others.get(name))).as(name).isTrue();
            }
        }
    }

    /** The output's precision is a parameter of the loss, which autograd differentiates by; Z-IL finds the same. */
    @Test
    void backpropagationLearnsTheOutputsPrecisionAsZIlDoes() {
        Network network = Network.builder()
                .input("x", Shape.of(3))
                .node("a", Chain.of(new Linear(3, 4), new Tanh()), "x")
                .output("y", new Linear(4, 2), new LearnedPrecision(Shape.of(2), 1.5), "a")
                .build();
        try (Parameters bp = network.initialize(SEED, DType.FLOAT64);
                Parameters zil = bp.copy()) {
            Backpropagation one = new Backpropagation(network, bp, new Sgd(0.1), SEED);
            PredictiveCoding other = new PredictiveCoding(network, zil, new Sgd(0.1), ZeroDivergence.schedule(), SEED);
            for (int update = 0; update < 20; update++) {
                double loss = one.update(data(network, DType.FLOAT64));
                assertThat(other.update(data(network, DType.FLOAT64))).isCloseTo(loss, within(1e-12));
            }
            assertThat(Divergence.between(bp, zil).all().maxAbsolute()).isLessThan(1e-12);
            assertThat(Math.exp(zil.get("y.log-precision").toDoubles()[0])).isNotCloseTo(1.5, within(0.01));
        }
    }

    /** Without −ln π it would fall to 0; beyond the range nothing counts, and it finds back. */
    @Test
    void aPrecisionStaysBetweenAThousandthAndAThousandAndFindsBack() {
        Tensor logarithms = Tensor.of(DType.FLOAT64, Shape.of(3), -50, 0, 50);
        assertThat(LearnedPrecision.precision(logarithms).toDoubles())
                .containsExactly(new double[] {1e-3, 1, 1e3}, within(1e-12));
        Network network = Network.builder()
                .constant("one", Shape.of(1), 1)
                .output(
                        "y",
                        new Linear(1, 1).withoutBias().withWeights(Initializer.zeros()),
                        LearnedPrecision.of(1),
                        "one")
                .build();
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            parameters.get("y.log-precision").copyInPlace(Tensor.of(DType.FLOAT64, Shape.of(1), 20));
            Clamps clamps = Clamps.none().with("y", Tensor.of(DType.FLOAT64, Shape.of(2, 1), 1, -1));
            double[] delta = By.PLAN
                    .answer(Question.ofEnds(network, Schedule.named("il").withSteps(0)), parameters, clamps)
                    .delta("y.log-precision");
            assertThat(delta[0]).isCloseTo(2 * 0.5 * (1 - 1000), within(1e-9));
        }
    }

    @Test
    void whatCannotBeLearnedIsRefusedInOneLine() {
        assertThatThrownBy(() -> new LearnedPrecision(Shape.of(2), 0)).hasMessageContaining("between 0.001 and 1000.0");
        assertThatThrownBy(() -> LearnedPrecision.of(2).weighted(0.5)).hasMessageContaining("takes no weight");
        assertThatThrownBy(() -> Network.builder()
                        .input("x", Shape.of(3))
                        .node("a", new Linear(3, 4), LearnedPrecision.of(5), "x"))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("expected a value of [5]");
        Network network = deep();
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            assertThatThrownBy(() -> new Backpropagation(network, parameters, new Sgd(0.1), SEED))
                    .hasMessageContaining("hidden node 'a'");
        }
        assertThatThrownBy(() -> Clamping.ofEnds().masked("y").on(network))
                .hasMessageContaining("cannot be masked while its precision is learned");
    }
}
