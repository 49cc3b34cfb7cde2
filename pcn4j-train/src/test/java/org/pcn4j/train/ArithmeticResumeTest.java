package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.dense.Kernels;
import org.pcn4j.dense.ScalarKernels;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.AdamW;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Threads;

/** Checkpoints know which arithmetic made them, and are gone on from in either. */
class ArithmeticResumeTest {
    private static final Schedule IL = InferenceLearning.schedule(4, 0.1);
    private static final Rule EXACT = new Rule.Scheduled(IL).in(Arithmetic.EXACT);
    private static final Rule FUSED = new ByLoops(IL);
    private static final Network NETWORK = new SequentialBuilder(Shape.of(1, 28, 28))
            .layer("fc1", new Flatten(), new Linear(784, 20), new Tanh())
            .output("fc2", new CrossEntropy(), new Linear(20, 10));

    /** A rule that plain loops carry out, as dense kernels would, whatever this machine has. */
    private record ByLoops(Schedule schedule) implements Rule {
        private static final Kernels LOOPS = Kernels.scalar();

        @Override
        public String name() {
            return schedule.name();
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            Executor executor = new Executor(
                    new Planner(updater.zeroUpdates())
                            .plan(
                                    network,
                                    Clamping.ofEnds(),
                                    schedule.withArithmetic(Arithmetic.FUSED),
                                    Set.of(new Observation.Loss())),
                    LOOPS);
            return new Learner() {
                @Override
                public double update(Clamps clamps) {
                    return update(clamps, 0);
                }

                @Override
                public double update(Clamps clamps, long number) {
                    double scale = 1.0 / clamps.count(network);
                    try (Outcome outcome =
                            executor.run(parameters, clamps, updater, scale, Learner.noise(noise, number))) {
                        return outcome.loss() * scale;
                    }
                }

                @Override
                public PlanCost cost() {
                    return executor.plan().cost();
                }
            };
        }

        @Override
        public Optional<Schedule> asSchedule() {
            return Optional.of(schedule);
        }

        @Override
        public Optional<Backend> backend(Network network, Clamping clamping, DType dtype, Kernels kernels) {
            return Rule.super.backend(network, clamping, dtype, LOOPS);
        }

        @Override
        public String toString() {
            return new Rule.Scheduled(schedule).toString();
        }
    }

    @TempDir
    private Path dir;

    private final List<String> heard = new ArrayList<>();

    private Trainer trainer(Rule rule, String folder) {
        return Trainer.of(NETWORK, rule)
                .withSeed(new Seed(7))
                .withBatchSize(25)
                .withCheckpoints(Checkpoints.in(dir.resolve(folder)))
                .withListener(new TrainingListener() {
                    @Override
                    public void warned(String warning) {
                        heard.add(warning);
                    }
                });
    }

    private static Parameters trained(Trainer trainer, int updates) {
        return trained(trainer, updates, new Adam(0.003));
    }

    private static Parameters trained(Trainer trainer, int updates, Optimizer made) {
        Parameters parameters = NETWORK.initialize(new Seed(1), DType.FLOAT32);
        try (Optimizer optimizer = made) {
            Training training = trainer.resume(parameters, optimizer, Recipe.TRAIN, Length.updates(updates));
            assertThat(training.progress().updates()).isEqualTo(updates);
        }
        return parameters;
    }

    private static Divergence between(Parameters one, Parameters other) {
        return Divergence.between(one, other).all();
    }

    @Test
    void aFusedTrainingGoesOnInTheSameBitsByOtherThreadsAndNothingIsSaid() {
        Threads before = Threads.current();
        try (Parameters whole = trained(trainer(FUSED, "whole"), 9)) {
            new Threads(1, 1).use();
            trained(trainer(FUSED, "parts"), 4).close();
            Threads.forShards(2).use();
            try (Parameters parts = trained(trainer(FUSED, "parts"), 9)) {
                assertThat(between(whole, parts).bitwiseEqual()).isTrue();
            }
        } finally {
            before.use();
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void goingOnInTheOtherArithmeticIsSaidOnceAndNotRefused() {
        trained(trainer(FUSED, "run"), 4).close();
        try (Parameters exact = trained(trainer(EXACT, "run"), 9);
                Parameters fused = trained(trainer(FUSED, "other"), 9)) {
            assertThat(heard)
                    .containsExactly("the checkpoint was made in fused arithmetic, and training goes on in exact: the"
                            + " last bits differ from those of a training that was never interrupted");
            assertThat(between(exact, fused).relativeDistance()).isLessThan(1e-3);
        }
        heard.clear();
        trained(trainer(FUSED, "run"), 12).close();
        assertThat(heard)
                .singleElement()
                .asString()
                .startsWith("the checkpoint was made in exact arithmetic, and training goes on in fused: ");
    }

    static Stream<Supplier<Optimizer>> optimizers() {
        return Stream.of(
                () -> new Adam(0.003),
                () -> new Adam(0.003).fused(),
                () -> new Adam(0.003, 0.9, 0.99, 1e-6, 0.1).fused(),
                () -> new AdamW(0.003, 0.1).fused(),
                () -> new Sgd(0.05, 0.9, 1e-3));
    }

    /** What an optimizer remembers means the same in both: a mean of the other sign would move parameters far away. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void whateverTheOptimizerItEndsNearATrainingInOneArithmetic(Supplier<Optimizer> optimizer) {
        try (Parameters one = trained(trainer(EXACT, "one"), 12, optimizer.get());
                Parameters other = trained(trainer(FUSED, "other"), 12, optimizer.get())) {
            trained(trainer(EXACT, "mixed"), 4, optimizer.get()).close();
            trained(trainer(FUSED, "mixed"), 8, optimizer.get()).close();
            try (Parameters mixed = trained(trainer(EXACT, "mixed"), 12, optimizer.get())) {
                assertThat(between(one, other).relativeDistance()).isBetween(1e-9, 1e-5);
                assertThat(between(one, mixed).relativeDistance()).isBetween(1e-9, 1e-5);
            }
        }
    }

    @Test
    void whatSeveralRulesAreCarriedOutByIsToldByTheirNames() {
        Kernels none = Kernels.missing("Java was started without them");
        Rule other = new Rule.Scheduled(IL.withName("other"));
        Backends backends = Trainer.of(NETWORK, RuleSchedule.of(FUSED).then(Length.epochs(1), other))
                .withKernels(none)
                .backends(DType.FLOAT32);
        assertThat(backends.arithmetics()).isEqualTo("il fused, other exact with values left out");
        assertThat(backends)
                .hasToString("il fused (" + new ScalarKernels().name()
                        + "), other exact with values left out (Java was started without them)");
        assertThat(backends.notice())
                .hasValueSatisfying(line -> assertThat(line).startsWith("other runs in exact arithmetic"));
        assertThat(Trainer.of(NETWORK, FUSED).backends(DType.FLOAT32).notice()).isEmpty();
    }
}
