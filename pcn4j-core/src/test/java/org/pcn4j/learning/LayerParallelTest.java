package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.RandomGraph;
import org.pcn4j.RankThreads;
import org.pcn4j.RestoredThreads;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Messages;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.RankException;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** Owners of nodes end with the bits of one process, and nothing travels between them but what crosses the cut. */
@ExtendWith(RestoredThreads.class)
class LayerParallelTest {
    private static final Seed SEED = new Seed(97);
    private static final int BATCH = 7;
    private static final Schedule IL = InferenceLearning.schedule(6, 0.1).withArithmetic(Arithmetic.EXACT);

    @BeforeEach
    void useOneWorker() {
        Threads.forShards(1).use();
    }

    /** What is learned by which rule. */
    private record Case(Network network, Schedule schedule, Supplier<Optimizer> optimizer, int updates) {}

    private static Case adam(Network network, Schedule schedule, int updates) {
        return new Case(network, schedule, () -> new Adam(0.001), updates);
    }

    private static Case sgd(Network network, Schedule schedule, int updates) {
        return new Case(network, schedule, () -> new Sgd(0.05, 0.9, 1e-4), updates);
    }

    private static List<Case> byInferenceLearning() {
        return List.of(
                adam(Fixtures.small("mlp", new CrossEntropy()), IL, 3),
                sgd(Fixtures.small("cnn", new CrossEntropy()), IL, 2),
                adam(Fixtures.small("rnn", new CrossEntropy()), IL, 2),
                sgd(Fixtures.small("residual", new CrossEntropy()), IL, 3),
                adam(Fixtures.graph("transformer", new CrossEntropy()), IL, 2));
    }

    private static List<Case> byOtherRules() {
        Schedule ipc = IncrementalPredictiveCoding.schedule(4, 0.1).withArithmetic(Arithmetic.EXACT);
        return List.of(
                sgd(Fixtures.small("residual", new CrossEntropy()), ZeroDivergence.schedule(), 3),
                adam(Fixtures.small("rnn", new CrossEntropy()), ZeroDivergence.schedule(), 2),
                sgd(Fixtures.graph("lstm", new CrossEntropy()), ZeroDivergence.schedule(), 2),
                adam(Fixtures.small("residual", new CrossEntropy()), FixedPrediction.schedule(8, 0.3), 2),
                adam(Fixtures.small("residual", new CrossEntropy()), ipc, 3),
                adam(Fixtures.small("rnn", new CrossEntropy()), ipc, 2),
                sgd(Fixtures.small("mlp", new CrossEntropy()), IL.withInitialNoise(0.1), 2),
                sgd(Fixtures.small("separate", new CrossEntropy()), IL.withRelaxation(new Momentum(0.1, 0.5)), 2),
                sgd(
                        Fixtures.small("residual", new CrossEntropy()),
                        ErrorBasedPredictiveCoding.schedule(5, 0.1).withArithmetic(Arithmetic.EXACT),
                        2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void ownersEndWithTheBitsOfOneProcess(int owners) throws Exception {
        assertSame(byInferenceLearning(), owners);
    }

    @Test
    void theyDoSoByOtherRules() throws Exception {
        assertSame(byOtherRules(), 3);
    }

    @Test
    void onRandomGraphsAsWell() throws Exception {
        assertSame(randomGraphs(800, 804).toList(), 3);
    }

    private static Stream<Case> randomGraphs(long from, long to) {
        return LongStream.range(from, to)
                .boxed()
                .flatMap(seed ->
                        Stream.of(sgd(RandomGraph.of(seed), IL, 2), adam(RandomGraph.withEnergies(seed), IL, 2)));
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void onManyNetworksAndRandomGraphs(int owners) throws Exception {
        List<Case> cases = new ArrayList<>(randomGraphs(810, 822).toList());
        LongStream.range(840, 848).mapToObj(RandomGraph::withCycles).forEach(network -> cases.add(sgd(network, IL, 2)));
        for (long seed = 860; seed < 868; seed++) {
            cases.add(adam(RandomGraph.of(seed), ZeroDivergence.schedule(), 2));
        }
        for (String name : Fixtures.GRAPHS) {
            cases.add(adam(Fixtures.graph(name, new CrossEntropy()), IL, 2));
        }
        assertSame(byOtherRules(), owners);
        assertSame(cases, owners);
        assertSame(
                Stream.of("mlp", "cnn", "rnn")
                        .map(name -> adam(Fixtures.small(name, new CrossEntropy()), IL, 100))
                        .toList(),
                owners);
    }

    /** What was learned, to the bit. */
    private record Learned(List<double[]> parameters, List<double[]> buffers, List<Double> losses) {
        Learned(Parameters all, List<Double> losses) {
            this(numbers(all.tensors()), numbers(all.buffers()), losses);
        }

        private static List<double[]> numbers(List<Tensor> tensors) {
            return tensors.stream().map(Tensor::toDoubles).toList();
        }

        void requireEqual(Learned other, String what) {
            assertThat(losses).as(what).isEqualTo(other.losses);
            for (int i = 0; i < parameters.size(); i++) {
                assertThat(parameters.get(i)).as(what).isEqualTo(other.parameters.get(i));
            }
            for (int i = 0; i < buffers.size(); i++) {
                assertThat(buffers.get(i)).as(what).isEqualTo(other.buffers.get(i));
            }
        }
    }

    private static void assertSame(List<Case> cases, int most) throws Exception {
        List<Case> taken =
                cases.stream().filter(each -> computing(each.network()) >= most).toList();
        assertThat(taken).hasSizeGreaterThan(cases.size() / 2);
        List<Learned> expected = taken.stream().map(LayerParallelTest::alone).toList();
        List<Cut> cuts = taken.stream().map(each -> cut(each, most)).toList();
        List<List<Learned>> found = RankThreads.run(most, group -> {
            List<Learned> all = new ArrayList<>();
            for (int i = 0; i < taken.size(); i++) {
                all.add(together(taken.get(i), cuts.get(i), group));
            }
            return all;
        });
        for (int i = 0; i < taken.size(); i++) {
            String what = most + " owners, " + taken.get(i).schedule().name() + " of\n"
                    + taken.get(i).network();
            found.get(0).get(i).requireEqual(expected.get(i), what);
            for (List<Learned> other : found) {
                assertThat(other.get(i).losses())
                        .as(what)
                        .isEqualTo(expected.get(i).losses());
            }
        }
    }

    private static long computing(Network network) {
        return network.nodes().stream().filter(node -> !node.isRoot()).count();
    }

    private static Learned alone(Case work) {
        try (Parameters parameters = work.network().initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = work.optimizer().get()) {
            Learner learner = new PredictiveCoding(work.network(), parameters, optimizer, work.schedule(), SEED);
            return new Learned(parameters, losses(work, learner));
        }
    }

    private static List<Double> losses(Case work, Learner learner) {
        List<Double> losses = new ArrayList<>();
        for (int update = 0; update < work.updates(); update++) {
            try (TensorScope scope = new TensorScope()) {
                Clamps clamps = Fixtures.random(work.network(), SEED.derive(update), DType.FLOAT32, BATCH);
                losses.add(learner.update(clamps));
            }
        }
        return losses;
    }

    private static Cut cut(Case work, int owners) {
        try (Optimizer optimizer = work.optimizer().get()) {
            return LayerParallel.cut(work.network(), work.schedule(), owners, optimizer);
        }
    }

    private static Learned together(Case work, Cut cut, ProcessGroup group) {
        try (Optimizer optimizer = work.optimizer().get();
                Parameters own = LayerParallel.initialize(cut, group.rank(), SEED, DType.FLOAT32);
                Parameters whole = work.network().initialize(SEED.derive("other"), DType.FLOAT32);
                LayerParallel learner = new LayerParallel(cut, own, optimizer, group, SEED)) {
            List<Double> losses = losses(work, learner);
            assertThat(learner.sentBytes()).isEqualTo(work.updates() * planned(cut, group));
            requireOwn(cut, group.rank(), optimizer, own);
            learner.gather(whole);
            return new Learned(whole, losses);
        }
    }

    /** What the planner says, and the loss of the owner's outputs, which it tells all others. */
    private static long planned(Cut cut, ProcessGroup group) {
        long outputs = cut.plan().network().nodes().stream()
                .filter(node ->
                        cut.plan().hasTarget(node.index()) && cut.owners().of(node.index()) == group.rank())
                .count();
        long losses = outputs == 0 ? 0 : (group.size() - 1) * Messages.bytes(DType.FLOAT64, Shape.of(outputs));
        return cut.sentBytes(group.rank(), DType.FLOAT32, BATCH) + losses;
    }

    /** An owner holds the parameters of its nodes, and the optimizer's state of those that it moves. */
    private static void requireOwn(Cut cut, int owner, Optimizer optimizer, Parameters own) {
        Map<String, Tensor> state = optimizer.state();
        TreeSet<String> moved = new TreeSet<>();
        state.keySet().forEach(name -> moved.add(name.substring(0, name.lastIndexOf('/'))));
        state.values().forEach(Tensor::close);
        for (int i = 0; i < own.tensors().size(); i++) {
            String name = own.specs().get(i).name();
            assertThat(cut.home(i) == owner || !moved.contains(name)).as(name).isTrue();
            if (!cut.parameters(owner).contains(i)) {
                assertThat(own.tensors().get(i).toDoubles()).containsOnly(0);
            }
        }
    }

    /** Of what an owner does not own one number stands for all, so that it cannot be changed. */
    @Test
    void whatAnOwnerDoesNotOwnTakesNoMemory() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (Optimizer optimizer = new Sgd(0.1);
                Parameters own = LayerParallel.initialize(
                        LayerParallel.cut(network, IL, 2, optimizer), 0, SEED, DType.FLOAT32)) {
            int last = own.tensors().size() - 1;
            assertThatThrownBy(() -> own.tensors().get(last).mulInPlace(2))
                    .hasMessageContaining("single memory location");
            own.tensors().get(0).mulInPlace(2);
        }
    }

    @Test
    void neighborsAloneTalkToEachOtherWhereTheNetworkIsAChain() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (Optimizer optimizer = new Sgd(0.1)) {
            Cut cut = LayerParallel.cut(network, IL.withSteps(20), 4, optimizer);
            assertThat(cut.owners().ofNode()).containsExactly(0, 0, 1, 2, 3);
            long values = Messages.bytes(DType.FLOAT32, Shape.of(BATCH, 8));
            int body = IntStream.range(1, cut.plan().blocks().size())
                    .filter(i -> cut.plan().blocks().get(i).repeats() > 1)
                    .findFirst()
                    .orElseThrow();
            // The value goes up to the owner of the output, and what it pulls back comes down to the owner of the first
            // layer.
            assertThat(cut.sentBytes(1, body, DType.FLOAT32, BATCH))
                    .isEqualTo(values + Messages.bytes(DType.FLOAT32, Shape.of(BATCH, 9)));
        }
    }

    @Test
    void aLostOwnerIsFoundByTheOthers() throws Exception {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        List<String> said = RankThreads.run(2, Duration.ofSeconds(2), group -> {
            try (TensorScope scope = new TensorScope();
                    Optimizer optimizer = new Sgd(0.1)) {
                Cut cut = LayerParallel.cut(network, IL, 2, optimizer);
                try (Parameters own = LayerParallel.initialize(cut, group.rank(), SEED, DType.FLOAT32);
                        LayerParallel learner = new LayerParallel(cut, own, optimizer, group, SEED)) {
                    if (group.rank() == 1) {
                        group.fail("its disk is full");
                        return "";
                    }
                    Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, BATCH);
                    assertThatThrownBy(() -> learner.update(clamps))
                            .isInstanceOf(RankException.class)
                            .hasMessage("rank 1 failed: its disk is full");
                    return "found";
                }
            }
        });
        assertThat(said).containsExactly("found", "");
    }

    @Test
    void whatCannotBeCutIsRefusedInALine() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (Optimizer optimizer = new Sgd(0.1)) {
            assertThatThrownBy(() -> LayerParallel.cut(network, IL, 5, optimizer))
                    .hasMessage("a network with 4 nodes that compute cannot be cut among 5 owners: expected 1 to 4");
            assertThatThrownBy(() -> LayerParallel.cut(network, IL.withArithmetic(Arithmetic.FUSED), 2, optimizer))
                    .hasMessage(
                            "the rule il cannot be cut among owners: it asks for fused arithmetic, and owners compute by"
                                    + " libtorch's kernels: expected arithmetic: exact, or none");
            assertThatThrownBy(() -> LayerParallel.cut(network, AutonomousZeroDivergence.schedule(3), 2, optimizer))
                    .hasMessageContaining(
                            "fa-z-il cannot be cut among owners: it finds out as it runs which units learn");
        }
    }
}
