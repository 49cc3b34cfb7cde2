package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Pass;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.AutonomousZeroDivergence;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.Strict;
import org.pcn4j.learning.WeightedWaves;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * Whatever the planner makes of a schedule, it is the same schedule: any set of passes finds what all of them find. To the
 * bit where errors are the state and zeros are left out: where a zero error is added to another, the sum may lie otherwise in
 * memory, as after a permutation, and the bits of a matrix product depend on how its operands lie. And delays that are nodes
 * sum what several uses by one child give before others join in, so that bits are compared with delays held or not.
 */
class PassesTest {
    private static final Seed SEED = new Seed(53);
    private static final int GRAPHS = 3;
    private static final double RATE = 1e-3;

    /** By how much results may differ where the values are the state, not the errors, in float64: (μ + ε) − μ rounds like μ. */
    private static final Closeness ROUNDING = new Closeness(1e-12, 1);

    /** The same over two frames, in which parameters and values move up to thirty times. */
    private static final Closeness ROUNDING_OF_LONG_INFERENCE = new Closeness(1e-10, 1);

    private static final Set<Pass> ALWAYS_EXACT =
            EnumSet.of(Pass.ERROR_IS_STATE, Pass.ZERO_ERRORS, Pass.FORGOTTEN_ERRORS);

    /** What delays are held by. */
    private static final Set<Pass> HOLDING = EnumSet.of(
            Pass.HELD_DELAYS,
            Pass.DEMAND,
            Pass.ZERO_ERRORS,
            Pass.STANDING_PREDICTIONS,
            Pass.ERROR_IS_STATE,
            Pass.FORGOTTEN_ERRORS);

    static LongStream graphs() {
        return LongStream.range(0, GRAPHS);
    }

    static LongStream moreGraphs() {
        return LongStream.range(GRAPHS, 1000);
    }

    private static List<Schedule> rules() {
        Schedule zil = ZeroDivergence.schedule();
        return List.of(
                zil,
                ZeroDivergence.unlevelled(),
                zil.withGamma(0.5),
                InferenceLearning.schedule(4, 0.05),
                InferenceLearning.schedule(4, 0.05).withParents(Parents.FORWARD),
                Strict.schedule(4, 0.05),
                NudgedPredictiveCoding.soft(0.5, 4, 0.05),
                WeightedWaves.spiking(0.1, 2, 0.05),
                WeightedWaves.decaying(0.2, 4, 0.05).withParents(Parents.CURRENT),
                IncrementalPredictiveCoding.whileRelaxing(3, 0.05),
                InferenceLearning.schedule(4, 0.05).withRelaxation(new AdamDescent(0.02, 0.8, 0.95, 0.1)),
                InferenceLearning.schedule(5, 0.05).withRelaxation(new Heun(0.05, 1e-3, 1e-3)),
                IncrementalPredictiveCoding.schedule(3, 0.05),
                FixedPrediction.schedule(7, 1),
                FixedPrediction.schedule(6, 0.5).withInitialNoise(0.05),
                ErrorBasedPredictiveCoding.schedule(4, 0.05),
                ErrorBasedPredictiveCoding.schedule(3, 0.05).withLearning(new Learning.AtEveryStep()),
                AutonomousZeroDivergence.schedule(2).withGamma(0.3),
                DynamicErrors.schedule(4, 0.05));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void anySetOfPassesFindsTheSameOnARandomGraph(long seed) {
        onAGraph(seed);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("moreGraphs")
    void anySetOfPassesFindsTheSameOnManyRandomGraphs(long seed) {
        onAGraph(seed);
    }

    private static void onAGraph(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        onAGraph(seed, random, RandomGraph.of(seed), rules());
        // Of both signs there is a plan for the first; its targets are those of a positive nudge.
        onAGraph(
                seed,
                random,
                RandomGraph.withSquaredErrors(seed),
                List.of(NudgedPredictiveCoding.negative(0.4, 4, 0.05)));
    }

    private static void onAGraph(long seed, SplittableRandom random, Network network, List<Schedule> rules) {
        for (Schedule schedule : rules) {
            Question question = new Question(network, Clamping.ofEnds(), schedule);
            // Under Z-IL the values of nodes that have learned grow and grow, where they are computed at all.
            Set<Observation> observations = schedule.learning().needsLevels()
                    ? Set.of(new Observation.Loss())
                    : Set.of(new Observation.Loss(), new Observation.Energies());
            same(
                    random,
                    question,
                    observations,
                    SEED.derive(seed),
                    dtype -> List.of(Fixtures.random(network, SEED.derive(seed), dtype, 2)),
                    Map.of(),
                    ROUNDING);
        }
    }

    static LongStream questions() {
        return LongStream.range(1040, 1048);
    }

    static LongStream moreQuestions() {
        return LongStream.range(1048, 2000);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("moreQuestions")
    void anySetOfPassesFindsTheSameWhateverElseIsAsked(long number) {
        anySetOfPassesFindsTheSameWhateverIsAsked(number);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void anySetOfPassesFindsTheSameWhateverIsAsked(long number) {
        RandomQuestion drawn = new RandomQuestion(number);
        same(
                new SplittableRandom(number),
                drawn.question(),
                drawn.observations(),
                SEED.derive(number),
                dtype -> List.of(drawn.clamps(dtype, 0), drawn.clamps(dtype, 1)),
                drawn.given(),
                ROUNDING_OF_LONG_INFERENCE);
    }

    /** Data of an element type. */
    private interface Frames {
        List<Clamps> of(DType dtype);
    }

    private static void same(
            SplittableRandom random,
            Question question,
            Set<Observation> observations,
            Seed seed,
            Frames frames,
            Map<String, double[]> given,
            Closeness rounding) {
        Set<Pass> passes = EnumSet.noneOf(Pass.class);
        for (Pass pass : Pass.values()) {
            if (random.nextBoolean()) {
                passes.add(pass);
            }
        }
        Set<Pass> exact = EnumSet.copyOf(ALWAYS_EXACT);
        exact.addAll(passes);
        String what = question.schedule() + " by " + exact + " and " + passes + ", " + question.clamping() + ", of\n"
                + question.network();
        Set<Pass> everything = EnumSet.allOf(Pass.class);
        if (!exact.containsAll(HOLDING)) {
            everything.remove(Pass.HELD_DELAYS);
        }
        List<Answer> all = answers(everything, question, observations, seed, DType.FLOAT32, frames, given);
        List<Answer> some = answers(exact, question, observations, seed, DType.FLOAT32, frames, given);
        Closeness.EQUAL.require(what, all, some);
        // To whom it makes a difference whether an error is exactly zero, it makes one whether it is rounded to it.
        boolean gated = question.schedule().learning().zeroSteps().isPresent();
        rounding.require(
                what,
                answers(Pass.ALL, question, observations, seed, DType.FLOAT64, frames, given),
                answers(gated ? exact : passes, question, observations, seed, DType.FLOAT64, frames, given));
    }

    private static List<Answer> answers(
            Set<Pass> passes,
            Question question,
            Set<Observation> observations,
            Seed seed,
            DType dtype,
            Frames frames,
            Map<String, double[]> given) {
        try (TensorScope scope = new TensorScope();
                Parameters parameters = question.network().initialize(seed, dtype)) {
            List<Answer> answers = new Planned(
                            question, new Planner(passes, ZeroUpdates.APPLY), observations, RATE, seed)
                    .frames(parameters, frames.of(dtype), given);
            assertThat(answers).isNotEmpty();
            return answers;
        }
    }
}
