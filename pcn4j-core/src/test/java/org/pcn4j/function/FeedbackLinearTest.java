package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.pcn4j.tensor.ActivationKernels.tanh;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.function.FeedbackLinear.Feedback;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.AdamW;
import org.pcn4j.learning.Captured;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Feedback of its own (Lillicrap et al. 2016; Kolen and Pollack 1994): what it changes, and what it leaves. */
class FeedbackLinearTest {
    private static final Seed SEED = new Seed(23);
    private static final double RATE = 0.1;
    private static final double DECAY = 0.2;
    private static final Rule IL = new Rule.Scheduled(InferenceLearning.schedule(6, 0.1));

    private static Tensor normal(String name, long... sizes) {
        return SEED.derive(name).normal(DType.FLOAT64, Shape.of(sizes), 0, 1);
    }

    @ParameterizedTest
    @EnumSource(Feedback.class)
    void errorsGoBackThroughItsOwnMatrixAndTheRestIsLinears(Feedback feedback) {
        Linear linear = new Linear(4, 3);
        FeedbackLinear own = new FeedbackLinear(linear, feedback);
        boolean isFixed = feedback == Feedback.FIXED;
        for (long[] sizes : new long[][] {{5, 4}, {5, 2, 4}}) {
            try (TensorScope scope = new TensorScope()) {
                Tensor back = normal("B", 3, 4);
                List<Tensor> theta = new ArrayList<>(List.of(normal("W", 3, 4), normal("b", 3)));
                List<Tensor> all = new ArrayList<>(theta);
                if (!isFixed) {
                    all.add(back);
                }
                List<Tensor> inputs = List.of(normal("x", sizes));
                Pass pass = Pass.evaluating(isFixed ? List.of(back) : List.of());
                Prediction found = own.predict(inputs, all, pass);
                Prediction expected = linear.predict(inputs, theta, pass);
                assertThat(found.value().isEqualTo(expected.value())).isTrue();
                Tensor error =
                        SEED.derive("e").normal(DType.FLOAT64, found.value().shape(), 0, 1);
                Pullback pulled = own.pullback(found, error, Wanted.everything(1));
                Pullback learned = linear.pullback(expected, error, Wanted.everything(1));
                Pullback through = linear.pullback(
                        linear.predict(inputs, List.of(back, theta.get(1)), pass), error, Wanted.everything(1));
                assertThat(pulled.inputs().get(0).isEqualTo(through.inputs().get(0)))
                        .isTrue();
                assertThat(pulled.parameters()).hasSize(isFixed ? 2 : 3);
                for (int i = 0; i < pulled.parameters().size(); i++) {
                    assertThat(pulled.parameters()
                                    .get(i)
                                    .isEqualTo(learned.parameters().get(i % 2)))
                            .isTrue();
                }
                assertThat(own.pullback(found, error, new Wanted(List.of(false), true))
                                .inputs())
                        .isEmpty();
                assertThat(own.pullback(found, error, new Wanted(List.of(true), false))
                                .parameters())
                        .isEmpty();
            }
        }
    }

    private interface Layer {
        Function of(Linear linear);
    }

    private static Network network(Layer layer) {
        return Network.builder()
                .input("x", Shape.of(5))
                .node("h1", layer.of(new Linear(5, 7)), "x")
                .node("h2", Chain.of(new Tanh(), layer.of(new Linear(7, 6))), "h1")
                .output("y", Chain.of(new Tanh(), layer.of(new Linear(6, 3))), new SquaredError(), "h2")
                .build();
    }

    private static Clamps clamps(Network network) {
        return Clamps.of(network, normal("inputs", 8, 5), normal("targets", 8, 3));
    }

    private static void update(Network network, Rule rule, Parameters parameters, ParameterUpdater updater) {
        Learner learner = rule.learner(network, parameters, updater, SEED);
        assertThat(learner.update(clamps(network))).isPositive();
    }

    /** Δθ of a layer is (1/B) (f′ ∘ Bᵀ e) hᵀ, with B of the layer above. */
    @Test
    void byZilItIsFeedbackAlignment() {
        Network network = network(linear -> new FeedbackLinear(linear, Feedback.FIXED));
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            update(network, new Rule.Scheduled(ZeroDivergence.schedule()), parameters, captured);
            Tensor x = normal("inputs", 8, 5);
            Tensor h1 = linear(parameters, "h1", x);
            Tensor h2 = linear(parameters, "h2", tanh(h1));
            Tensor e = normal("targets", 8, 3).sub(linear(parameters, "y", tanh(h2)));
            Tensor e2 = e.matmul(back(parameters, "y")).mul(slope(h2));
            Tensor e1 = e2.matmul(back(parameters, "h2")).mul(slope(h1));
            close(captured, "h1", e1, x);
            close(captured, "h2", e2, tanh(h1));
            close(captured, "y", e, tanh(h2));
        }
    }

    private static void close(Captured captured, String node, Tensor error, Tensor read) {
        double[] expected = error.transpose().matmul(read).mul(1.0 / 8).toDoubles();
        String name = captured.all().keySet().stream()
                .filter(each -> each.startsWith(node + ".") && each.endsWith("weight"))
                .findFirst()
                .orElseThrow();
        assertThat(captured.numbers(name)).containsExactly(expected, within(1e-14));
    }

    private static Tensor linear(Parameters parameters, String node, Tensor x) {
        return x.matmul(named(parameters, node, "weight").transpose()).add(named(parameters, node, "bias"));
    }

    private static Tensor back(Parameters parameters, String node) {
        return named(parameters, node, "feedback");
    }

    private static Tensor named(Parameters parameters, String node, String what) {
        List<ParameterSpec> specs = new ArrayList<>(parameters.specs());
        specs.addAll(parameters.bufferSpecs());
        return parameters.get(specs.stream()
                .map(ParameterSpec::name)
                .filter(name -> name.startsWith(node + ".") && name.endsWith(what))
                .findFirst()
                .orElseThrow());
    }

    private static Tensor slope(Tensor x) {
        Tensor t = tanh(x);
        return t.mul(t).neg().add(Tensor.full(DType.FLOAT64, t.shape(), 1));
    }

    /** What begins as Wᵀ and learns what W does stays Wᵀ: such a network learns as one of plain linear functions, to the bit. */
    @Test
    void learnedFeedbackThatBeginsAsTheWeightsIsNoneToTheBit() {
        Network plain = network(linear -> linear);
        Network own = network(linear -> new FeedbackLinear(linear, Feedback.LEARNED));
        try (TensorScope scope = new TensorScope();
                Parameters expected = plain.initialize(SEED, DType.FLOAT64);
                Parameters found = own.initialize(SEED, DType.FLOAT64);
                Optimizer one = new Sgd(0.1, 0.9, 1e-2);
                Optimizer other = new Sgd(0.1, 0.9, 1e-2)) {
            for (String node : List.of("h1", "h2", "y")) {
                named(found, node, "weight").copyInPlace(named(expected, node, "weight"));
                named(found, node, "bias").copyInPlace(named(expected, node, "bias"));
                back(found, node).copyInPlace(named(expected, node, "weight"));
            }
            for (int i = 0; i < 5; i++) {
                update(plain, IL, expected, one);
                update(own, IL, found, other);
            }
            for (String node : List.of("h1", "h2", "y")) {
                assertThat(named(found, node, "weight").isEqualTo(named(expected, node, "weight")))
                        .isTrue();
                assertThat(back(found, node).isEqualTo(named(found, node, "weight")))
                        .isTrue();
            }
        }
    }

    static Stream<Optimizer> decaying() {
        return Stream.of(new Sgd(RATE, 0, DECAY), new AdamW(RATE, DECAY));
    }

    /** Kolen and Pollack 1994: what W and B learn is the same, and the weight decay makes their difference less by its factor. */
    @ParameterizedTest
    @MethodSource("decaying")
    void theDecayBringsLearnedFeedbackToTheWeights(Optimizer optimizer) {
        Network network = network(linear -> new FeedbackLinear(linear, Feedback.LEARNED));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64);
                optimizer) {
            double before = difference(parameters);
            assertThat(before).isGreaterThan(0.1);
            for (int i = 0; i < 20; i++) {
                update(network, IL, parameters, optimizer);
            }
            assertThat(difference(parameters)).isCloseTo(before * Math.pow(1 - RATE * DECAY, 20), within(1e-12));
        }
    }

    /** The forces of a network that descends no energy have no Hessian to measure. */
    @ParameterizedTest
    @EnumSource(Feedback.class)
    void noStepIsMeasuredWhereNoEnergyIsDescended(Feedback feedback) {
        Schedule il = InferenceLearning.schedule(6, 0.1);
        assertThat(StepGuard.of(network(linear -> linear), il)).isPresent();
        Network own = network(linear -> new FeedbackLinear(linear, feedback));
        assertThat(own.pullsBackDerivatives()).isFalse();
        assertThat(StepGuard.of(own, il)).isEmpty();
        assertThat(Sum.of(new Sum.Term("term", new FeedbackLinear(new Linear(2, 2), feedback)))
                        .pullsBackDerivatives())
                .isFalse();
    }

    private static double difference(Parameters parameters) {
        Tensor difference = named(parameters, "h2", "weight").sub(back(parameters, "h2"));
        return Math.sqrt(difference.mul(difference).sum().item());
    }

    /** Autograd knows W alone: B is no part of the loss. */
    @ParameterizedTest
    @EnumSource(Feedback.class)
    void backpropagationLearnsAsWithoutIt(Feedback feedback) {
        Network plain = network(linear -> linear);
        Network own = network(linear -> new FeedbackLinear(linear, feedback));
        try (TensorScope scope = new TensorScope();
                Captured expected = new Captured();
                Captured found = new Captured();
                Parameters of = plain.initialize(SEED, DType.FLOAT64);
                Parameters parameters = own.initialize(SEED, DType.FLOAT64)) {
            update(plain, new Rule.Backprop(), of, expected);
            update(own, new Rule.Backprop(), parameters, found);
            expected.all()
                    .keySet()
                    .forEach(name -> assertThat(found.numbers(name)).as(name).containsExactly(expected.numbers(name)));
            found.all().keySet().stream()
                    .filter(name -> name.endsWith("feedback"))
                    .forEach(name -> assertThat(found.numbers(name)).containsOnly(0));
        }
    }
}
