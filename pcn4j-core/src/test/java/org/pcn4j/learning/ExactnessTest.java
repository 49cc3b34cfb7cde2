package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Z-IL equals BP: Salvatori et al. 2021, Theorem 1; here by {@code ==} on every weight. */
class ExactnessTest {
    private static final Seed SEED = new Seed(17);
    private static final List<String> OPTIMIZERS = List.of("sgd", "momentum", "adam", "fused adam");

    record Configuration(String data, String model, Energy loss, String optimizer, DType dtype, int threads) {}

    private static Optimizer optimizer(String name) {
        return switch (name) {
            case "sgd" -> new Sgd(0.05);
            case "momentum" -> new Sgd(0.02, 0.9, 1e-4);
            case "fused adam" -> new Adam(0.001).fused();
            default -> new Adam(0.001);
        };
    }

    static Stream<Configuration> cross() {
        List<Configuration> all = new ArrayList<>();
        for (String data : List.of("digits", "mnist")) {
            for (String model : Fixtures.MODELS) {
                for (Energy loss : Fixtures.LOSSES) {
                    for (String optimizer : OPTIMIZERS) {
                        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                            for (int threads : new int[] {1, 2}) {
                                all.add(new Configuration(data, model, loss, optimizer, dtype, threads));
                            }
                        }
                    }
                }
            }
        }
        // All of it on one set of data; on the other one optimizer, and the fused one in the type that it is meant for.
        return all.stream()
                .filter(c -> c.data().equals("digits") || c.optimizer().equals("adam"))
                .filter(c -> !c.optimizer().equals("fused adam") || c.dtype() == DType.FLOAT32);
    }

    private static Optional<LabeledImages> data(String name) {
        return name.equals("digits") ? Optional.of(Fixtures.digits(2000)) : Fixtures.mnist();
    }

    /** Half of them, in which every two of loss, optimizer, type and threads still meet in every way. */
    static Stream<Configuration> half() {
        return cross().filter(ExactnessTest::isOfTheHalf);
    }

    static Stream<Configuration> otherHalf() {
        return cross().filter(c -> !isOfTheHalf(c));
    }

    private static boolean isOfTheHalf(Configuration c) {
        return (Fixtures.LOSSES.indexOf(c.loss())
                                + OPTIMIZERS.indexOf(c.optimizer())
                                + (c.dtype() == DType.FLOAT32 ? 0 : 1)
                                + c.threads())
                        % 2
                == 0;
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("otherHalf")
    void zilHasTheBitsOfBpAfterTwentyUpdatesInTheOtherHalfOfTheConfigurations(Configuration c) {
        zilHasTheBitsOfBpAfterTwentyUpdates(c);
    }

    @ParameterizedTest
    @MethodSource("half")
    void zilHasTheBitsOfBpAfterTwentyUpdates(Configuration c) {
        Optional<LabeledImages> images = data(c.data());
        assumeTrue(images.isPresent(), "no data folder with mnist: the same is tested on generated digits");
        int batch = 7;
        Network network = Fixtures.model(c.model(), c.loss());
        try (Fixtures.Restored threads = Fixtures.threads(c.model(), c.threads())) {
            assertSame(
                    network,
                    c.dtype(),
                    () -> optimizer(c.optimizer()),
                    20,
                    ZeroDivergence.schedule(),
                    update -> Fixtures.images(network, images.orElseThrow(), update * batch, c.dtype(), batch));
        }
    }

    static Stream<Arguments> modelsAndData() {
        return Fixtures.MODELS.stream()
                .flatMap(model -> Stream.of("digits", "mnist").map(data -> Arguments.of(model, data)));
    }

    static List<String> models() {
        return Fixtures.MODELS;
    }

    /** On one thread, as it is at two in twenty updates and in the slow ones: what changes with time changes with either. */
    @ParameterizedTest
    @MethodSource("models")
    void zilHasTheBitsOfBpAfterTwoHundredUpdates(String model) {
        afterUpdates(200, model, "digits", 5, 1);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("modelsAndData")
    void zilHasTheBitsOfBpAfterFiveHundredUpdatesOfLargerBatchesOnTwoThreads(String model, String data) {
        afterUpdates(500, model, data, 20, 2);
    }

    private static void afterUpdates(int updates, String model, String data, int batch, int count) {
        Optional<LabeledImages> images = data(data);
        assumeTrue(images.isPresent(), "no data folder with mnist: the same is tested on generated digits");
        Network network = Fixtures.model(model, new CrossEntropy());
        try (Fixtures.Restored threads = Fixtures.threads(model, count)) {
            assertSame(
                    network,
                    DType.FLOAT32,
                    () -> new Adam(0.001),
                    updates,
                    ZeroDivergence.schedule(),
                    update -> Fixtures.images(network, images.orElseThrow(), update * batch, DType.FLOAT32, batch));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn", "residual"})
    void fixedPredictionsWithUnitStepsAreExactOnceTReachesTheDepth(String model) {
        for (Energy loss : Fixtures.LOSSES) {
            Network network = Fixtures.small(model, loss);
            for (int steps : new int[] {network.depth(), network.depth() + 3}) {
                assertSame(
                        network,
                        DType.FLOAT32,
                        () -> new Adam(0.01),
                        20,
                        FixedPrediction.schedule(steps, 1),
                        update -> Fixtures.random(network, SEED.derive(update), DType.FLOAT32, 5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn"})
    void fixedPredictionsAreNotExactBeforeTReachesTheDepth(String model) {
        Network network = Fixtures.small(model, new CrossEntropy());
        Schedule schedule = FixedPrediction.schedule(network.depth() - 1, 1);
        assertThat(divergence(
                                network,
                                DType.FLOAT32,
                                () -> new Sgd(0.1),
                                1,
                                schedule,
                                update -> Fixtures.random(network, SEED, DType.FLOAT32, 5))
                        .bitwiseEqual())
                .isFalse();
    }

    @Test
    void zilIsExactOnAGraphWithSkipsFanOutAndTiedWeightsSinceItIsLevelled() {
        for (Energy loss : Fixtures.LOSSES) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                Network network = Fixtures.residual(loss);
                assertSame(
                        network,
                        dtype,
                        () -> new Adam(0.01),
                        50,
                        ZeroDivergence.schedule(),
                        update -> Fixtures.random(network, SEED.derive(update), dtype, 6));
            }
        }
    }

    @Test
    void oneOptimizerForAllParametersOrOneEachGivesTheSameBits() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters together = network.initialize(SEED, DType.FLOAT32);
                Parameters apart = together.copy();
                Optimizer one = new Adam(0.01)) {
            java.util.Map<String, Optimizer> each = new java.util.HashMap<>();
            Learner first = new PredictiveCoding(network, together, one, ZeroDivergence.schedule(), SEED);
            org.pcn4j.inference.run.Executor executor =
                    new org.pcn4j.inference.run.Executor(((PredictiveCoding) first).plan());
            org.pcn4j.inference.run.ParameterUpdater split = new org.pcn4j.inference.run.ParameterUpdater() {
                @Override
                public void update(String name, org.pcn4j.tensor.Tensor theta, org.pcn4j.tensor.Tensor delta) {
                    each.computeIfAbsent(name, unused -> new Adam(0.01)).update(name, theta, delta);
                }

                @Override
                public boolean idleAtZero() {
                    return false;
                }
            };
            for (int update = 0; update < 10; update++) {
                Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT32, 5);
                first.update(clamps);
                executor.run(apart, clamps, split, 0.2, SEED).close();
            }
            assertThat(Divergence.between(together, apart).all().bitwiseEqual()).isTrue();
        }
    }

    private static void assertSame(
            Network network,
            DType dtype,
            Supplier<Optimizer> optimizer,
            int updates,
            Schedule schedule,
            IntFunction<Clamps> batches) {
        Divergence all = divergence(network, dtype, optimizer, updates, schedule, batches);
        assertThat(all.bitwiseEqual()).as(all.toString()).isTrue();
        assertThat(all.maxUlp()).isZero();
    }

    private static Divergence divergence(
            Network network,
            DType dtype,
            Supplier<Optimizer> optimizer,
            int updates,
            Schedule schedule,
            IntFunction<Clamps> batches) {
        try (Parameters start = network.initialize(SEED, dtype);
                Parameters bp = start.copy();
                Parameters pc = start.copy();
                Optimizer ofBp = optimizer.get();
                Optimizer ofPc = optimizer.get()) {
            Learner reference = new Backpropagation(network, bp, ofBp, SEED);
            Learner learner = new PredictiveCoding(network, pc, ofPc, schedule, SEED);
            for (int update = 0; update < updates; update++) {
                try (TensorScope scope = new TensorScope()) {
                    Clamps clamps = batches.apply(update);
                    double expected = reference.update(clamps);
                    double found = learner.update(clamps);
                    assertThat(found).as("loss before update %d", update + 1).isFinite();
                    if (schedule.equals(ZeroDivergence.schedule())) {
                        assertThat(found).isEqualTo(expected);
                    }
                }
            }
            assertThat(Divergence.between(start, bp).all().bitwiseEqual())
                    .as("training moves the weights")
                    .isFalse();
            return Divergence.between(bp, pc).all();
        }
    }
}
