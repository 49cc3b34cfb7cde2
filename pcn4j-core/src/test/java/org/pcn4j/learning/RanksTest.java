package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.RankThreads;
import org.pcn4j.RestoredThreads;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Distributed;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.Reduction;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** Ranks end with the bits of one process that has as many workers, whatever their number. */
@ExtendWith(RestoredThreads.class)
class RanksTest {
    private static final Seed SEED = new Seed(83);

    /** An odd one, so that shards differ in size. */
    private static final int BATCH = 19;

    static Stream<Arguments> rulesAndOptimizers() {
        return Stream.of(
                        new Rule.Backprop(),
                        new Rule.Scheduled(ZeroDivergence.schedule()),
                        new Rule.Scheduled(InferenceLearning.schedule(6, 0.1)),
                        new Rule.Scheduled(InferenceLearning.schedule(6, 0.1).withInitialNoise(0.1)),
                        new Rule.Scheduled(IncrementalPredictiveCoding.schedule(4, 0.1)),
                        new Rule.Scheduled(AutonomousZeroDivergence.schedule(3)))
                .flatMap(rule -> Stream.of("adam", "sgd").map(optimizer -> Arguments.of(rule, optimizer)));
    }

    private static Optimizer optimizer(String name) {
        return name.equals("adam") ? new Adam(0.001) : new Sgd(0.05, 0.9, 1e-4);
    }

    /** Each rule with one of them. */
    static Stream<Arguments> rulesWithAnOptimizer() {
        List<Arguments> all = rulesAndOptimizers().toList();
        return IntStream.range(0, all.size())
                .filter(i -> i % 4 == 0 || i % 4 == 3)
                .mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource("rulesWithAnOptimizer")
    void oneTwoAndFourRanksEndWithTheSameBits(Rule rule, String optimizer) throws Exception {
        assertSame(smallModels(), rule, () -> optimizer(optimizer), 2);
    }

    private static List<Network> smallModels() {
        return Stream.of("mlp", "cnn", "rnn")
                .map(model -> Fixtures.small(model, new CrossEntropy()))
                .toList();
    }

    @Test
    void soDoTheyOfATransformer() throws Exception {
        assertSame(
                Fixtures.graph("transformer", new CrossEntropy()),
                new Rule.Scheduled(ZeroDivergence.schedule()),
                () -> new Adam(0.001),
                3);
    }

    /** A last bit that differs is seen in all parameters by then. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("rulesAndOptimizers")
    void theyDoSoAfterAHundredUpdates(Rule rule, String optimizer) throws Exception {
        assertSame(smallModels(), rule, () -> optimizer(optimizer), 100);
        assertSame(Fixtures.graph("transformer", new CrossEntropy()), rule, () -> optimizer(optimizer), 100);
    }

    @Test
    void onRandomGraphsAsWell() throws Exception {
        assertSame(
                LongStream.range(700, 706).mapToObj(RandomGraph::of).toList(),
                new Rule.Scheduled(ZeroDivergence.schedule()),
                () -> new Sgd(0.05),
                2);
    }

    /** Both passes meet the same masks, which are those of the samples' numbers in the whole batch. */
    @Test
    void twoPassesWithDropoutAsWell() throws Exception {
        Network network = new SequentialBuilder(Shape.of(12))
                .layer("fc1", new Linear(12, 16).withoutBias(), new Relu(), new Dropout(0.3))
                .output("out", new CrossEntropy(), new Linear(16, 4).withoutBias());
        assertSame(network, new Pepita(0.05, Pepita.Form.CHANGE), () -> new Sgd(0.05, 0.9, 1e-4), 2);
    }

    /** A network that looks at a batch as a whole is computed by every rank. */
    @Test
    void aBatchThatIsNotDividedIsLearnedByAllRanks() throws Exception {
        assertSame(
                Fixtures.graph("resnet18", new CrossEntropy()),
                new Rule.Scheduled(ZeroDivergence.schedule()),
                () -> new Adam(0.001),
                2);
    }

    /** What was learned, to the bit. */
    private record Learned(List<double[]> parameters, List<Double> losses) {
        void requireEqual(Learned other, String what) {
            assertThat(losses).as(what).isEqualTo(other.losses);
            for (int i = 0; i < parameters.size(); i++) {
                assertThat(parameters.get(i)).as(what).isEqualTo(other.parameters.get(i));
            }
        }
    }

    private static void assertSame(Network network, Rule rule, Supplier<Optimizer> optimizer, int updates)
            throws Exception {
        assertSame(List.of(network), rule, optimizer, updates);
    }

    private static void assertSame(List<Network> networks, Rule rule, Supplier<Optimizer> optimizer, int updates)
            throws Exception {
        Threads.forShards(4).use();
        List<Learned> expected = networks.stream()
                .map(network -> learned(network, rule, optimizer, updates, updater -> updater))
                .toList();
        for (int ranks : List.of(2, 4)) {
            Threads.forShards(4 / ranks).use();
            RankThreads.Work<List<Learned>> work = group -> networks.stream()
                    .map(network ->
                            learned(network, rule, optimizer, updates, updater -> new Distributed(updater, group)))
                    .toList();
            // Through memory and over the network: by turns, as it is to change nothing.
            List<List<Learned>> all = (ranks == 4) == (updates % 2 == 0)
                    ? RankThreads.runByNetwork(ranks, work)
                    : RankThreads.run(ranks, work);
            for (List<Learned> each : all) {
                for (int i = 0; i < networks.size(); i++) {
                    each.get(i)
                            .requireEqual(
                                    expected.get(i), ranks + " ranks, " + rule.name() + " of\n" + networks.get(i));
                }
            }
        }
    }

    private static Learned learned(
            Network network,
            Rule rule,
            Supplier<Optimizer> optimizers,
            int updates,
            Function<Optimizer, ParameterUpdater> through) {
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = optimizers.get()) {
            Learner learner = rule.learner(network, parameters, through.apply(optimizer), SEED);
            List<Double> losses = new ArrayList<>();
            for (int update = 0; update < updates; update++) {
                try (TensorScope scope = new TensorScope()) {
                    Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT32, BATCH);
                    losses.add(learner.update(clamps));
                }
            }
            return new Learned(
                    parameters.tensors().stream().map(Tensor::toDoubles).toList(), losses);
        }
    }

    /** By sums of each rank's own shards the last bits are others, the same on all ranks. */
    @Test
    void fastReductionDiffersInLastBitsAlone() throws Exception {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Rule zil = new Rule.Scheduled(ZeroDivergence.schedule());
        Threads.forShards(2).use();
        for (boolean byNetwork : List.of(false, true)) {
            List<List<double[]>> ends = new ArrayList<>();
            for (Reduction reduction : Reduction.values()) {
                RankThreads.Work<List<double[]>> work = group -> learned(
                                network,
                                zil,
                                () -> new Sgd(1),
                                1,
                                updater -> new Distributed(updater, group, reduction))
                        .parameters();
                List<List<double[]>> all = byNetwork ? RankThreads.runByNetwork(3, work) : RankThreads.run(3, work);
                for (int i = 0; i < all.get(0).size(); i++) {
                    assertThat(all.get(1).get(i)).isEqualTo(all.get(0).get(i));
                    assertThat(all.get(2).get(i)).isEqualTo(all.get(0).get(i));
                }
                ends.add(all.get(0));
            }
            int others = 0;
            for (int i = 0; i < ends.get(0).size(); i++) {
                for (int k = 0; k < ends.get(0).get(i).length; k++) {
                    double exact = ends.get(0).get(i)[k];
                    double fast = ends.get(1).get(i)[k];
                    others += exact == fast ? 0 : 1;
                    assertThat(Math.abs(fast - exact)).isLessThanOrEqualTo(4 * Math.ulp((float) Math.max(1, exact)));
                }
            }
            assertThat(others).isPositive();
        }
    }

    @Test
    void ranksWithoutAShardLearnAsTheOthersDo() throws Exception {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Rule zil = new Rule.Scheduled(ZeroDivergence.schedule());
        Threads.forShards(1).use();
        List<double[]> ends = RankThreads.run(3, group -> {
            try (TensorScope scope = new TensorScope();
                    Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                    Optimizer optimizer = new Adam(0.01)) {
                Learner learner = zil.learner(network, parameters, new Distributed(optimizer, group), SEED);
                learner.update(Fixtures.random(network, SEED, DType.FLOAT32, 8));
                return parameters.tensors().get(0).toDoubles();
            }
        });
        assertThat(ends.get(1)).isEqualTo(ends.get(0));
        assertThat(ends.get(2)).isEqualTo(ends.get(0));
    }

    @Test
    void aRuleThatLearnsWhileItInfersIsRefusedWhereARankWouldHaveNone() throws Exception {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Rule ipc = new Rule.Scheduled(IncrementalPredictiveCoding.schedule(4, 0.1));
        Threads.forShards(1).use();
        List<String> said = RankThreads.run(3, group -> {
            try (TensorScope scope = new TensorScope();
                    Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                    Optimizer optimizer = new Adam(0.01)) {
                Learner learner = ipc.learner(network, parameters, new Distributed(optimizer, group), SEED);
                assertThatThrownBy(() -> learner.update(Fixtures.random(network, SEED, DType.FLOAT32, 8)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("a batch of 8 samples is 2 shards")
                        .hasMessageContaining("a shard for each of 3 ranks");
                return "refused";
            }
        });
        assertThat(said).hasSize(3);
    }
}
