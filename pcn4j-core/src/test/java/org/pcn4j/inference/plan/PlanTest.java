package org.pcn4j.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.OnParameter;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.AutonomousZeroDivergence;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.Strict;
import org.pcn4j.learning.WeightedWaves;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Place;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

class PlanTest {
    private static final Seed SEED = new Seed(23);
    private static final Set<Observation> LOSS = Set.of(new Observation.Loss());

    static Stream<Network> networks() {
        return Stream.of(
                Fixtures.model("mlp", new CrossEntropy()),
                Fixtures.model("cnn", new CrossEntropy()),
                Fixtures.model("rnn", new CrossEntropy()),
                Fixtures.residual(new SquaredError()),
                Fixtures.separate(new SquaredError()));
    }

    private static Plan plan(Network network, Schedule schedule) {
        return new Planner(ZeroUpdates.SKIP).plan(network, schedule, LOSS);
    }

    @ParameterizedTest
    @MethodSource("everyKindOfNetwork")
    void zilPlansOnePredictionANodeAndOnePullbackWhereParametersStandAtOrAboveIt(Network network) {
        Plan plan = plan(network, ZeroDivergence.schedule());
        Map<String, Integer> predictions = new HashMap<>();
        Map<String, Integer> pullbacks = new HashMap<>();
        for (Block step : plan.blocks()) {
            assertThat(step.repeats()).isEqualTo(1);
            for (Instruction instruction : step.instructions()) {
                if (instruction instanceof Predict act) {
                    predictions.merge(plan.network().node(act.node()).name(), 1, Integer::sum);
                } else if (instruction instanceof Pull act) {
                    pullbacks.merge(plan.network().node(act.node()).name(), 1, Integer::sum);
                    assertThat(act.deltas().isEmpty())
                            .as("learning and feedback of a node are one pullback")
                            .isEqualTo(
                                    plan.network().node(act.node()).parameters().isEmpty());
                }
            }
        }
        Set<Integer> reached = new HashSet<>();
        for (Node node : network.nodes()) {
            if (!node.isRoot()) {
                assertThat(predictions.remove(node.name())).as(node.name()).isEqualTo(1);
                if (!node.parameters().isEmpty() || node.parents().stream().anyMatch(reached::contains)) {
                    reached.add(node.index());
                    assertThat(pullbacks.remove(node.name())).as(node.name()).isEqualTo(1);
                }
            }
        }
        Stream.concat(predictions.keySet().stream(), pullbacks.keySet().stream())
                .forEach(name -> assertThat(plan.network().node(name).isDelay()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("everyKindOfNetwork")
    void zilAppliesEachParameterOnceAndNothingReadsItsNewVersion(Network network) {
        Plan plan = plan(network, ZeroDivergence.schedule());
        Set<Integer> applied = new HashSet<>();
        for (Block step : plan.blocks()) {
            for (Instruction instruction : step.instructions()) {
                if (instruction instanceof Apply act) {
                    assertThat(applied.add(act.parameter())).isTrue();
                } else if (instruction instanceof ByNode act && (act instanceof Pull || act instanceof Predict)) {
                    assertThat(Collections.disjoint(
                                    plan.network().node(act.node()).parameters(), applied))
                            .isTrue();
                }
            }
        }
        assertThat(applied).hasSize(network.parameters().size());
    }

    static Stream<Schedule> schedules() {
        Schedule zil = ZeroDivergence.schedule();
        return Stream.of(
                zil,
                ZeroDivergence.unlevelled(),
                zil.withGamma(0.5),
                zil.withInitialNoise(0.1),
                zil.withLearning(new Learning.At(1)),
                InferenceLearning.schedule(7, 0.1),
                InferenceLearning.schedule(3, 1),
                InferenceLearning.schedule(40, 0.1).withInitialNoise(0.2),
                InferenceLearning.schedule(7, 0.1).withParents(Parents.FORWARD),
                Strict.schedule(7, 0.1),
                NudgedPredictiveCoding.soft(0.5, 7, 0.1),
                WeightedWaves.spiking(0.1, 7, 0.1),
                WeightedWaves.decaying(0.2, 7, 0.1).withParents(Parents.CURRENT),
                IncrementalPredictiveCoding.whileRelaxing(7, 0.1),
                IncrementalPredictiveCoding.schedule(7, 0.1),
                FixedPrediction.schedule(5, 1),
                FixedPrediction.schedule(35, 0.3),
                ErrorBasedPredictiveCoding.schedule(6, 0.1),
                ErrorBasedPredictiveCoding.schedule(3, 1).withInitialNoise(0.1),
                ErrorBasedPredictiveCoding.schedule(6, 0.1).withParents(Parents.FORWARD),
                AutonomousZeroDivergence.schedule(2),
                DynamicErrors.schedule(7, 0.1),
                InferenceLearning.schedule(7, 0.1).withRelaxation(new AdamDescent(0.1, 0.9, 0.999, 1e-8)),
                IncrementalPredictiveCoding.schedule(7, 0.1).withRelaxation(new Heun(0.1, 1e-3, 1e-3)),
                InferenceLearning.schedule(7, 0.1).withRelaxation(new MirrorDescent(0.1, 3)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void everyInstructionOfANodeReadsNothingButTheNodeItsParentsAndItsChildren(Schedule schedule) {
        for (Network network : everyKindOfNetwork().toList()) {
            // What some passes leave out of everything, all leave out and more.
            for (Set<Pass> effort : List.of(Pass.ALL, Efforts.EVERYTHING_BY_VALUES)) {
                Plan plan = new Planner(effort, ZeroUpdates.APPLY)
                        .plan(network, schedule, Set.of(new Observation.Energies()));
                assertLocal(network, plan);
            }
            // Of Z-IL a plan without delays, which holds contributions instead.
            assertLocal(network, new Planner(ZeroUpdates.APPLY).plan(network, schedule, LOSS));
        }
    }

    private static Stream<Network> everyKindOfNetwork() {
        return Stream.of(
                        networks(),
                        Fixtures.GRAPHS.stream().map(name -> Fixtures.graph(name, new CrossEntropy())),
                        LongStream.range(0, 6).mapToObj(RandomGraph::of))
                .flatMap(Function.identity());
    }

    /** Walks a plan in the terms of the unlevelled graph, in which a delay belongs to the node whose value it delays. */
    private static void assertLocal(Network network, Plan plan) {
        Network levelled = plan.network();
        int[] original = levelled.nodes().stream()
                .mapToInt(node -> original(network, levelled, node.index()))
                .toArray();
        List<Integer> writerOfContribution = new ArrayList<>();
        List<Integer> readerOfContribution = new ArrayList<>();
        List<Integer> writerOfDelta = new ArrayList<>();
        List<Integer> parameterOfDelta = new ArrayList<>();
        for (Node node : levelled.nodes()) {
            for (int parent : node.isRoot() ? List.<Integer>of() : node.uses()) {
                writerOfContribution.add(original[node.index()]);
                readerOfContribution.add(original[parent]);
            }
            for (int parameter : node.parameters()) {
                writerOfDelta.add(original[node.index()]);
                parameterOfDelta.add(parameter);
            }
        }
        List<Set<Integer>> near = network.nodes().stream()
                .map(node -> {
                    Set<Integer> all = new HashSet<>(network.children(node.index()));
                    all.addAll(node.parents());
                    all.add(node.index());
                    return all;
                })
                .toList();
        plan.instructions().forEach(instruction -> {
            if (instruction instanceof OnParameter act) {
                assertThat(act.reads())
                        .allMatch(slot -> slot.kind() == Slot.Kind.DELTA
                                ? parameterOfDelta.get(slot.index()) == act.parameter()
                                : slot.equals(Slot.gradient(act.parameter())));
                return;
            }
            int self = original[((ByNode) instruction).node()];
            for (Slot slot : instruction.reads()) {
                boolean local = switch (slot.kind()) {
                    case INPUT,
                            TARGET,
                            MASK,
                            ZEROS,
                            NUDGED,
                            PREDICTION,
                            FORWARD,
                            VALUE,
                            ERROR,
                            WEIGHTED,
                            KEPT,
                            FEEDBACK,
                            GATED,
                            WAIT,
                            DYNAMIC,
                            MEMORY -> near.get(self).contains(original[slot.index()]);
                    case CONTRIBUTION ->
                        readerOfContribution.get(slot.index()) == self
                                && near.get(self).contains(writerOfContribution.get(slot.index()));
                    default -> false;
                };
                if (!local) {
                    throw new AssertionError(instruction + " reads " + slot + " in\n" + network);
                }
            }
            for (Slot slot : instruction.writes()) {
                boolean own = switch (slot.kind()) {
                    case PREDICTION,
                            FORWARD,
                            VALUE,
                            ERROR,
                            WEIGHTED,
                            KEPT,
                            MEMORY,
                            NUDGED,
                            FEEDBACK,
                            GATED,
                            WAIT,
                            DYNAMIC -> original[slot.index()] == self;
                    case CONTRIBUTION ->
                        (instruction instanceof Instruction.PassDelays ? readerOfContribution : writerOfContribution)
                                        .get(slot.index())
                                == self;
                    case DELTA -> writerOfDelta.get(slot.index()) == self;
                    default -> false;
                };
                if (!own) {
                    throw new AssertionError(instruction + " writes " + slot + " in\n" + network);
                }
            }
        });
    }

    @Test
    void theWalkOfLocalitySeesAReadFromAfar() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        int first = network.node("fc1").index();
        int output = network.outputs().get(0).index();
        Plan plan = plan(network, ZeroDivergence.schedule());
        Instruction far = new Predict(output, List.of(Slot.prediction(first)));
        Plan wrong = with(plan, List.of(new Block(0, 1, false, List.of(far), List.of(List.of()))));
        assertThatThrownBy(() -> assertLocal(network, wrong))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("reads");
    }

    private static Plan with(Plan plan, List<Block> blocks) {
        return new Plan(
                plan.network(), plan.modes(), plan.schedule(), plan.times(), blocks, plan.finals(), plan.state());
    }

    private static int original(Network network, Network levelled, int index) {
        Node node = levelled.node(index);
        return node.place() instanceof Place.Delay delay
                ? original(network, levelled, delay.source())
                : network.node(node.name().replace(" free", "")).index();
    }

    static Stream<String> smallModels() {
        return Stream.of("mlp", "cnn", "rnn", "residual", "separate");
    }

    @ParameterizedTest
    @MethodSource("smallModels")
    void nothingDroppedGivesTheSameBitsUnderEveryRule(String model) {
        for (Schedule schedule : schedules().toList()) {
            Network network = Fixtures.small(model, new CrossEntropy());
            try (Parameters start = network.initialize(SEED, DType.FLOAT32);
                    Parameters needed = start.copy();
                    Parameters everything = start.copy()) {
                run(network, schedule, Pass.ALL, needed, 3);
                run(network, schedule, Efforts.EVERYTHING, everything, 3);
                Divergence all = Divergence.between(needed, everything).all();
                assertThat(all.bitwiseEqual())
                        .as("%s of %s: %s", schedule.name(), model, all)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("smallModels")
    void valuesAsTheStateGiveTheSameUpdateToRounding(String model) {
        for (Energy loss : Fixtures.LOSSES) {
            Network network = Fixtures.small(model, loss);
            try (Parameters start = network.initialize(SEED, DType.FLOAT64);
                    Parameters needed = start.copy();
                    Parameters values = start.copy()) {
                run(network, ZeroDivergence.schedule(), Pass.ALL, needed, 1);
                run(network, ZeroDivergence.schedule(), Efforts.EVERYTHING_BY_VALUES, values, 1);
                assertThat(Divergence.between(needed, values).all().relativeDistance())
                        .isLessThan(1e-12);
                assertThat(Divergence.between(start, needed).all().relativeDistance())
                        .isGreaterThan(1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("smallModels")
    void observingDoesNotChangeWhatIsLearned(String model) {
        for (Schedule schedule : schedules().toList()) {
            Network network = Fixtures.small(model, new SquaredError());
            try (Parameters start = network.initialize(SEED, DType.FLOAT32);
                    Parameters plain = start.copy();
                    Parameters observed = start.copy()) {
                String inner = network.node(1).isInner()
                        ? network.node(1).name()
                        : network.node(2).name();
                run(new Planner(ZeroUpdates.SKIP).plan(network, schedule, LOSS), plain, 3);
                run(
                        new Planner(ZeroUpdates.SKIP)
                                .plan(
                                        network,
                                        schedule,
                                        Set.of(new Observation.Energies(), new Observation.FinalValue(inner))),
                        observed,
                        3);
                Divergence all = Divergence.between(plain, observed).all();
                assertThat(all.bitwiseEqual())
                        .as("%s of %s: %s", schedule, model, all)
                        .isTrue();
            }
        }
    }

    private static void run(Network network, Schedule schedule, Set<Pass> effort, Parameters parameters, int updates) {
        run(new Planner(effort, ZeroUpdates.SKIP).plan(network, schedule, LOSS), parameters, updates);
    }

    private static void run(Plan plan, Parameters parameters, int updates) {
        Executor executor = new Executor(plan);
        for (int update = 0; update < updates; update++) {
            try (TensorScope scope = new TensorScope();
                    Sgd sgd = new Sgd(0.02);
                    Outcome outcome = executor.run(
                            parameters,
                            Fixtures.random(plan.network(), SEED.derive(update), parameters.dtype(), 5),
                            sgd,
                            0.2,
                            SEED.derive(update))) {
                assertThat(outcome.loss()).isFinite();
            }
        }
    }

    @Test
    void inferenceLearningDoesNoWorkTheWavefrontHasNotReached() {
        Network network = Fixtures.model("rnn", new CrossEntropy());
        Plan plan = plan(network, InferenceLearning.schedule(8, 0.1));
        for (Block step : plan.blocks()) {
            for (Instruction instruction : step.instructions()) {
                if (instruction instanceof ByNode act && step.time() >= 0) {
                    assertThat(plan.network().level(act.node()))
                            .as("%s at %d", instruction, step.time())
                            .isLessThanOrEqualTo(step.time() + 1);
                }
                if (instruction instanceof Pull act) {
                    assertThat(plan.network().level(act.node())).isLessThanOrEqualTo(step.time());
                }
            }
        }
    }

    @Test
    void aLongInferenceIsPlannedAsAPrologueABodyAndAnEpilogue() {
        Network network = Fixtures.model("mlp", new CrossEntropy());
        Plan plan = plan(network, InferenceLearning.schedule(1_000_000, 0.1));
        assertThat(plan.blocks()).hasSizeLessThan(10);
        assertThat(plan.blocks().stream().mapToInt(Block::repeats).sum()).isEqualTo(1_000_002);
        Plan ipc = plan(network, IncrementalPredictiveCoding.schedule(1_000_000, 0.1));
        assertThat(ipc.blocks()).hasSizeLessThan(10);
        assertThat(ipc.cost().learn()).isGreaterThan(2_999_990);
    }

    @Test
    void aBodyRunsLikeTheSameStepsWrittenOut() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        for (Schedule schedule :
                List.of(InferenceLearning.schedule(25, 0.2), IncrementalPredictiveCoding.schedule(25, 0.2))) {
            Plan folded = plan(network, schedule);
            List<Block> written = new ArrayList<>();
            for (Block block : folded.blocks()) {
                IntStream.range(0, block.repeats())
                        .forEach(i ->
                                written.add(new Block(block.time() + i, 1, false, block.instructions(), List.of())));
            }
            Plan unfolded = with(folded, Lifetimes.of(written, List.of()));
            assertThat(unfolded.blocks()).hasSize(27);
            assertThat(folded.blocks()).hasSizeLessThan(12);
            try (Parameters a = network.initialize(SEED, DType.FLOAT32);
                    Parameters b = a.copy()) {
                run(folded, a, 3);
                run(unfolded, b, 3);
                assertThat(Divergence.between(a, b).all().bitwiseEqual()).isTrue();
            }
        }
    }

    @Test
    void aParameterThatNoErrorReachesIsHandedOverOnlyWhereTheOptimizerWouldMoveIt() {
        Network network = Fixtures.model("mlp", new CrossEntropy());
        Schedule schedule = InferenceLearning.schedule(1, 0.1);
        long skipped = new Planner(ZeroUpdates.SKIP)
                .plan(network, schedule, LOSS)
                .instructions()
                .filter(Instruction.ApplyZero.class::isInstance)
                .count();
        long applied = new Planner(ZeroUpdates.APPLY)
                .plan(network, schedule, LOSS)
                .instructions()
                .filter(Instruction.ApplyZero.class::isInstance)
                .count();
        assertThat(skipped).isZero();
        assertThat(applied).isEqualTo(2);
    }

    @Test
    void aStepOfErrorBasedPredictiveCodingCostsAForwardAndABackwardPassAndALastForwardPassLearns() {
        Network network = Fixtures.model("mlp", new CrossEntropy());
        int steps = 20;
        Plan plan = plan(network, ErrorBasedPredictiveCoding.schedule(steps, 0.1));
        // Nothing below fc1 moves: it predicts once, and pulls back but to learn.
        assertThat(plan.cost()).isEqualTo(new PlanCost(1 + 2 * (steps + 1), 2 * steps + 3, 3));
        assertThat(plan.toString()).isEqualTo("""
                             level  forward  t=0  t=1   t=2…19  t=20
                        out      0  p        b    pb    pb      pL
                        fc2      1  p        br   prbr  prbr    prL
                        fc1      2  p        r    r     r       rL
                        p predict   b pull back   L pull back and learn   r relax   · nothing
                        Within a time values and feedback cross the whole graph, so inference is not local; learning is.
                        """);
    }

    @Test
    void thePlanOfZilPrintsAsADiagonal() {
        Network network = Fixtures.model("mlp", new CrossEntropy());
        assertThat(plan(network, ZeroDivergence.schedule()).toString()).isEqualTo("""
                             level  forward  t=0  t=1  t=2
                        out      0  p        L    ·    ·
                        fc2      1  p        r    L    ·
                        fc1      2  p        ·    r    L
                        p predict   b pull back   L pull back and learn   r relax   · nothing
                        """);
    }

    @Test
    void fixedPredictionsWithUnitStepsCostWhatZilCosts() {
        for (Network network : everyKindOfNetwork().toList()) {
            PlanCost zil = plan(network, ZeroDivergence.schedule()).cost();
            assertThat(plan(network, FixedPrediction.schedule(network.depth() + 5, 1))
                            .cost())
                    .isEqualTo(zil);
        }
    }

    @Test
    void planningZilIsLinearInTheNetwork() {
        for (int steps : new int[] {100, 400}) {
            Network network =
                    org.pcn4j.network.Models.rnn(org.pcn4j.tensor.Shape.of(steps, 4), 8, 3, new CrossEntropy());
            long instructions =
                    plan(network, ZeroDivergence.schedule()).instructions().count();
            assertThat(instructions).isLessThan(10L * steps);
        }
    }
}
