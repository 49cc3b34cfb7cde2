package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Accuracy;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.data.Batch;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Pass;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Division;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.Reducer;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.FusedAdam;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** What owns native memory frees it once, under no running call, and says so to whoever comes later. */
class ClosingTest {
    private static final Seed SEED = new Seed(6);
    private static final int ROUNDS = 15;
    private static final int THREADS = 3;

    private static final Network NETWORK = Fixtures.model("mlp", new CrossEntropy());

    private static void refused(ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aLeaseKeepsNumbersThatAreClosedUntilItIsOver() {
        long before = NativeMemory.liveObjects();
        Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
        double[] numbers = parameters.get("out.bias").toDoubles();
        Lease first = parameters.lease();
        Lease second = parameters.lease();
        parameters.close();
        parameters.close();
        refused(parameters::lease);
        first.close();
        first.close();
        assertThat(parameters.get("out.bias").toDoubles()).containsExactly(numbers);
        second.close();
        refused(() -> parameters.get("out.bias").toDoubles());
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    @Test
    void closedNumbersCanNeitherBeCopiedNorPredictedNorLearnedNorCompared() {
        try (TensorScope scope = new TensorScope();
                Optimizer optimizer = new Sgd(0.1)) {
            Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
            Parameters others = parameters.copy();
            Clamps clamps = Fixtures.random(NETWORK, SEED, DType.FLOAT32, 4);
            Learner predictive =
                    new Rule.Scheduled(ZeroDivergence.schedule()).learner(NETWORK, parameters, optimizer, SEED);
            Learner backprop = new Rule.Backprop().learner(NETWORK, parameters, optimizer, SEED);
            parameters.close();
            refused(parameters::copy);
            refused(() -> parameters.to(DType.FLOAT64));
            refused(() -> Passes.evaluating(parameters));
            refused(() -> Passes.learning(parameters, SEED));
            refused(() -> predictive.update(clamps));
            refused(() -> backprop.update(clamps));
            refused(() -> Divergence.between(parameters, others));
            refused(() -> Divergence.between(others, parameters));
            refused(() -> Accuracy.of(NETWORK, parameters, List.of()));
            refused(parameters::notFinite);
            assertThat(parameters).asString().contains("fc1.weight");
            others.close();
        }
    }

    /** Something that several threads do with the same parameters, over and over. */
    private interface Use {
        double[] of(Parameters parameters, Clamps clamps);
    }

    static Stream<Use> uses() {
        return Stream.of(
                // As a model answers.
                (parameters, clamps) -> {
                    try (Lease lease = parameters.lease();
                            TensorScope scope = new TensorScope();
                            Passes passes = Passes.evaluating(parameters)) {
                        List<Prediction> predictions =
                                NETWORK.forward(parameters.tensors(), clamps.inputs(NETWORK), passes);
                        return predictions.get(predictions.size() - 1).value().toDoubles();
                    }
                },
                (parameters, clamps) -> new double[] {
                    Accuracy.of(
                            NETWORK,
                            parameters,
                            List.of(
                                    new TestBatch(
                                            clamps.inputs(NETWORK),
                                            clamps.targets(NETWORK).get(0)),
                                    new TestBatch(
                                            clamps.inputs(NETWORK),
                                            clamps.targets(NETWORK).get(0))))
                },
                (parameters, clamps) -> {
                    try (Parameters copy = parameters.copy()) {
                        return copy.get("fc2.weight").toDoubles();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("uses")
    void numbersThatAreClosedWhileOtherThreadsUseThemAreFreedAfterThat(Use use)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        // No scope is open: it would hold on to what was made in it.
        try (Tensor inputs = SEED.normal(DType.FLOAT32, Shape.of(32, 784), 0, 1);
                Tensor labels = Tensor.full(DType.INT64, Shape.of(32), 3)) {
            Clamps clamps = Clamps.of(NETWORK, inputs, labels);
            try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32)) {
                use.of(parameters, clamps);
            }
            long before = NativeMemory.liveObjects();
            for (int round = 0; round < ROUNDS; round++) {
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                double[] expected = use.of(parameters, clamps);
                CountDownLatch begun = new CountDownLatch(THREADS);
                List<Future<String>> users = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    users.add(threads.submit(() -> hammered(use, parameters, clamps, expected, begun)));
                }
                begun.await();
                TimeUnit.MICROSECONDS.sleep(100L * (round % 5));
                parameters.close();
                for (Future<String> user : users) {
                    assertThat(user.get()).isEqualTo("the numbers of a network are used after they were closed");
                }
                refused(() -> parameters.get("fc1.weight").toDoubles());
            }
            assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns how it was told that the numbers are closed. */
    private static String hammered(
            Use use, Parameters parameters, Clamps clamps, double[] expected, CountDownLatch begun) {
        while (true) {
            try {
                if (!Arrays.equals(use.of(parameters, clamps), expected)) {
                    return "other numbers";
                }
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            } finally {
                begun.countDown();
            }
        }
    }

    static Stream<Rule> rules() {
        return Stream.of(new Rule.Backprop(), new Rule.Scheduled(ZeroDivergence.schedule()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anUpdateGoesOnToItsEndWhenTheNumbersAreClosedMeanwhile(Rule rule)
            throws InterruptedException, ExecutionException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (TensorScope scope = new TensorScope()) {
            Clamps clamps = Fixtures.random(NETWORK, SEED, DType.FLOAT32, 32);
            for (int round = 0; round < ROUNDS; round++) {
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                CountDownLatch begun = new CountDownLatch(1);
                Future<String> told = thread.submit(() -> {
                    try (Optimizer optimizer = new Adam(0.001)) {
                        Learner learner = rule.learner(NETWORK, parameters, optimizer, SEED);
                        while (true) {
                            assertThat(learner.update(clamps)).isFinite();
                            begun.countDown();
                        }
                    } catch (IllegalStateException e) {
                        return String.valueOf(e.getMessage());
                    }
                });
                begun.await();
                TimeUnit.MICROSECONDS.sleep(100L * (round % 5));
                parameters.close();
                assertThat(told.get()).isEqualTo("the numbers of a network are used after they were closed");
            }
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aRunThatCannotBeginLetsGoOfTheNumbers() {
        long before = NativeMemory.liveObjects();
        try (TensorScope scope = new TensorScope();
                Optimizer optimizer = new Sgd(0.1)) {
            Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
            Clamps clamps = Fixtures.random(NETWORK, SEED, DType.FLOAT32, 4);
            Learner learner =
                    new Rule.Scheduled(ZeroDivergence.schedule()).learner(NETWORK, parameters, optimizer, SEED);
            clamps.inputs(NETWORK).get(0).close();
            refused(() -> learner.update(clamps));
            parameters.close();
        }
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(new Sgd(0.1), new Sgd(0.1, 0.9, 0), new Adam(0.001), new Adam(0.001).fused());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aClosedOptimizerMovesNothing(Optimizer optimizer) {
        long before = NativeMemory.liveObjects();
        try (TensorScope scope = new TensorScope()) {
            Tensor theta = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
            Tensor delta = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
            optimizer.update("w", theta, delta);
            double[] moved = theta.toDoubles();
            optimizer.close();
            optimizer.close();
            refused(() -> optimizer.update("w", theta, delta));
            refused(optimizer::state);
            refused(() -> optimizer.restore(Map.of()));
            assertThat(theta.toDoubles()).containsExactly(moved);
        }
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    @Test
    void aClosedFusedStepIsRefused() {
        try (TensorScope scope = new TensorScope()) {
            Tensor theta = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
            FusedAdam fused = new FusedAdam(
                    List.of(new FusedAdam.Moved(theta, theta.zerosLike(), theta.zerosLike())),
                    new FusedAdam.Settings(0.9, 0.999, 1e-8, 0, false));
            fused.close();
            fused.close();
            refused(() -> fused.move(List.of(theta), 1, 0.1, new long[] {1}));
        }
    }

    @Test
    void passesSharesAndOutcomesAreRefusedAfterTheyWereClosed() {
        try (TensorScope scope = new TensorScope();
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32)) {
            Passes passes = Passes.learning(parameters, SEED);
            Pass pass = passes.of(NETWORK.node("fc1"));
            passes.close();
            passes.close();
            refused(() -> passes.of(NETWORK.node("fc1")));
            refused(() -> pass.remembered(seed -> Tensor.full(DType.FLOAT32, Shape.of(), 1)));
            refused(() -> pass.part(0, 0, 0));

            Shards shares = new Shards(parameters, Reducer.ofWorkers(), new Division(0, 1, 1));
            Tensor said = Tensor.full(DType.FLOAT32, Shape.of(10), 1);
            shares.add(0, 5, said);
            shares.close();
            shares.close();
            refused(() -> shares.add(0, 5, Tensor.full(DType.FLOAT32, Shape.of(10), 1)));
            refused(() -> shares.update(1, new Sgd(0.1)));
            refused(said::toDoubles);

            Executor executor = new Executor(new Planner(ZeroUpdates.SKIP)
                    .plan(NETWORK, ZeroDivergence.schedule(), Set.of(new Observation.FinalValue("fc1"))));
            Clamps clamps = Fixtures.random(NETWORK, SEED, DType.FLOAT32, 4);
            try (Optimizer optimizer = new Sgd(0.1)) {
                Outcome outcome = executor.run(parameters, clamps, optimizer, 1, SEED);
                Tensor value = Optional.ofNullable(outcome.value("fc1")).orElseThrow();
                outcome.close();
                outcome.close();
                refused(value::toDoubles);
            }

            Batch batch =
                    new Batch(Tensor.full(DType.FLOAT32, Shape.of(2), 1), Tensor.full(DType.INT64, Shape.of(2), 1));
            batch.close();
            batch.close();
            refused(() -> batch.inputs().toDoubles());
        }
    }

    @Test
    void closingAutogradTwiceLetsNothingItRecordsReuseMemory() {
        try (TensorScope scope = TensorScope.reusing()) {
            Tensor x = Tensor.full(DType.FLOAT32, Shape.of(4), 2);
            Autograd first = new Autograd(List.of(x));
            first.close();
            first.close();
            refused(() -> first.gradients(x, x));
            // What is recorded now is kept from memory that served before: else the product would be overwritten.
            try (Autograd second = new Autograd(List.of(x))) {
                Tensor leaf = second.leaves().get(0);
                Tensor product = leaf.mul(leaf);
                Tensor given = x.add(x);
                given.close();
                Tensor next = ActivationKernels.tanh(x.add(x));
                assertThat(next.toDoubles()[0]).isCloseTo(Math.tanh(4), within(1e-6));
                Tensor one = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
                assertThat(second.gradients(product, one).get(0).toDoubles()).containsOnly(4);
            }
        }
    }

    @Test
    void aScopeIsClosedOnceByItsThreadAndWithThoseOpenedInIt() throws InterruptedException {
        NativeMemory.release();
        long before = NativeMemory.liveObjects();
        TensorScope outer = new TensorScope();
        Tensor early = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
        TensorScope inner = TensorScope.reusing();
        Tensor late = early.add(early);

        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                outer.close();
            } catch (IllegalStateException e) {
                told.set(e);
            }
        });
        other.start();
        other.join();
        assertThat(told.get()).hasMessageContaining("a scope of tensors is closed by another thread");
        assertThat(late.toDoubles()).containsOnly(2);

        outer.close();
        refused(early::toDoubles);
        refused(late::toDoubles);
        inner.close();
        outer.close();
        NativeMemory.release();
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);

        // As many scopes are open as before: what is made outside of all is nobody's but the caller's, in memory of its
        // own.
        Tensor free = Tensor.full(DType.FLOAT32, Shape.of(4), 1);
        try (TensorScope next = new TensorScope()) {
            free.add(free);
        }
        assertThat(free.toDoubles()).containsOnly(1);
        free.close();
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }
}
