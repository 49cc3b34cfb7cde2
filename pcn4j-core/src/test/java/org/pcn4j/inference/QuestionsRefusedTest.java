package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Precision;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Movement;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.AutonomousZeroDivergence;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.InferenceLearning;
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

/** A question that cannot be asked is refused in one line, which names the node and says what could be. */
class QuestionsRefusedTest {
    private static final Schedule IL = InferenceLearning.schedule(3, 0.1);
    private static final Set<Observation> NOTHING = Set.of();
    private static final Clamping ENDS = Clamping.ofEnds();

    private static Network chain() {
        return Network.builder()
                .input("x", Shape.of(3))
                .node("h", Chain.of(new Linear(3, 4), new Tanh()), "x")
                .output("y", new Linear(4, 2), new SquaredError(), "h")
                .build();
    }

    @Test
    void errorBasedPredictiveCodingIsRefusedWhereNoOrderOfTheNodesOrNoErrorCanSayWhatAValueIs() {
        Schedule epc = ErrorBasedPredictiveCoding.schedule(3, 0.1);
        refused(
                () -> plan(cyclic(), ENDS, epc),
                "the schedule epc cannot work with node 'h' and its lateral edges: news crosses the whole graph within a"
                        + " time, from the roots to the outputs and back, and a cycle has no such order; expected a schedule"
                        + " such as il or ipc");
        refused(
                () -> plan(chain(), ENDS.masked("h"), epc),
                "the schedule epc cannot work with node 'h' held in part: news crosses the whole graph within a time, from"
                        + " the roots to the outputs and back, and a value that is its prediction and an error cannot be held"
                        + " in part; expected a schedule such as il or ipc");
        assertThatThrownBy(() -> epc.withPredictions(Predictions.FIXED))
                .hasMessage("news cannot reach the whole graph with fixed predictions: a value's change would reach no"
                        + " child, expected live ones");
        assertThatThrownBy(() -> ZeroDivergence.schedule().withReach(Reach.GRAPH))
                .hasMessage("news that reaches the whole graph within a time cannot be delayed: expected no delays");
        assertThatThrownBy(() -> epc.withStart(new Start.Zeros()))
                .hasMessage(
                        "news that reaches the whole graph makes errors the state, which begin at zero, at noise or at a"
                                + " state of errors: values cannot begin at zero");
    }

    /** The name of such a rule says what its update equals, and by another motion it would not. */
    @ParameterizedTest
    @MethodSource("motions")
    void whereErrorsPassOnceALearnerTakesPlainDescentAlone(Relaxation relaxation) {
        Network network = chain();
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64);
                Sgd sgd = new Sgd(0.1)) {
            Schedule zil = ZeroDivergence.schedule().withRelaxation(relaxation);
            assertThatThrownBy(() -> new PredictiveCoding(network, parameters, sgd, zil, new Seed(2)))
                    .hasMessage(
                            "the schedule z-il learns at levels and does not move values by plain descent: each error passes a node"
                                    + " once, and another relaxation would not lead to backpropagation's update; expected descent, or"
                                    + " a schedule that learns at the end, such as il");
            Schedule autonomous = AutonomousZeroDivergence.schedule(4).withRelaxation(relaxation);
            Plan gated = new Planner(ZeroUpdates.SKIP).plan(network, autonomous, NOTHING);
            assertThatThrownBy(() -> new PredictiveCoding(parameters, sgd, gated, new Seed(2)))
                    .hasMessageStartingWith(
                            "the schedule fa-z-il learns when errors leave zero and does not move values by plain descent:");
        }
    }

    static Stream<Relaxation> motions() {
        return Stream.of(
                new AdamDescent(1, 0.9, 0.999, 1e-8),
                new Momentum(1, 0.9),
                new Langevin(1, 1),
                new Heun(1, 1e-3, 1e-3));
    }

    @Test
    void errorsThatFollowAreRefusedWhereTheyAreTheStateOrHaveNothingToFollow() {
        Schedule dynamic = DynamicErrors.schedule(3, 0.1);
        assertThatThrownBy(() -> dynamic.withPredictions(Predictions.FIXED))
                .hasMessage("errors cannot be dynamic with fixed predictions, expected live ones");
        assertThatThrownBy(() -> dynamic.withReach(Reach.GRAPH))
                .hasMessage(
                        "news that reaches the whole graph makes errors the state, which cannot follow values at the same"
                                + " time: expected instant errors");
    }

    private static Network cyclic() {
        return Network.builder()
                .input("x", Shape.of(3))
                .lateral("h", "h", Shape.of(3))
                .node("h", Chain.of(new Tanh(), new Linear(3, 3)), "h")
                .output("y", new Linear(3, 2), new SquaredError(), "h")
                .output("z", new Linear(3, 2), new SquaredError(), "x")
                .build();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfAny(NetworkException.class, ShapeException.class)
                .hasMessage(message);
    }

    private static void plan(Network network, Clamping clamping, Schedule schedule) {
        new Planner(ZeroUpdates.SKIP).plan(network, clamping, schedule, NOTHING);
    }

    @Test
    void aClampingThatDoesNotFitTheNetworkIsRefused() {
        refused(
                () -> plan(chain(), ENDS.data("hidden"), IL),
                "the clamping names the node 'hidden', expected one of [x, h, y]");
        refused(() -> plan(chain(), ENDS.free("x").free("y"), IL), "nothing is clamped: hold a node of [x, h, y]");
        refused(() -> plan(chain(), ENDS.nudged("h", 0.1), IL), "node 'h' cannot be nudged: only outputs can");
    }

    @Test
    void schedulesThatAreExactRefuseEverythingButHeldEnds() {
        String rest =
                ": it is exact only where roots and outputs are held and all others free; expected a schedule such as"
                        + " il or ipc";
        Schedule zil = ZeroDivergence.schedule();
        Schedule fpa = FixedPrediction.schedule(3, 1);
        refused(() -> plan(chain(), ENDS.free("x"), zil), "the schedule z-il cannot work with node 'x' free" + rest);
        refused(() -> plan(chain(), ENDS.free("y"), zil), "the schedule z-il cannot work with node 'y' free" + rest);
        refused(
                () -> plan(chain(), ENDS.masked("x"), zil),
                "the schedule z-il cannot work with node 'x' held in part" + rest);
        refused(() -> plan(chain(), ENDS.free("x"), fpa), "the schedule fpa cannot work with node 'x' free" + rest);
        refused(() -> plan(chain(), ENDS.data("h"), fpa), "the schedule fpa cannot work with node 'h' held" + rest);
    }

    @Test
    void levelsAndFixedPredictionsAreRefusedOnACycle() {
        String rest = ", expected one that learns at the end or at every step, such as il or ipc";
        refused(
                () -> plan(cyclic(), ENDS, ZeroDivergence.schedule()),
                "the schedule z-il cannot work with the lateral edges of node 'h': a cycle has no levels" + rest);
        refused(
                () -> plan(cyclic(), ENDS, ZeroDivergence.unlevelled()),
                "the schedule z-il-unlevelled cannot work with the lateral edges of node 'h': a cycle has no levels"
                        + rest);
        refused(
                () -> plan(cyclic(), ENDS, FixedPrediction.schedule(3, 1)),
                "the schedule fpa cannot work with the lateral edges of node 'h': fixed predictions would not see them"
                        + rest);
        refused(
                () -> plan(cyclic(), ENDS, IL.withParents(Parents.FORWARD)),
                "the schedule il cannot work with the lateral edges of node 'h': the parents' forward values would not see"
                        + " them" + rest);
    }

    @Test
    void settlingIsRefusedWhereNothingIsFreeOrTheObservedIsNot() {
        refused(
                () -> new Inference(chain(), ENDS.data("h"), IL, NOTHING),
                "nothing is free to settle: leave a node of [x, h, y] free");
        refused(
                () -> new Inference(chain(), ENDS, IL, Set.of(new Observation.FinalValue("k"))),
                "the network has no node 'k', expected one of [x, h, y]");
        refused(
                () -> new Inference(chain(), ENDS, IL, Set.of(new Observation.FinalError("x"))),
                "node 'x' is a root: it has a value, but no prediction and no error to observe");
    }

    @Test
    void masksAreRefusedWhereNoneIsExpectedOrOfAnotherShape() {
        Clamps x = Clamps.none().with("x", ones(2, 3));
        refused(
                () -> settle(ENDS.masked("y"), x.with("y", ones(2, 2))),
                "output 'y' is held element by element: expected a mask of [2, 2] beside its value");
        refused(
                () -> settle(ENDS.masked("y"), x.with("y", ones(2, 2), ones(2, 3))),
                "output 'y' expects a mask of [2, 2], got [2, 3]");
        refused(
                () -> settle(ENDS, x.with("y", ones(2, 2), ones(2, 2))),
                "output 'y' has a mask, but is not held element by element");
        refused(
                () -> settle(
                        ENDS.masked("x"),
                        Clamps.none().with("x", ones(2, 3), ones(1, 3)).with("y", ones(2, 2))),
                "input 'x' expects a mask of [2, 3], got [1, 3]");
        refused(
                () -> settle(
                        ENDS.masked("x"),
                        Clamps.none().with("x", ones(2, 3), ones(2, 3).mul(0.5)).with("y", ones(2, 2))),
                "input 'x' expects a mask of ones, where it is held, and zeros, where it is free; got other numbers, which"
                        + " only an output takes, as weights");
    }

    @Test
    void dataAreRefusedWhereNoneAreExpectedMissingOrOfAnotherShape() {
        Clamps ends = Clamps.none().with("x", ones(2, 3)).with("y", ones(2, 2));
        refused(
                () -> settle(ENDS, Clamps.none().with("x", ones(2, 3))),
                "output 'y' is clamped to nothing, expected a target of B samples");
        refused(
                () -> settle(ENDS, Clamps.none()),
                "input 'x' is clamped to nothing, expected a tensor of B samples of [3]");
        refused(
                () -> settle(ENDS.free("x"), ends),
                "node 'x' is clamped to a tensor, but is not held: expected one for [y]");
        refused(
                () -> settle(ENDS, ends.with("k", ones(2, 2))),
                "node 'k' is clamped to a tensor, but is not held: expected one for [x, y]");
        refused(
                () -> settle(ENDS, ends.with("y", ones(3, 2))),
                "output 'y': squared error expects a target of [2, 2], got [3, 2]");
    }

    @Test
    void aStateIsRefusedForAnUnknownNodeOrOfAnotherShape() {
        Clamps ends = Clamps.none().with("x", ones(2, 3)).with("y", ones(2, 2));
        refused(
                () -> settle(ENDS, ends, State.of(Map.of("h", ones(2, 3)))),
                "the state of node 'h' must be float64 [2, 4], got float64 [2, 3]");
        refused(
                () -> settle(ENDS, ends, State.of(Map.of("k", ones(2, 3)))),
                "the network has no node 'k', expected one of [x, h, y]");
    }

    private static Tensor ones(long... sizes) {
        return Tensor.full(DType.FLOAT64, Shape.of(sizes), 1);
    }

    private static void settle(Clamping clamping, Clamps clamps) {
        settle(clamping, clamps, State.none());
    }

    private static void settle(Clamping clamping, Clamps clamps, State state) {
        Network network = chain();
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64)) {
            Schedule schedule = state.isEmpty() ? IL : IL.withStart(new Start.Given());
            new Inference(network, clamping, schedule, NOTHING)
                    .settle(parameters, clamps, state, new Seed(2))
                    .close();
        }
    }

    /** A relaxation of a user's own that does what a test says. */
    private record Own(List<String> memory, UnaryOperator<Tensor> change, String remembers) implements Relaxation {
        static Own returning(UnaryOperator<Tensor> change) {
            return new Own(List.of(), change, "");
        }

        @Override
        public boolean forgets(Precision precision) {
            return false;
        }

        @Override
        public double gamma() {
            return 0.5;
        }

        @Override
        public Tensor move(Movement movement) {
            if (!remembers.isEmpty()) {
                movement.remember(remembers, movement.remembered(remembers).copy());
            }
            try (Tensor force = movement.force();
                    Tensor moved = movement.moved(force, gamma())) {
                return change.apply(moved);
            }
        }

        @Override
        public String toString() {
            return "Own";
        }
    }

    private static void settle(Schedule schedule) {
        Network network = chain();
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64)) {
            Tensor x = Tensor.full(DType.FLOAT64, Shape.of(2, 3), 1);
            Tensor y = Tensor.full(DType.FLOAT64, Shape.of(2, 2), 1);
            new Inference(network, ENDS, schedule, Set.of(new Observation.FinalValue("h")))
                    .settle(parameters, Clamps.of(network, x, y))
                    .close();
        }
    }

    @Test
    void aRelaxationThatReturnsAnotherShapeOrTypeIsRefusedByTheNodesName() {
        String beginning = "the relaxation Own moved node 'h' to a tensor of ";
        refused(
                () -> settle(IL.withRelaxation(Own.returning(Tensor::sum))),
                beginning + "float64 [], expected float64 [2, 4]");
        refused(
                () -> settle(IL.withRelaxation(Own.returning(tensor -> tensor.reshape(Shape.of(4, 2))))),
                beginning + "float64 [4, 2], expected float64 [2, 4]");
        refused(
                () -> settle(IL.withRelaxation(Own.returning(tensor -> tensor.to(DType.FLOAT32)))),
                beginning + "float32 [2, 4], expected float64 [2, 4]");
    }

    @Test
    void aRelaxationThatRemembersWhatItDoesNotSayIsRefused() {
        assertThatThrownBy(() -> settle(IL.withRelaxation(new Own(List.of("v"), Tensor::copy, "w"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the relaxation Own remembers 'w' of node 'h', but its memory() says [v]: name it there");
        settle(IL.withRelaxation(new Own(List.of("v"), Tensor::copy, "v")));
    }

    /** A learning of a user's own that learns at some times, and says of itself what a test says. */
    private record Said(int first, int last, boolean isRepeated, boolean isAtEnd) implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.of(new Times(first, last));
        }
    }

    @Test
    void aLearningThatSaysOfItselfWhatItsTimesDoNotIsRefused() {
        assertThatThrownBy(() -> plan(chain(), ENDS, IL.withLearning(new Said(1, 2, false, false))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the learning Said[first=1, last=2, isRepeated=false, isAtEnd=false] has node 'h' learn at the"
                                + " times 1 to 2, but says by isRepeated() that no node learns at several: expected true");
        assertThatThrownBy(() ->
                        plan(chain(), ENDS, FixedPrediction.schedule(3, 1).withLearning(new Said(2, 2, false, true))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the learning Said[first=2, last=2, isRepeated=false, isAtEnd=true] has node 'h' learn at time"
                                + " 2, but says by isAtEnd() that all learn at the end, 3, alone: expected false");
        plan(chain(), ENDS, IL.withLearning(new Said(1, 2, true, false)));
        plan(chain(), ENDS, IL.withLearning(new Said(3, 9, false, true)));
    }
}
