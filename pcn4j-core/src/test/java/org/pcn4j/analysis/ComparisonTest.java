package org.pcn4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.ForwardOnly;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class ComparisonTest {
    private static final Seed SEED = new Seed(53);
    private static final Rule ZIL = new Rule.Scheduled(ZeroDivergence.schedule());
    private static final Rule IL = new Rule.Scheduled(InferenceLearning.schedule(8, 0.1));

    /** Notes the order of events, and cancels after some updates. */
    private static final class Noting implements ComparisonListener {
        final List<String> events = new ArrayList<>();
        long cancelAfter = Long.MAX_VALUE;

        @Override
        public void updated(String rule, long update, double loss) {
            events.add(rule + update);
        }

        @Override
        public boolean isCancelled() {
            return events.size() >= cancelAfter;
        }
    }

    private static Clamps batch(Network network, long update) {
        return Fixtures.random(network, SEED.derive(update), DType.FLOAT32, 5);
    }

    private static ComparisonReport run(List<Rule> rules, double rate, Noting noting) {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters initial = network.initialize(SEED, DType.FLOAT32)) {
            Tensor inputs = SEED.normal(DType.FLOAT32, Shape.of(4, 12), 0, 1);
            TestBatch test = TestBatch.of(inputs, Tensor.of(Shape.of(4), new long[] {0, 1, 2, 3}));
            return new Comparison(network, initial, rules, () -> new Sgd(rate), SEED)
                    .run(update -> batch(network, update), 6, List.of(test), noting);
        }
    }

    @Test
    void theRulesTakeTurnsOnTheSameBatchesWithBpAsTheReferenceThoughNotAskedFor() {
        Noting noting = new Noting();
        ComparisonReport report = run(List.of(ZIL, IL), 0.1, noting);
        assertThat(noting.events)
                .startsWith("bp1", "z-il1", "il1", "bp2", "z-il2", "il2")
                .hasSize(18);
        assertThat(report.updates()).isEqualTo(6);
        assertThat(report.rules().stream().map(RuleReport::rule)).containsExactly("z-il", "il");
        assertThat(report.rules().get(0).isBitwiseEqual()).isTrue();
        assertThat(report.rules().get(1).isBitwiseEqual()).isFalse();
        assertThat(report.rules().get(0).testAccuracy()).isBetween(0.0, 1.0);
        assertThat(report.failures()).isEmpty();
    }

    /** A rule of one's own, with a learner of its own. */
    private record OwnRule(String name, boolean isReference) implements Rule {
        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new Backpropagation(network, parameters, updater, noise);
        }
    }

    @Test
    void aRuleOfOnesOwnIsComparedLikeAnyOther() {
        Noting noting = new Noting();
        ComparisonReport report = run(List.of(IL, new OwnRule("own", false)), 0.1, noting);
        assertThat(noting.events).startsWith("bp1", "il1", "own1", "bp2");
        assertThat(report.rules().get(1).rule()).isEqualTo("own");
        assertThat(report.rules().get(1).isBitwiseEqual()).isTrue();
        assertThat(report.rules().get(0).isBitwiseEqual()).isFalse();
    }

    @Test
    void theReferenceIsTheFirstRuleThatSaysItIsOneWhateverItsName() {
        Noting noting = new Noting();
        ComparisonReport report =
                run(List.of(ZIL, new OwnRule("autograd", true), new OwnRule("again", true)), 0.1, noting);
        assertThat(noting.events)
                .startsWith("autograd1", "z-il1", "again1", "autograd2")
                .hasSize(18);
        assertThat(report.rules().stream().map(RuleReport::rule)).containsExactly("z-il", "autograd", "again");
        assertThat(report.rules()).allMatch(RuleReport::isBitwiseEqual);
    }

    @Test
    void onlyARuleThatLearnsAtEveryStepMovesAParameterMoreThanOnce() {
        assertThat(List.of(ZIL, IL, new Rule.Backprop(), new OwnRule("own", false)))
                .allMatch(Rule::movesAParameterOnce);
        assertThat(new Rule.Scheduled(IncrementalPredictiveCoding.schedule(2, 0.1)).movesAParameterOnce())
                .isFalse();
    }

    @Test
    void aCanceledComparisonReportsWhatWasMeasured() {
        Noting noting = new Noting();
        noting.cancelAfter = 4;
        ComparisonReport report = run(List.of(new Rule.Backprop(), ZIL), 0.1, noting);
        assertThat(report.updates()).isEqualTo(2);
        assertThat(report.rules()).hasSize(2);
        assertThat(report.rules().get(1).isBitwiseEqual()).isTrue();
        assertThat(report.rules().get(1).testAccuracy()).isNaN();
    }

    @Test
    void aRuleThatIsNoLongerFiniteIsNamedWithItsUpdateAndLeftOut() {
        Rule wild = new Rule.Scheduled(InferenceLearning.schedule(20, 1e20).withName("wild"));
        ComparisonReport report = run(List.of(ZIL, wild), 0.1, new Noting());
        assertThat(report.rules().stream().map(RuleReport::rule)).containsExactly("z-il");
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.rule()).isEqualTo("wild");
            assertThat(failure.update()).isBetween(1L, 2L);
            assertThat(failure.kind()).isEqualTo(Failure.Kind.NOT_FINITE);
            assertThat(failure.reason()).isNotBlank();
        });
    }

    /** The identity, through which nothing is pulled back but by autograd, which backpropagation alone asks. */
    private record OneWay(Supplier<? extends Throwable> complaint) implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            return inputs.get(0).alias();
        }

        @Override
        public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
            Throwable thrown = complaint.get();
            if (thrown instanceof Error serious) {
                throw serious;
            }
            throw (RuntimeException) thrown;
        }
    }

    private static ComparisonReport through(Supplier<? extends Throwable> complaint) {
        Network network = Network.builder()
                .input("x", Shape.of(12))
                .node("a", new Linear(12, 6), "x")
                .node("b", new OneWay(complaint), "a")
                .output("out", new Linear(6, 4), new CrossEntropy(), "b")
                .build();
        try (TensorScope scope = new TensorScope();
                Parameters initial = network.initialize(SEED, DType.FLOAT32)) {
            return new Comparison(network, initial, List.of(new Rule.Backprop(), ZIL), () -> new Sgd(0.1), SEED)
                    .run(update -> batch(network, update), 3, List.of(), new Noting());
        }
    }

    @Test
    void aRuleThatThrowsIsNamedWithTheFirstLineOfItsReasonAndTheOthersGoOn() {
        ComparisonReport report = through(() -> new IllegalStateException("nothing comes back\nat all"));
        assertThat(report.updates()).isEqualTo(3);
        assertThat(report.rules().stream().map(RuleReport::rule)).containsExactly("bp");
        assertThat(report.failures()).containsExactly(new Failure("z-il", 1, Failure.Kind.ERROR, "nothing comes back"));
        assertThat(through(IllegalStateException::new).failures())
                .containsExactly(new Failure("z-il", 1, Failure.Kind.ERROR, "it failed and did not say why"));
    }

    @Test
    void aRuleForWhichMemoryDoesNotSufficeIsNamedSoAndTheOthersGoOn() {
        ComparisonReport report = through(() -> new OutOfMemoryError("Java heap space"));
        assertThat(report.rules().stream().map(RuleReport::rule)).containsExactly("bp");
        assertThat(report.failures())
                .containsExactly(new Failure("z-il", 1, Failure.Kind.OUT_OF_MEMORY, "out of memory: Java heap space"));
        String libtorch = "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory:"
                + " you tried to allocate 4000000000000 bytes.";
        assertThat(through(() -> new IllegalStateException(libtorch)).failures())
                .containsExactly(new Failure(
                        "z-il",
                        1,
                        Failure.Kind.OUT_OF_MEMORY,
                        "out of memory: err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate"
                                + " 4000000000000 bytes."));
        assertThat(through(StackOverflowError::new).failures().get(0).reason()).isEqualTo("the stack is full");
    }

    @Test
    void aRuleThatCannotBeginHasFailedBeforeItsFirstUpdate() {
        List<Sgd> made = new ArrayList<>();
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters initial = network.initialize(SEED, DType.FLOAT32)) {
            Supplier<Optimizer> second = () -> {
                made.add(new Sgd(0.1));
                if (made.size() == 2) {
                    throw new IllegalStateException("no second optimizer");
                }
                return made.get(made.size() - 1);
            };
            ComparisonReport report = new Comparison(network, initial, List.of(IL, ZIL), second, SEED)
                    .run(update -> batch(network, update), 2, List.of(), new Noting());
            assertThat(report.rules().stream().map(RuleReport::rule)).containsExactly("z-il");
            assertThat(report.rules().get(0).isBitwiseEqual()).isTrue();
            assertThat(report.failures())
                    .containsExactly(new Failure("il", 0, Failure.Kind.ERROR, "no second optimizer"));
        }
    }

    @Test
    void aBatchThatFitsNoNetworkIsStillRefused() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Network other = Fixtures.small("cnn", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters initial = network.initialize(SEED, DType.FLOAT32)) {
            Comparison comparison = new Comparison(network, initial, List.of(ZIL), () -> new Sgd(0.1), SEED);
            assertThatThrownBy(() -> comparison.run(update -> batch(other, update), 2, List.of(), new Noting()))
                    .isInstanceOf(ShapeException.class);
        }
    }

    @Test
    void nothingIsLeftBehind() {
        run(List.of(ZIL, IL), 0.1, new Noting());
        through(() -> new IllegalStateException("no"));
        System.gc();
        long before = NativeMemory.liveObjects();
        run(List.of(ZIL, IL), 0.1, new Noting());
        through(() -> new IllegalStateException("no"));
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    @Test
    void rulesOfOneNameOrNoneAreRefused() {
        assertThatThrownBy(() -> run(List.of(ZIL, ZIL), 0.1, new Noting())).hasMessage("two rules are named 'z-il'");
        assertThatThrownBy(() -> run(List.of(), 0.1, new Noting())).hasMessage("a comparison needs a rule at least");
    }

    @Test
    void quantilesOfTimesAreInterpolated() {
        Timing timing = Timing.of(new long[] {3_000_000, 1_000_000, 2_000_000, 5_000_000, 4_000_000});
        assertThat(timing.median()).isEqualTo(3);
        assertThat(timing.p10()).isEqualTo(1.4);
        assertThat(timing.p90()).isEqualTo(4.6);
    }

    @Test
    void theEnergyFallsWhileValuesRelaxAndTracingChangesNothing() {
        Network network = Fixtures.small("mlp", new SquaredError());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Parameters before = parameters.copy()) {
            double[] energies =
                    EnergyTrace.of(network, parameters, batch(network, 0), InferenceLearning.schedule(30, 0.1), SEED);
            assertThat(energies).hasSize(31);
            for (int time = 1; time < energies.length; time++) {
                assertThat(energies[time]).isLessThan(energies[time - 1]);
            }
            assertThat(Divergence.between(before, parameters).all().bitwiseEqual())
                    .isTrue();
        }
    }
}
