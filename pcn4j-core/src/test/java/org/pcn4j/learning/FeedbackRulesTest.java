package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** Feedback alignment, direct feedback alignment, and what PEPITA shares with them. */
class FeedbackRulesTest {
    private static final Seed SEED = new Seed(23);
    private static final List<Rule> RULES =
            List.of(new FeedbackAlignment(1), new DirectFeedbackAlignment(1), new Pepita(0.05, Pepita.Form.CHANGE));

    static Stream<Rule> rules() {
        return RULES.stream();
    }

    private static Network linear(int... sizes) {
        SequentialBuilder builder = new SequentialBuilder(Shape.of(sizes[0]));
        int last = sizes.length - 1;
        for (int i = 1; i < last; i++) {
            builder.layer("fc" + i, new Linear(sizes[i - 1], sizes[i]));
        }
        return builder.output("out", new SquaredError(), new Linear(sizes[last - 1], sizes[last]));
    }

    private static FixedMatrix fixed(Tensor matrix) {
        return FixedMatrix.of(matrix.shape(), matrix.toDoubles());
    }

    private static void requireClose(Tensor one, Tensor other) {
        for (double difference : one.sub(other).toDoubles()) {
            assertThat(difference).isEqualTo(0, within(1e-14));
        }
    }

    /** Learns by a lesson and by backpropagation from the same batch, and hands both over. */
    private static void beside(
            Network network, Parameters parameters, ChainLearner.Lesson lesson, BiConsumer<Captured, Captured> claim) {
        try (TensorScope scope = new TensorScope();
                Captured own = new Captured();
                Captured reference = new Captured()) {
            Clamps clamps = Fixtures.random(network, SEED, parameters.dtype(), 6);
            Rule rule = RULES.get(0);
            double loss = new ChainLearner(
                            network,
                            new Layers(rule.name(), network),
                            parameters,
                            own,
                            SEED,
                            lesson,
                            FeedbackAlignment.backwards(network, new Layers(rule.name(), network)))
                    .update(clamps);
            assertThat(new Backpropagation(network, parameters, reference, SEED).update(clamps))
                    .isEqualTo(loss);
            assertThat(own.all().keySet()).isEqualTo(reference.all().keySet());
            claim.accept(own, reference);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "separate"})
    void withTheWeightsThemselvesFeedbackAlignmentHasBackpropagationsBits(String model) {
        Network network = Fixtures.small(model, new CrossEntropy());
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Layers layers = new Layers("fa", network);
            List<FixedMatrix> own = IntStream.range(1, layers.count())
                    .mapToObj(l -> fixed(parameters
                            .tensors()
                            .get(layers.product(l).parameters().get(0))))
                    .toList();
            beside(
                    network,
                    parameters,
                    FeedbackAlignment.lesson(layers, own),
                    (fa, bp) -> bp.all()
                            .keySet()
                            .forEach(name -> assertThat(fa.only(name).isEqualTo(bp.only(name)))
                                    .as(name)
                                    .isTrue()));
        }
    }

    @Test
    void withTheProductsOfTheWeightsAboveDirectFeedbackIsBackpropagationOfALinearNetwork() {
        Network network = linear(5, 4, 6, 3);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Tensor top = parameters.get("out.weight");
            List<FixedMatrix> products = List.of(fixed(top.matmul(parameters.get("fc2.weight"))), fixed(top));
            Layers layers = new Layers("dfa", network);
            beside(
                    network,
                    parameters,
                    DirectFeedbackAlignment.lesson(layers, products),
                    (dfa, bp) -> bp.all().keySet().forEach(name -> requireClose(dfa.only(name), bp.only(name))));
        }
    }

    /** The change of all parameters by some updates. */
    private static Parameters trained(Rule rule, Network network, int updates) {
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        try (TensorScope scope = new TensorScope();
                Sgd sgd = new Sgd(0.05, 0.9, 1e-4)) {
            Learner learner = rule.learner(network, parameters, sgd, SEED);
            for (int i = 0; i < updates; i++) {
                learner.update(Fixtures.random(network, SEED.derive(i), DType.FLOAT32, 7));
            }
        }
        return parameters;
    }

    private static boolean areAlike(Parameters one, Parameters other) {
        return Divergence.between(one, other).all().bitwiseEqual();
    }

    @Test
    void withOneHiddenLayerDirectFeedbackAlignmentIsFeedbackAlignmentAndWithTwoItIsNot() {
        Network one = Models.mlp(Shape.of(12), List.of(9), new Relu(), 5, new CrossEntropy());
        Network two = Models.mlp(Shape.of(12), List.of(9, 8), new Relu(), 5, new CrossEntropy());
        try (Parameters fa = trained(RULES.get(0), one, 5);
                Parameters dfa = trained(RULES.get(1), one, 5);
                Parameters deepFa = trained(RULES.get(0), two, 5);
                Parameters deepDfa = trained(RULES.get(1), two, 5)) {
            assertThat(areAlike(fa, dfa)).isTrue();
            assertThat(areAlike(deepFa, deepDfa)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theSameSeedGivesTheSameBitsWhereverTheActivationsStand(Rule rule) {
        Network before = new SequentialBuilder(Shape.of(12))
                .layer("fc1", new Linear(12, 9))
                .layer("fc2", new Relu(), new Dropout(0), new Linear(9, 8))
                .output("out", new CrossEntropy(), new Relu(), new Identity(), new Linear(8, 5));
        Network after = Models.mlp(Shape.of(12), List.of(9, 8), new Relu(), 5, new CrossEntropy());
        try (Parameters one = trained(rule, before, 5);
                Parameters other = trained(rule, after, 5);
                Parameters again = trained(rule, after, 5)) {
            assertThat(areAlike(other, again)).isTrue();
            for (int i = 0; i < one.tensors().size(); i++) {
                assertThat(one.tensors().get(i).isEqualTo(other.tensors().get(i)))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void whatWorkersLearnOfTheirSharesIsWhatIsLearnedOfTheBatch(Rule rule) {
        Network network = Models.mlp(Shape.of(12), List.of(9, 8), new Relu(), 5, new CrossEntropy());
        Threads before = Threads.current();
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                Captured whole = new Captured();
                Captured shared = new Captured()) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 13);
            double loss = rule.learner(network, parameters, whole, SEED).update(clamps);
            Threads.forShards(3).use();
            assertThat(rule.learner(network, parameters, shared, SEED).update(clamps))
                    .isEqualTo(loss, within(1e-14));
            for (String name : whole.all().keySet()) {
                requireClose(whole.only(name), shared.only(name));
            }
        } finally {
            before.use();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theLossOfRepeatedUpdatesFalls(Rule rule) {
        Network network = Models.mlp(Shape.of(12), List.of(30), new Relu(), 5, new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Sgd sgd = new Sgd(0.1, 0.9, 0)) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, 20);
            Learner learner = rule.learner(network, parameters, sgd, SEED);
            double first = learner.update(clamps);
            for (int i = 0; i < 100; i++) {
                learner.update(clamps);
            }
            assertThat(learner.update(clamps)).isLessThan(first / 4);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void networksThatAreNoChainsOfLayersAreRefusedInALine(Rule rule) {
        assertThatThrownBy(() -> rule.require(Fixtures.small("residual", new CrossEntropy())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the rule " + rule.name() + " does not learn this network, as 'd' is predicted from 'c', 'a',"
                                + " 'a'; expected a chain from one input to one output, of linear"
                                + " functions, convolutions and functions without parameters, such"
                                + " as mlp");
        assertThatThrownBy(() -> rule.require(Fixtures.small("rnn", new CrossEntropy())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(" is predicted from ");
        Network normalized = new SequentialBuilder(Shape.of(4, 5, 5))
                .layer("norm", new BatchNorm(4))
                .output("out", new CrossEntropy(), new Flatten(), new Linear(100, 3));
        assertThatThrownBy(() -> rule.require(normalized))
                .hasMessageContaining("the rule " + rule.name() + " does not learn this network, as 'norm' has ");
        Network tied = Network.builder()
                .input("x", Shape.of(4))
                .node("a", new Linear(4, 4), "x")
                .sharedNode("b", "a", new Linear(4, 4), "a")
                .output("y", new Linear(4, 3), new CrossEntropy(), "b")
                .build();
        assertThatThrownBy(() -> rule.require(tied)).hasMessageContaining("as 'b' shares its weights; expected");
    }

    @Test
    void onlyFeedbackThroughMatricesLearnsLayersThatPool() {
        Network cnn = Fixtures.small("cnn", new CrossEntropy());
        RULES.get(0).require(cnn);
        RULES.get(1).require(cnn);
        assertThatThrownBy(() -> RULES.get(2).require(cnn))
                .hasMessageStartingWith(
                        "the rule pepita does not learn this network, as 'conv1' has maxPool2d(2×2), after which")
                .hasMessageContaining("functions of single numbers, dropout and flatten between them");
    }

    /** Its error is that of the product alone. */
    @Test
    void pepitaLearnsNoOutputThatIsMoreThanAProduct() {
        Network bent = Network.builder()
                .input("x", Shape.of(4))
                .node("h", Chain.of(new Linear(4, 5), new Relu()), "x")
                .output("y", Chain.of(new Linear(5, 3), new Tanh()), new SquaredError(), "h")
                .build();
        RULES.get(0).require(bent);
        assertThatThrownBy(() -> RULES.get(2).require(bent))
                .hasMessageStartingWith(
                        "the rule pepita does not learn this network, as its output 'y' has tanh after");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theirArithmeticIsLibtorchs(Rule rule) {
        assertThat(rule.in(Arithmetic.EXACT)).isEqualTo(rule);
        assertThatThrownBy(() -> rule.in(Arithmetic.FUSED))
                .hasMessage("the rule " + rule.name()
                        + " has no fused arithmetic, as it is no schedule: expected exact, or none");
    }
}
