package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Z-IL equals BP on any computational graph: Salvatori et al. 2022, Theorems 3 and 4; here by {@code ==}. */
class GraphExactnessTest {
    private static final Seed SEED = new Seed(53);
    private static final int FEW = 150;

    record Configuration(String model, String optimizer, DType dtype, int threads, Energy loss) {}

    static Stream<String> graphs() {
        return Fixtures.GRAPHS.stream();
    }

    /** Half of all combinations, in which every two of threads, type, optimizer and loss still meet in every way. */
    static Stream<Configuration> configurations() {
        List<Configuration> all = new ArrayList<>();
        for (String model : Fixtures.GRAPHS) {
            for (int threads : new int[] {1, 2}) {
                for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                    for (String optimizer : List.of("sgd", "adam")) {
                        int parity = threads + (dtype == DType.FLOAT32 ? 0 : 1) + (optimizer.equals("sgd") ? 0 : 1);
                        Energy loss = Fixtures.LOSSES.get(parity % 2);
                        all.add(new Configuration(model, optimizer, dtype, threads, loss));
                    }
                }
            }
        }
        return all.stream();
    }

    private static Optimizer optimizer(String name, String model) {
        return name.equals("sgd") ? new Sgd(rate(model)) : new Adam(0.001);
    }

    /** At which no model leaves the finite numbers: one is deep and not normalized, one sums 3,072 squares. */
    private static double rate(String model) {
        return switch (model) {
            case "resnet18-plain" -> 1e-4;
            case "autoencoder" -> 1e-5;
            default -> 0.01;
        };
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void zilHasTheBitsOfBpOnEveryModelAfterTwoUpdates(Configuration c) {
        onEveryModel(c, 2);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("configurations")
    void zilHasTheBitsOfBpOnEveryModelAfterTenUpdates(Configuration c) {
        onEveryModel(c, 10);
    }

    private static void onEveryModel(Configuration c, int updates) {
        try (Fixtures.Restored threads = Fixtures.threads(c.model(), c.threads())) {
            Network network = Fixtures.graph(c.model(), c.loss());
            Divergence all = divergence(
                    network, c.dtype(), () -> optimizer(c.optimizer(), c.model()), updates, ZeroDivergence.schedule());
            assertThat(all.bitwiseEqual()).as(all.toString()).isTrue();
        }
    }

    /** Four configurations in which any two settings of optimizer, type and threads meet. */
    static Stream<Configuration> fullSize() {
        return graphs().flatMap(model -> Stream.of(
                new Configuration(model, "sgd", DType.FLOAT32, 1, new CrossEntropy()),
                new Configuration(model, "adam", DType.FLOAT32, 2, new CrossEntropy()),
                new Configuration(model, "sgd", DType.FLOAT64, 2, new CrossEntropy()),
                new Configuration(model, "adam", DType.FLOAT64, 1, new CrossEntropy())));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("fullSize")
    void zilHasTheBitsOfBpOnEveryModelAtFullSizeAfterAHundredUpdates(Configuration c) {
        try (Fixtures.Restored threads = Fixtures.threads(c.model(), c.threads())) {
            Divergence all = divergence(
                    Fixtures.fullGraph(c.model()),
                    c.dtype(),
                    () -> optimizer(c.optimizer(), c.model()),
                    100,
                    ZeroDivergence.schedule());
            assertThat(all.bitwiseEqual()).as(all.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void fixedPredictionsWithUnitStepsAreExactWithoutLevels(String model) {
        Network network = Fixtures.graph(model, new CrossEntropy());
        Divergence all = divergence(
                network, DType.FLOAT32, () -> new Adam(0.001), 3, FixedPrediction.schedule(network.depth(), 1));
        assertThat(all.bitwiseEqual()).as(all.toString()).isTrue();
    }

    /** Salvatori et al. 2022, Table 1. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet18-plain", "lstm", "transformer", "autoencoder"})
    void zilWithoutLevelsDiffersFromBpWherePathsDifferInLength(String model) {
        Network network = Fixtures.graph(model, new CrossEntropy());
        Divergence all = divergence(network, DType.FLOAT64, () -> new Sgd(0.1), 1, ZeroDivergence.unlevelled());
        assertThat(all.relativeDistance()).isGreaterThan(1e-6);
    }

    /** The same table. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn"})
    void zilWithoutLevelsEqualsBpWhereAllPathsAreEquallyLong(String model) {
        Network network = Fixtures.small(model, new CrossEntropy());
        Divergence all = divergence(network, DType.FLOAT32, () -> new Adam(0.01), 10, ZeroDivergence.unlevelled());
        assertThat(all.bitwiseEqual()).as(all.toString()).isTrue();
    }

    static LongStream randomGraphs() {
        return LongStream.range(0, FEW);
    }

    static LongStream moreRandomGraphs() {
        return LongStream.range(FEW, 500);
    }

    @ParameterizedTest
    @MethodSource("randomGraphs")
    void zilHasTheBitsOfBpOnRandomGraphs(long seed) {
        Network network = RandomGraph.of(seed);
        Divergence all = divergence(network, DType.FLOAT32, () -> new Sgd(0.05), 2, ZeroDivergence.schedule());
        assertThat(all.bitwiseEqual()).as(all + " of\n" + network).isTrue();
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("moreRandomGraphs")
    void zilHasTheBitsOfBpOnManyRandomGraphs(long seed) {
        zilHasTheBitsOfBpOnRandomGraphs(seed);
    }

    private static Divergence divergence(
            Network network, DType dtype, Supplier<Optimizer> optimizer, int updates, Schedule schedule) {
        try (Parameters start = network.initialize(SEED, dtype);
                Parameters bp = start.copy();
                Parameters pc = start.copy();
                Optimizer ofBp = optimizer.get();
                Optimizer ofPc = optimizer.get()) {
            if (!schedule.name().equals(ZeroDivergence.unlevelled().name())) {
                assertSameDeltas(network, start, schedule);
            }
            Learner reference = new Backpropagation(network, bp, ofBp, SEED);
            Learner learner = new PredictiveCoding(network, pc, ofPc, schedule, SEED);
            for (int update = 0; update < updates; update++) {
                try (TensorScope scope = new TensorScope()) {
                    Clamps clamps = Fixtures.random(network, SEED.derive(update), dtype, 4);
                    double expected = reference.update(clamps);
                    double found = learner.update(clamps);
                    assertThat(expected).as("loss before update %d", update + 1).isFinite();
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

    /** Before a rate or an optimizer can round a difference away. */
    private static void assertSameDeltas(Network network, Parameters start, Schedule schedule) {
        try (TensorScope scope = new TensorScope();
                Parameters bp = start.copy();
                Parameters pc = start.copy()) {
            Clamps clamps = Fixtures.random(network, SEED.derive("deltas"), start.dtype(), 3);
            Captured expected = new Captured();
            Captured found = new Captured();
            new Backpropagation(network, bp, expected, SEED).update(clamps);
            new PredictiveCoding(network, pc, found, schedule, SEED).update(clamps);
            assertThat(found.all().keySet()).isEqualTo(expected.all().keySet());
            for (String name : expected.all().keySet()) {
                assertThat(found.only(name).isEqualTo(expected.only(name)))
                        .as("Δ of %s in%n%s", name, network)
                        .isTrue();
            }
        }
    }
}
