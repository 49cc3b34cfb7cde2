package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Claims on single axes of a question, small enough to follow by hand. */
class EngineTest {
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Network chain() {
        return Network.builder()
                .input("x", Shape.of(3))
                .node("a", Chain.of(new Linear(3, 4), new Tanh()), "x")
                .node("b", Chain.of(new Linear(4, 4), new Tanh()), "a")
                .output("y", new Linear(4, 2), new SquaredError(), "b")
                .build();
    }

    private static Clamps ends() {
        return Clamps.none()
                .with("x", Matrix.ofU(1, 3, 2).samples())
                .with("y", Matrix.ofU(2, 2, 2).samples());
    }

    private static Parameters numbers(Network network) {
        return network.initialize(By.SEED, DType.FLOAT64);
    }

    private static Tensor filled(double number, long... sizes) {
        return Tensor.full(DType.FLOAT64, Shape.of(sizes), number);
    }

    /** An inner node that is held by a mask of ones is one that is held, also in the forward pass of its children. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aMaskOfOnesHoldsAsDataDoAndOneOfZerosHoldsNothing(By by) {
        Network network = chain();
        Tensor data = Matrix.ofU(3, 4, 2).samples();
        for (Start start : new Start[] {new Start.ForwardPass(), new Start.Zeros()}) {
            Schedule il = InferenceLearning.schedule(4, 0.1).withStart(start);
            Answer held = by.answer(
                    new Question(network, Clamping.ofEnds().data("a"), il), numbers(network), ends().with("a", data));
            Answer masked = by.answer(
                    new Question(network, Clamping.ofEnds().masked("a"), il),
                    numbers(network),
                    ends().with("a", data, filled(1, 2, 4)));
            new Closeness(1e-13, 1).require(start + " held", held, masked);
            Answer free = by.answer(Question.ofEnds(network, il), numbers(network), ends());
            Answer unmasked = by.answer(
                    new Question(network, Clamping.ofEnds().masked("a"), il),
                    numbers(network),
                    ends().with("a", data, filled(0, 2, 4)));
            new Closeness(1e-13, 1).require(start + " free", free, unmasked);
        }
    }

    /** With all weights 1 an output's energy is the one it has without. */
    @ParameterizedTest
    @EnumSource(By.class)
    void anOutputWeightedByOnesHasTheSameBits(By by) {
        Network network = chain();
        Schedule il = InferenceLearning.schedule(4, 0.1);
        Answer held = by.answer(Question.ofEnds(network, il), numbers(network), ends());
        Answer masked = by.answer(
                new Question(network, Clamping.ofEnds().masked("y"), il),
                numbers(network),
                ends().with("y", ends().value("y").orElseThrow(), filled(1, 2, 2)));
        Closeness closeness = by == By.PLAN ? new Closeness(1e-15, 1) : new Closeness(1e-13, 1);
        closeness.require("weights of one", held, masked);
        assertThat(masked.delta("y.weight")).containsExactly(held.delta("y.weight"), within(by == By.PLAN ? 0 : 1e-13));
    }

    /** Start.Zeros says of every free value that it begins at zero, of a root as well, whatever its data or a state say. */
    @ParameterizedTest
    @EnumSource(By.class)
    void whereFreeValuesBeginAtZeroRootsDoToo(By by) {
        Network network = chain();
        Schedule schedule = InferenceLearning.schedule(0, 0.1).withStart(new Start.Zeros());
        Tensor mask = Matrix.of(3, 2, (i, j) -> i == 0 ? 1 : 0).samples();
        Answer masked = by.answer(
                new Question(network, Clamping.ofEnds().masked("x"), schedule),
                numbers(network),
                ends().with("x", filled(7, 2, 3), mask),
                Map.of("x", new double[] {1, 2, 3, 4, 5, 6}));
        assertThat(masked.value("x")).containsExactly(7, 0, 0, 7, 0, 0);
    }

    /** With fixed predictions values move as well: x = μ⁰ + ε. */
    @ParameterizedTest
    @EnumSource(By.class)
    void withFixedPredictionsTheFinalValueIsThePredictionAndTheError(By by) {
        Network network = chain();
        for (double gamma : new double[] {0.4, 1}) {
            Answer answer =
                    by.answer(Question.ofEnds(network, FixedPrediction.schedule(5, gamma)), numbers(network), ends());
            double[] value = answer.value("b");
            for (int i = 0; i < value.length; i++) {
                double error = answer.errors().get("b")[i];
                assertThat(value[i]).isCloseTo(answer.prediction("b")[i] + error, within(1e-15));
                assertThat(Math.abs(error)).isGreaterThan(1e-4);
            }
        }
    }

    /** What is held is pulled for ever: rest is a matter of what is free. */
    @ParameterizedTest
    @EnumSource(By.class)
    void heldElementsDoNotKeepInferenceFromComingToRest(By by) {
        Network network = chain();
        Schedule schedule = InferenceLearning.schedule(0, 0.3).withUntil(new Until.Settled(1e-6, 400));
        Answer answer = by.answer(
                new Question(network, Clamping.ofEnds().masked("a"), schedule),
                numbers(network),
                ends().with(
                                "a",
                                Matrix.ofU(3, 4, 2).samples(),
                                Matrix.of(4, 2, (i, j) -> i < 2 ? 1 : 0).samples()));
        assertThat(answer.end()).isBetween(10, 399);
    }

    /** At γ = 1 the old error does not matter to the new one, but to the force it does: s − ε. */
    @Test
    void whereTheOldErrorIsForgottenRestIsStillAMatterOfTheWholeForce() {
        Network network = Network.builder()
                .input("x", Shape.of(3))
                .node("a", new Linear(3, 4), "x")
                .node("b", new Linear(4, 4), Gaussian.of(0.5), "a")
                .output("y", new Linear(4, 2), new SquaredError(), "b")
                .build();
        Schedule schedule = FixedPrediction.schedule(0, 1).withUntil(new Until.Settled(1e-3, 60));
        Answer planned = By.PLAN.answer(Question.ofEnds(network, schedule), numbers(network), ends());
        assertThat(planned.end()).isLessThan(60);
        Answer defined = By.DEFINITION.answer(
                Question.ofEnds(network, schedule.withSteps(planned.end())), numbers(network), ends());
        List<Double> residuals = defined.residuals();
        assertThat(residuals.get(planned.end() - 1)).isLessThanOrEqualTo(1e-3 * residuals.get(0));
        assertThat(residuals.get(planned.end() - 2)).isGreaterThan(1e-3 * residuals.get(0));
    }

    /** Of two users of a parameter one learns later, though no error has reached it yet: it moves after that one. */
    private record Apart() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.of(network.node(node).name().equals("b") ? new Times(2, 2) : new Times(5, 5));
        }
    }

    @Test
    void aSharedParameterMovesAfterTheLastOfItsNodesHasLearnedThoughItLearnedFromNoError() {
        Network network = Network.builder()
                .input("x", Shape.of(4))
                .node("a", Chain.of(new Linear(4, 4), new Tanh()), "x")
                .node("c", new Tanh(), "a")
                .node("d", new Tanh(), "c")
                .sharedNode("b", "a", Chain.of(new Linear(4, 4), new Tanh()), "d")
                .output("y", new Linear(4, 2), new SquaredError(), "b")
                .build();
        Clamps clamps = Clamps.none()
                .with("x", Matrix.ofU(1, 4, 2).samples())
                .with("y", Matrix.ofU(2, 2, 2).samples());
        for (Learning learning : new Learning[] {new Apart(), new Early()}) {
            Schedule schedule = InferenceLearning.schedule(6, 0.3).withLearning(learning);
            Question question = Question.ofEnds(network, schedule);
            List<List<Answer>> answers = Stream.of(By.DEFINITION, By.PLAN)
                    .map(by -> by.frames(question, numbers(network), List.of(clamps), Map.of(), 0.5))
                    .toList();
            new Closeness(1e-12, 1e-3).require(learning.toString(), answers.get(0), answers.get(1));
        }
    }

    /** The node farther away learns at a time that no error has reached it at. */
    private record Early() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.of(network.node(node).name().equals("a") ? new Times(2, 2) : new Times(1, 1));
        }
    }

    /** A delay is a node of its own, with a velocity of its own; and it is one where inference may stop before its time. */
    @Test
    void delaysKeepWhatMomentumRemembersApart() {
        Network network = Fixtures.residual(new SquaredError());
        Clamps clamps = Fixtures.random(network, By.SEED, DType.FLOAT64, 3);
        Schedule zil = ZeroDivergence.schedule();
        for (Schedule schedule : List.of(
                zil.withRelaxation(new Momentum(0.5, 0.9)),
                zil.withRelaxation(new Momentum(0.5, 0.9)).withSteps(9),
                zil.withGamma(0.5).withUntil(new Until.Settled(1e-9, 9)))) {
            Answer defined = By.DEFINITION.answer(
                    Question.ofEnds(network, schedule.withSteps(schedule.until().times(network.depth()))),
                    numbers(network),
                    clamps);
            Answer planned = new Planned(
                            Question.ofEnds(network, schedule),
                            new Planner(ZeroUpdates.APPLY),
                            Set.of(new Observation.Loss()),
                            0,
                            By.SEED)
                    .frames(numbers(network), List.of(clamps), Map.of())
                    .get(0);
            assertThat(planned.deltas().keySet()).isEqualTo(defined.deltas().keySet());
            planned.deltas()
                    .forEach((name, deltas) -> new Closeness(1e-12, 1e-3)
                            .require(schedule + " " + name, defined.delta(name), deltas.get(0)));
        }
    }

    /** An element that is freed in the next frame begins at rest, however hard it was pulled while it was held. */
    @ParameterizedTest
    @EnumSource(By.class)
    void whatIsHeldGathersNoMomentum(By by) {
        Network network = chain();
        Schedule schedule = InferenceLearning.schedule(1, 1)
                .withRelaxation(new Momentum(0.1, 0.9))
                .withStart(new Start.Carried());
        Question question = new Question(network, Clamping.ofEnds().masked("a"), schedule);
        Tensor data = Matrix.ofU(3, 4, 2).samples();
        Clamps held = ends().with("a", data, filled(1, 2, 4));
        Clamps free = ends().with("a", data, filled(0, 2, 4));
        List<Answer> carried = by.frames(question, numbers(network), List.of(held, free), Map.of(), 0);
        Answer atRest = by.answer(
                new Question(network, question.clamping(), schedule.withStart(new Start.Given())),
                numbers(network),
                free,
                Map.of("a", carried.get(0).value("a"), "b", carried.get(0).value("b")));
        assertThat(carried.get(1).value("a")).containsExactly(atRest.value("a"), within(1e-15));
        assertThat(carried.get(1).value("b")).as("b has gone on").doesNotContain(atRest.value("b"));
    }

    /** Where errors relax, they are what is carried, and nothing is rounded on the way: to the bit. */
    @Test
    void errorsThatAreCarriedOnGoOnAsIfTheyHadNotStopped() {
        Network network = chain();
        Set<Observation> observed = Set.of(new Observation.FinalState(), new Observation.FinalValue("b"));
        Schedule five = ErrorBasedPredictiveCoding.schedule(5, 0.1).withRelaxation(new Momentum(0.1, 0.5));
        Inference first = new Inference(network, Clamping.ofEnds(), five, observed);
        Inference then = new Inference(network, Clamping.ofEnds(), five.withStart(new Start.Carried()), observed);
        Inference whole = new Inference(network, Clamping.ofEnds(), five.withSteps(10), observed);
        Parameters parameters = numbers(network);
        try (Outcome half = first.settle(parameters, ends());
                Outcome found = then.settle(parameters, ends(), half.state(), By.SEED);
                Outcome expected = whole.settle(parameters, ends())) {
            assertThat(found.value("b").isEqualTo(expected.value("b"))).isTrue();
            expected.state()
                    .values()
                    .forEach((node, error) -> assertThat(
                                    found.state().value(node).orElseThrow().isEqualTo(error))
                            .as(node)
                            .isTrue());
            assertThat(found.state().value("b").orElseThrow().isEqualTo(found.value("b")))
                    .isFalse();
        }
    }

    /** Recall reads what was learned: it changes no parameter and no running statistic. */
    @Test
    void settlingLeavesParametersAndRunningStatisticsAsTheyAre() {
        Network network = Network.builder()
                .input("x", Shape.of(3))
                .node("a", Chain.of(new Linear(3, 4), new BatchNorm(4)), "x")
                .node("b", Sum.ofInputs(1), "a")
                .output("y", new Linear(4, 2), new SquaredError(), "b")
                .build();
        Parameters parameters = numbers(network);
        Parameters before = parameters.copy();
        new Inference(
                        network,
                        Clamping.ofEnds(),
                        InferenceLearning.schedule(3, 0.1),
                        Set.of(new Observation.FinalValue("b")))
                .settle(parameters, ends())
                .close();
        for (int i = 0; i < parameters.tensors().size(); i++) {
            assertThat(parameters.tensors().get(i).isEqualTo(before.tensors().get(i)))
                    .isTrue();
        }
        for (int i = 0; i < parameters.buffers().size(); i++) {
            assertThat(parameters.buffers().get(i).isEqualTo(before.buffers().get(i)))
                    .as(parameters.bufferSpecs().get(i).name())
                    .isTrue();
        }
    }
}
