package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.Energy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.PlainReference;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Planned inference against its plain definition. */
class ReferenceTest {
    private static final Seed SEED = new Seed(37);
    private static final double RATE = 0.01;

    /** At which weights stay moderate on deep graphs whose values may grow, above all under iPC, which learns as it infers. */
    private static final double LOW_RATE = 1e-3;

    private static final int GRAPHS = 51;

    /** So many of them in every build. */
    private static final int FEW = 2;

    private static final List<ZeroUpdates> BOTH = List.of(ZeroUpdates.values());

    /**
     * Where the definition, whose values are copied, normalizes a batch that lies otherwise in memory and is a bit off: errors
     * are not exactly zero then, before their time, which makes a difference where learning is gated.
     */
    private static final int ROUNDED = 31;

    /** ε is large beside what is zero but for rounding, which would take a step of a size of its own. */
    private static final Relaxation ADAM = new AdamDescent(0.02, 0.9, 0.99, 1e-2);

    private static final Relaxation HEUN = new Heun(0.1, 1e-2, 1e-2);

    private static final Relaxation MIRROR = new MirrorDescent(0.5, 0.5);

    /** No random graph among these is deeper, so after as many steps an error has reached every node. */
    private static final int DEEPEST = 13;

    static Stream<Arguments> schedulesAndModels() {
        Schedule zil = ZeroDivergence.schedule();
        return Stream.of(
                        InferenceLearning.schedule(0, 0.1),
                        InferenceLearning.schedule(1, 0.1),
                        InferenceLearning.schedule(12, 0.1),
                        InferenceLearning.schedule(3, 1),
                        InferenceLearning.schedule(12, 0.3).withInitialNoise(0.2),
                        InferenceLearning.schedule(2, 1).withInitialNoise(0.05),
                        InferenceLearning.schedule(12, 0.1).withParents(Parents.FORWARD),
                        InferenceLearning.schedule(2, 0.5)
                                .withParents(Parents.FORWARD)
                                .withInitialNoise(0.05),
                        Strict.schedule(1, 0.1),
                        Strict.schedule(13, 0.1),
                        Strict.schedule(3, 1),
                        NudgedPredictiveCoding.soft(0.3, 12, 0.1),
                        NudgedPredictiveCoding.soft(0.5, 2, 1),
                        WeightedWaves.spiking(0.1, 6, 0.5),
                        WeightedWaves.spiking(0.3, 5, 0.5).withParents(Parents.CURRENT),
                        WeightedWaves.spiking(0.1, 6, 0.5)
                                .withParents(Parents.NEXT)
                                .withInitialNoise(0.1),
                        WeightedWaves.decaying(0.2, 6, 0.5).withInitialNoise(0.2),
                        IncrementalPredictiveCoding.whileRelaxing(5, 0.1),
                        IncrementalPredictiveCoding.schedule(0, 0.1),
                        IncrementalPredictiveCoding.schedule(12, 0.1),
                        IncrementalPredictiveCoding.schedule(3, 1),
                        FixedPrediction.schedule(3, 1),
                        FixedPrediction.schedule(12, 1),
                        FixedPrediction.schedule(12, 0.4),
                        FixedPrediction.schedule(12, 0.4).withInitialNoise(0.2),
                        FixedPrediction.schedule(12, 1).withInitialNoise(0.2),
                        zil,
                        ZeroDivergence.unlevelled(),
                        zil.withGamma(0.7),
                        zil.withInitialNoise(0.2),
                        zil.withLearning(new Learning.At(2)),
                        ErrorBasedPredictiveCoding.schedule(0, 0.1),
                        ErrorBasedPredictiveCoding.schedule(1, 0.1),
                        ErrorBasedPredictiveCoding.schedule(9, 0.1),
                        ErrorBasedPredictiveCoding.schedule(3, 1),
                        ErrorBasedPredictiveCoding.schedule(7, 0.1).withInitialNoise(0.05),
                        ErrorBasedPredictiveCoding.schedule(4, 0.1).withParents(Parents.FORWARD),
                        ErrorBasedPredictiveCoding.schedule(5, 0.1).withRelaxation(new Momentum(0.05, 0.5)),
                        ErrorBasedPredictiveCoding.schedule(4, 0.1).withLearning(new Learning.AtEveryStep()),
                        AutonomousZeroDivergence.schedule(1),
                        AutonomousZeroDivergence.schedule(4),
                        AutonomousZeroDivergence.schedule(2).withSteps(7).withGamma(0.4),
                        DynamicErrors.schedule(0, 0.1),
                        DynamicErrors.schedule(12, 0.1),
                        DynamicErrors.schedule(3, 1).withInitialNoise(0.05),
                        InferenceLearning.schedule(12, 0.1).withRelaxation(new Momentum(0.1, 0.65)),
                        InferenceLearning.schedule(12, 0.1).withRelaxation(ADAM),
                        InferenceLearning.schedule(13, 0.1).withRelaxation(HEUN),
                        InferenceLearning.schedule(13, 0.1).withRelaxation(MIRROR),
                        IncrementalPredictiveCoding.schedule(8, 0.1).withRelaxation(MIRROR),
                        Strict.schedule(9, 0.1).withRelaxation(MIRROR),
                        IncrementalPredictiveCoding.schedule(8, 0.1).withRelaxation(new Momentum(0.1, 0.35)),
                        IncrementalPredictiveCoding.schedule(8, 0.1).withRelaxation(ADAM),
                        IncrementalPredictiveCoding.schedule(8, 0.1).withRelaxation(HEUN),
                        FixedPrediction.schedule(12, 0.4).withRelaxation(ADAM),
                        FixedPrediction.schedule(12, 0.4).withRelaxation(HEUN))
                .flatMap(schedule -> Stream.of("mlp", "cnn", "rnn", "residual", "separate")
                        .map(model -> Arguments.of(schedule, model)));
    }

    @ParameterizedTest
    @MethodSource("schedulesAndModels")
    void planAndDefinitionAgree(Schedule schedule, String model) {
        // By one loss or another: by all of them where there is time.
        Energy loss = Fixtures.LOSSES.get((model.length() + schedule.name().length()) % Fixtures.LOSSES.size());
        agree(schedule, Fixtures.small(model, loss), BOTH, RATE, 2, 1e-4);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("schedulesAndModels")
    void planAndDefinitionAgreeWhateverTheLoss(Schedule schedule, String model) {
        for (Energy loss : Fixtures.LOSSES) {
            agree(schedule, Fixtures.small(model, loss), BOTH, RATE, 2, 1e-4);
        }
    }

    static Stream<Arguments> clampedNudgesAndModels() {
        return Stream.of(
                        NudgedPredictiveCoding.positive(0.4, 5, 0.2),
                        NudgedPredictiveCoding.negative(0.4, 5, 0.2),
                        NudgedPredictiveCoding.negative(0.4, 5, 0.2).withLearning(new Learning.AtEveryStep()),
                        NudgedPredictiveCoding.centered(0.4, 5, 0.2),
                        NudgedPredictiveCoding.centered(0.4, 5, 0.2)
                                .withInitialNoise(0.1)
                                .withParents(Parents.FORWARD))
                .flatMap(schedule -> Stream.of("mlp", "cnn", "rnn", "residual", "separate")
                        .map(model -> Arguments.of(schedule, model)));
    }

    /** They are defined for squared errors alone. */
    @ParameterizedTest
    @MethodSource("clampedNudgesAndModels")
    void planAndDefinitionOfAClampedNudgeAgree(Schedule schedule, String model) {
        agree(schedule, Fixtures.small(model, new SquaredError()), BOTH, RATE, 2, 1e-4);
    }

    /** Steps small enough that no graph's inference leaves the finite numbers: products of values may grow. */
    static Stream<Arguments> schedulesAndGraphs() {
        return schedulesAndGraphs(0, FEW);
    }

    static Stream<Arguments> schedulesAndMoreGraphs() {
        return schedulesAndGraphs(FEW, GRAPHS);
    }

    private static Stream<Arguments> schedulesAndGraphs(int from, int to) {
        return Stream.of(
                        InferenceLearning.schedule(5, 0.02),
                        InferenceLearning.schedule(2, 0.1),
                        InferenceLearning.schedule(DEEPEST + 2, 0.02),
                        InferenceLearning.schedule(5, 0.02).withParents(Parents.FORWARD),
                        Strict.schedule(6, 0.02),
                        InferenceLearning.schedule(DEEPEST + 2, 0.02)
                                .withRelaxation(new AdamDescent(0.01, 0.9, 0.99, 0.1)),
                        InferenceLearning.schedule(DEEPEST + 2, 0.02).withRelaxation(new Heun(0.02, 1e-3, 1e-3)),
                        InferenceLearning.schedule(DEEPEST + 2, 0.02).withRelaxation(new Momentum(0.02, 0.5)),
                        InferenceLearning.schedule(5, 0.02).withRelaxation(new Langevin(0.02, 0.01)),
                        InferenceLearning.schedule(DEEPEST + 2, 0.02).withRelaxation(MIRROR),
                        IncrementalPredictiveCoding.schedule(4, 0.02),
                        IncrementalPredictiveCoding.whileRelaxing(4, 0.02),
                        NudgedPredictiveCoding.soft(0.5, 6, 0.02),
                        WeightedWaves.spiking(0.1, DEEPEST + 2, 0.02),
                        WeightedWaves.decaying(0.2, 6, 0.02),
                        IncrementalPredictiveCoding.schedule(DEEPEST + 2, 0.01),
                        FixedPrediction.schedule(6, 0.5),
                        FixedPrediction.schedule(DEEPEST + 2, 1),
                        FixedPrediction.schedule(DEEPEST + 2, 0.5).withInitialNoise(0.05),
                        ZeroDivergence.schedule(),
                        ZeroDivergence.schedule().withGamma(0.7),
                        ZeroDivergence.unlevelled().withGamma(0.05),
                        ErrorBasedPredictiveCoding.schedule(5, 0.02),
                        ErrorBasedPredictiveCoding.schedule(2, 0.02).withInitialNoise(0.02),
                        AutonomousZeroDivergence.schedule(3),
                        DynamicErrors.schedule(9, 0.02))
                .flatMap(schedule -> LongStream.range(from, to)
                        .filter(seed -> seed != ROUNDED
                                || schedule.learning().zeroSteps().isEmpty())
                        .mapToObj(seed -> Arguments.of(schedule, seed)));
    }

    @ParameterizedTest
    @MethodSource("schedulesAndGraphs")
    void planAndDefinitionAgreeOnRandomGraphs(Schedule schedule, long seed) {
        agree(schedule, RandomGraph.of(seed), List.of(ZeroUpdates.SKIP), LOW_RATE, 1, 1e-8);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("schedulesAndMoreGraphs")
    void planAndDefinitionAgreeOnMoreRandomGraphs(Schedule schedule, long seed) {
        planAndDefinitionAgreeOnRandomGraphs(schedule, seed);
    }

    static Stream<Arguments> clampedNudgesAndGraphs() {
        return clampedNudgesAndGraphs(0, FEW);
    }

    static Stream<Arguments> clampedNudgesAndMoreGraphs() {
        return clampedNudgesAndGraphs(FEW, GRAPHS);
    }

    private static Stream<Arguments> clampedNudgesAndGraphs(int from, int to) {
        return Stream.of(
                        NudgedPredictiveCoding.positive(0.4, 6, 0.02),
                        NudgedPredictiveCoding.negative(0.4, DEEPEST + 2, 0.02),
                        NudgedPredictiveCoding.centered(0.4, 6, 0.02))
                .flatMap(schedule -> LongStream.range(from, to).mapToObj(seed -> Arguments.of(schedule, seed)));
    }

    @ParameterizedTest
    @MethodSource("clampedNudgesAndGraphs")
    void planAndDefinitionOfAClampedNudgeAgreeOnRandomGraphs(Schedule schedule, long seed) {
        agree(schedule, RandomGraph.withSquaredErrors(seed), List.of(ZeroUpdates.SKIP), LOW_RATE, 1, 1e-8);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("clampedNudgesAndMoreGraphs")
    void planAndDefinitionOfAClampedNudgeAgreeOnMoreRandomGraphs(Schedule schedule, long seed) {
        planAndDefinitionOfAClampedNudgeAgreeOnRandomGraphs(schedule, seed);
    }

    @Test
    void theseRandomGraphsAreDeepAndHoldSkipsSharedParametersAndSeveralOutputs() {
        List<Network> graphs =
                LongStream.range(0, GRAPHS).mapToObj(RandomGraph::of).toList();
        assertThat(graphs).allMatch(graph -> graph.depth() <= DEEPEST);
        assertThat(graphs.stream().filter(graph -> graph.depth() >= 6)).hasSizeGreaterThan(GRAPHS / 2);
        assertThat(graphs.stream().filter(graph -> graph.outputs().size() > 1)).hasSizeGreaterThan(GRAPHS / 2);
        assertThat(graphs.stream().filter(ReferenceTest::skips)).hasSizeGreaterThan(GRAPHS / 2);
        assertThat(graphs.stream().filter(ReferenceTest::shares)).hasSizeGreaterThan(GRAPHS / 4);
    }

    private static boolean skips(Network network) {
        return network.levelled().nodes().stream().anyMatch(Node::isDelay);
    }

    private static boolean shares(Network network) {
        List<Integer> uses = network.nodes().stream()
                .flatMap(node -> node.parameters().stream())
                .toList();
        return uses.size() > network.parameters().size();
    }

    /** The plans that skip zero updates and those that apply them have one definition, which is worked out once. */
    private static void agree(
            Schedule schedule, Network network, List<ZeroUpdates> plans, double rate, int updates, double moved) {
        try (TensorScope scope = new TensorScope();
                Parameters start = network.initialize(SEED, DType.FLOAT64);
                Parameters expected = start.copy()) {
            List<Clamps> batches = new ArrayList<>();
            for (int update = 0; update < updates; update++) {
                Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT64, 5);
                batches.add(clamps);
                new PlainReference(network, Clamping.ofEnds(), schedule, rate / clamps.count(network), SEED)
                        .update(expected, clamps, PlainReference.State.none(), update);
            }
            for (ZeroUpdates zeroUpdates : plans) {
                Plan plan = new Planner(zeroUpdates).plan(network, schedule, Set.of(new Observation.Loss()));
                Parameters found = start.copy();
                Learner learner = new PredictiveCoding(found, new Sgd(rate), plan, SEED);
                batches.forEach(learner::update);
                assertThat(Divergence.between(expected, found).all().maxAbsolute())
                        .isLessThan(1e-10);
                // Among moderate numbers the absolute bound above is one on most digits, too.
                assertThat(Divergence.between(start, found).all().maxAbsolute()).isBetween(moved, 10.0);
            }
        }
    }
}
