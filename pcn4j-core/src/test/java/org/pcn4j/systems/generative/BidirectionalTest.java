package org.pcn4j.systems.generative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.BinaryCrossEntropy;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Relu;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Networks asked from both ends, as a user trains and asks them. */
class BidirectionalTest {
    private static final Seed SEED = new Seed(10);
    private static final Schedule IL = Schedule.named("il").withGamma(0.1).withSteps(20);

    /** Patterns of three classes, and their labels. */
    private static Tensor patterns() {
        return Tensor.of(DType.FLOAT64, Shape.of(3, 6), 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1);
    }

    private static Tensor labels() {
        return Tensor.of(Shape.of(3), new long[] {0, 1, 2});
    }

    private static Tensor oneHot() {
        return new SquaredError().targets(labels(), Shape.of(3), DType.FLOAT64);
    }

    private static Parameters trained(Generative generative, int updates) {
        Parameters parameters = generative.network().initialize(SEED, DType.FLOAT64);
        try (TensorScope scope = new TensorScope();
                Adam adam = new Adam(0.01)) {
            Learner learner = new Rule.Scheduled(IL)
                    .learner(
                            generative.network(),
                            generative.ends().clamping(generative.network()),
                            parameters,
                            adam,
                            SEED);
            Clamps clamps = generative.ends().clamps(generative.network(), patterns(), labels(), DType.FLOAT64);
            for (int update = 0; update < updates; update++) {
                learner.update(clamps);
            }
        }
        return parameters;
    }

    @Test
    void oneSetOfWeightsClassifiesGeneratesReconstructsAndCompletes() {
        Bidirectional both = new Bidirectional(List.of(6, 12, 3), new Tanh(), 1, 0.5, 0.5, IL.withSteps(200));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = trained(both, 600)) {
            assertThat(both.predict(parameters, patterns()).toDoubles())
                    .containsExactly(oneHot().toDoubles(), within(0.1));
            assertThat(both.generate(parameters, oneHot(), SEED).toDoubles())
                    .containsExactly(patterns().toDoubles(), within(0.1));
            assertThat(both.reconstruct(parameters, patterns()).toDoubles())
                    .containsExactly(patterns().toDoubles(), within(0.1));
            Tensor mask =
                    Tensor.of(DType.FLOAT64, Shape.of(3, 6), 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
            assertThat(both.complete(parameters, patterns(), mask, SEED).toDoubles())
                    .containsExactly(patterns().toDoubles(), within(0.35));
            assertThat(both.sample(parameters, 5, SEED).shape()).isEqualTo(Shape.of(5, 6));
        }
    }

    @Test
    void theParametersKeepTheirBitsWhateverIsAsked() {
        Bidirectional both = new Bidirectional(List.of(6, 5, 3), new Relu(), 1, 0.1, 0.1, IL);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = both.network().initialize(SEED, DType.FLOAT64);
                Parameters before = parameters.copy()) {
            both.predict(parameters, patterns()).close();
            both.generate(parameters, oneHot(), SEED).close();
            both.reconstruct(parameters, patterns()).close();
            for (int i = 0; i < before.tensors().size(); i++) {
                assertThat(parameters
                                .tensors()
                                .get(i)
                                .isEqualTo(before.tensors().get(i)))
                        .isTrue();
            }
        }
    }

    /** From the downward pass and without a step, what is generated is the downward pass: W₀ f(W₁ y + b₁) + b₀. */
    @Test
    void withoutAStepWhatIsGeneratedIsTheDownwardPass() {
        Bidirectional both = new Bidirectional(List.of(6, 5, 3), new Relu(), 1, 0.1, 0.1, IL.withSteps(0));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = both.network().initialize(SEED, DType.FLOAT64)) {
            Tensor hidden =
                    oneHot().matmul(parameters.get("down1.weight").transpose()).add(parameters.get("down1.bias"));
            double[] rectified = hidden.toDoubles();
            for (int i = 0; i < rectified.length; i++) {
                rectified[i] = Math.max(0, rectified[i]);
            }
            Tensor expected = Tensor.of(DType.FLOAT64, Shape.of(3, 5), rectified)
                    .matmul(parameters.get("down0.weight").transpose())
                    .add(parameters.get("down0.bias"));
            assertThat(both.generate(parameters, oneHot(), SEED).toDoubles())
                    .containsExactly(expected.toDoubles(), within(1e-14));
        }
    }

    @Test
    void whereValuesMoveAtRandomSamplesOfATargetDiffer() {
        Schedule random = IL.withRelaxation(new Langevin(0.05, 0.1));
        Bidirectional both = new Bidirectional(List.of(6, 5, 3), new Tanh(), 1, 0.5, 0.5, random);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = both.network().initialize(SEED, DType.FLOAT64)) {
            double[] one = both.generate(parameters, oneHot(), SEED).toDoubles();
            assertThat(both.generate(parameters, oneHot(), SEED).toDoubles()).containsExactly(one);
            assertThat(both.generate(parameters, oneHot(), new Seed(11)).toDoubles())
                    .isNotEqualTo(one);
        }
    }

    /** With known rows k of W, z* = (I + W_kᵀW_k)⁻¹ W_kᵀ s_k, and the others are W_u z*. */
    @Test
    void aLinearChainCompletesByItsClosedForm() {
        GenerativeChain chain = GenerativeChain.ofPrior(
                List.of(3, 1),
                new Identity(),
                new SquaredError(),
                IL.withGamma(0.3).withSteps(300));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = chain.network().initialize(SEED, DType.FLOAT64)) {
            parameters.get("sample.weight").copyInPlace(Tensor.of(DType.FLOAT64, Shape.of(3, 1), 0.5, -0.7, 1.2));
            parameters.get("sample.bias").mulInPlace(0);
            Tensor s = Tensor.of(DType.FLOAT64, Shape.of(1, 3), 0.9, 0.4, Double.NaN);
            Tensor mask = Tensor.of(DType.FLOAT64, Shape.of(1, 3), 1, 1, 0);
            double z = (0.5 * 0.9 - 0.7 * 0.4) / (1 + 0.25 + 0.49);
            assertThat(chain.complete(parameters, s, mask, SEED).toDoubles())
                    .containsExactly(new double[] {0.9, 0.4, 1.2 * z}, within(1e-12));
        }
    }

    /** Causes are drawn one after the other, so that what is sampled has the model's variance, w₁²(w₂² + 1) + … */
    @Test
    void whatAChainSamplesHasTheVarianceOfItsModel() {
        GenerativeChain chain = GenerativeChain.ofPrior(List.of(1, 1, 1), new Identity(), new SquaredError(), IL);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = chain.network().initialize(SEED, DType.FLOAT64)) {
            parameters.get("cause1.weight").copyInPlace(Tensor.full(DType.FLOAT64, Shape.of(1, 1), 0.8));
            parameters.get("sample.weight").copyInPlace(Tensor.full(DType.FLOAT64, Shape.of(1, 1), 1.5));
            parameters.get("cause1.bias").mulInPlace(0);
            parameters.get("sample.bias").mulInPlace(0);
            int count = 40_000;
            double square = 0;
            for (double y : chain.sample(parameters, count, SEED).toDoubles()) {
                square += y * y / count;
            }
            double expected = 1.5 * 1.5 * (0.8 * 0.8 + 1);
            assertThat(square).isCloseTo(expected, within(5 * expected * Math.sqrt(2.0 / count)));
        }
    }

    @Test
    void aChainOfTargetsPredictsByInference() {
        GenerativeChain chain =
                GenerativeChain.ofTarget(List.of(6, 8), 3, new Tanh(), new SquaredError(), IL.withSteps(2000));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = trained(chain, 500)) {
            assertThat(chain.predict(parameters, patterns()).argmax(1).toLongs())
                    .containsExactly(0, 1, 2);
        }
    }

    @Test
    void aChainOfPixelsAnswersWithProbabilities() {
        GenerativeChain chain =
                GenerativeChain.ofTarget(List.of(6, 8), 3, new Tanh(), new BinaryCrossEntropy(), IL.withSteps(30));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = trained(chain, 20)) {
            Tensor made = chain.generate(parameters, oneHot(), SEED);
            assertThat(made.shape()).isEqualTo(Shape.of(3, 6));
            for (double pixel : made.toDoubles()) {
                assertThat(pixel).isBetween(0.0, 1.0);
            }
            assertThat(chain.sample(parameters, 4, SEED).shape()).isEqualTo(Shape.of(4, 6));
        }
    }

    private static void askAll(Generative generative, Parameters parameters, Tensor half) {
        generative.predict(parameters, patterns()).close();
        generative.reconstruct(parameters, patterns()).close();
        generative.complete(parameters, patterns(), half, SEED).close();
        generative.generate(parameters, oneHot(), SEED).close();
        generative.sample(parameters, 3, SEED).close();
    }

    /** Of what is asked nothing is left behind. */
    @Test
    void whatIsAskedLeavesNothingBehind() {
        List<Generative> all = List.of(
                new Bidirectional(List.of(6, 5, 3), new Tanh(), 1, 0.5, 0.5, IL),
                GenerativeChain.ofTarget(List.of(6, 5), 3, new Tanh(), new BinaryCrossEntropy(), IL));
        for (Generative generative : all) {
            try (TensorScope scope = new TensorScope();
                    Parameters parameters = generative.network().initialize(SEED, DType.FLOAT64)) {
                Tensor half = Tensor.full(DType.FLOAT64, Shape.of(3, 6), 1);
                try (TensorScope inner = new TensorScope()) {
                    askAll(generative, parameters, half);
                }
                NativeMemory.release();
                System.gc();
                long before = NativeMemory.liveObjects();
                for (int i = 0; i < 20; i++) {
                    try (TensorScope inner = new TensorScope()) {
                        askAll(generative, parameters, half);
                    }
                }
                NativeMemory.release();
                assertThat(NativeMemory.liveObjects() - before).isLessThan(20);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new Bidirectional(List.of(6, 3), new Relu(), 1, 1, 1, IL))
                .hasMessage("a bidirectional network has 3 layers at least, of a unit at least each, not [6, 3]");
        assertThatThrownBy(() -> GenerativeChain.ofPrior(List.of(6), new Relu(), new SquaredError(), IL))
                .hasMessage("a generative chain has a cause and a sample, of a unit at least each, not [6]");
        GenerativeChain chain = GenerativeChain.ofPrior(List.of(6, 2), new Relu(), new SquaredError(), IL);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = chain.network().initialize(SEED, DType.FLOAT64)) {
            assertThatThrownBy(() -> chain.generate(parameters, oneHot(), SEED))
                    .hasMessage("this network cannot generate, expected one of [reconstruct, complete, sample]");
            Tensor small = Tensor.full(DType.FLOAT64, Shape.of(3, 5), 1);
            assertThatThrownBy(() -> chain.complete(parameters, patterns(), small, SEED))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("a mask must have the shape of what it masks, [3, 6], not [3, 5]");
            assertThatThrownBy(() -> chain.reconstruct(parameters, small))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("node 'sample' holds 6 numbers of a sample there, got [3, 5]");
        }
    }
}
