package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Efforts;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Pass;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** What the papers say of the rules, held against them. */
class TheoryTest {
    private static final Seed SEED = new Seed(29);

    /** Song et al. 2020, remark to condition C3: with γ ≠ 1 alone, the update at level l is γ^l of BP's. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.25, 2})
    void withAPowerOfTwoForGammaLevelLLearnsGammaToTheLOfBpToTheBit(double gamma) {
        for (String model : new String[] {"mlp", "cnn"}) {
            Network network = Fixtures.small(model, new CrossEntropy());
            try (TensorScope scope = new TensorScope()) {
                Captured bp = new Captured();
                Captured zil = new Captured();
                learnBoth(network, DType.FLOAT32, gamma, bp, zil);
                for (Node node : network.nodes()) {
                    for (int parameter : node.parameters()) {
                        String name = network.parameters().get(parameter).name();
                        Tensor expected = bp.only(name).mul(Math.pow(gamma, network.level(node.index())));
                        assertThat(zil.only(name).isEqualTo(expected)).as(name).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void withAnyGammaLevelLLearnsGammaToTheLOfBpToRounding() {
        double gamma = 0.3;
        for (String model : new String[] {"mlp", "cnn"}) {
            Network network = Fixtures.small(model, new SquaredError());
            try (TensorScope scope = new TensorScope()) {
                Captured bp = new Captured();
                Captured zil = new Captured();
                learnBoth(network, DType.FLOAT64, gamma, bp, zil);
                for (Node node : network.nodes()) {
                    for (int parameter : node.parameters()) {
                        String name = network.parameters().get(parameter).name();
                        Tensor expected = bp.only(name).mul(Math.pow(gamma, network.level(node.index())));
                        assertThat(Divergence.between(name, expected, zil.only(name))
                                        .relativeDistance())
                                .as(name)
                                .isLessThan(1e-12);
                    }
                }
            }
        }
    }

    private static void learnBoth(Network network, DType dtype, double gamma, Captured bp, Captured zil) {
        Parameters parameters = network.initialize(SEED, dtype);
        Clamps clamps = Fixtures.random(network, SEED, dtype, 5);
        new Backpropagation(network, parameters, bp, SEED).update(clamps);
        new PredictiveCoding(network, parameters, zil, ZeroDivergence.schedule().withGamma(gamma), SEED).update(clamps);
    }

    /** Song et al. 2020, Lemma A.3: a layer's error is zero until the time of its level. Nothing is left out here. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLayersErrorIsExactlyZeroBeforeTheTimeOfItsLevelWhateverGamma(boolean byValues) {
        Set<Pass> effort = byValues ? Efforts.EVERYTHING_BY_VALUES : Efforts.EVERYTHING;
        for (double gamma : new double[] {0.1, 0.5, 1}) {
            for (String model : Fixtures.MODELS) {
                Network network = Fixtures.small(model, new SquaredError());
                Schedule schedule = ZeroDivergence.schedule().withGamma(gamma);
                Executor executor = new Executor(new Planner(effort, ZeroUpdates.SKIP)
                        .plan(network, schedule, Set.of(new Observation.Energies())));
                try (TensorScope scope = new TensorScope();
                        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                        Outcome outcome = executor.run(
                                parameters,
                                Fixtures.random(network, SEED, DType.FLOAT32, 5),
                                new Captured(),
                                1,
                                SEED)) {
                    for (Node node : network.nodes()) {
                        int level = network.level(node.index());
                        for (int time = 0; time <= level && node.isInner(); time++) {
                            double energy = outcome.energies().get(time)[node.index()];
                            if (time < level) {
                                assertThat(energy).as("%s at %d", node, time).isZero();
                            } else {
                                assertThat(energy).as("%s at %d", node, time).isPositive();
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void eachConditionRelaxedAloneDivergesFromBp() {
        Schedule zil = ZeroDivergence.schedule();
        for (String model : Fixtures.MODELS) {
            assertThat(relativeDistance(model, zil)).isZero();
            assertThat(relativeDistance(model, zil.withInitialNoise(0.1)))
                    .as("C1")
                    .isGreaterThan(1e-3);
            assertThat(relativeDistance(model, zil.withLearning(new Learning.At(2))))
                    .as("C2")
                    .isGreaterThan(1e-3);
            assertThat(relativeDistance(model, zil.withGamma(0.5))).as("C3").isGreaterThan(1e-3);
        }
    }

    private static double relativeDistance(String model, Schedule schedule) {
        Network network = Fixtures.small(model, new SquaredError());
        try (TensorScope scope = new TensorScope()) {
            Parameters bp = network.initialize(SEED, DType.FLOAT64);
            Parameters pc = bp.copy();
            Learner reference = new Backpropagation(network, bp, new Sgd(0.5), SEED);
            Learner learner = new PredictiveCoding(network, pc, new Sgd(0.5), schedule, SEED);
            for (int update = 0; update < 3; update++) {
                Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT64, 5);
                reference.update(clamps);
                learner.update(clamps);
            }
            return Divergence.between(bp, pc).all().relativeDistance();
        }
    }

    @Test
    void aLinearNetworkWithOneHiddenLayerSettlesWhereItsEnergyIsLeast() {
        Network network = new SequentialBuilder(Shape.of(4))
                .layer("h", new Linear(4, 6).withoutBias())
                .output("y", new SquaredError(), new Linear(6, 3).withoutBias());
        Executor executor = new Executor(new Planner(ZeroUpdates.SKIP)
                .plan(
                        network,
                        InferenceLearning.schedule(500, 0.3),
                        Set.of(new Observation.FinalValue("h"), new Observation.Energies())));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Tensor x1 = SEED.derive("x").normal(DType.FLOAT64, Shape.of(2, 4), 0, 1);
            Tensor x3 = SEED.derive("y").normal(DType.FLOAT64, Shape.of(2, 3), 0, 1);
            Outcome outcome = executor.run(parameters, Clamps.of(network, x1, x3), new Captured(), 1, SEED);
            Tensor settled = outcome.values().values().iterator().next();
            Tensor w1 = parameters.get("h.weight");
            Tensor w2 = parameters.get("y.weight");
            // x* (I + W₂ᵀW₂) = x₁W₁ᵀ + x₃W₂, with samples in rows.
            Tensor left = settled.add(settled.matmul(w2.transpose()).matmul(w2));
            Tensor right = x1.matmul(w1.transpose()).add(x3.matmul(w2));
            double residual = Divergence.between("x*", right, left).maxAbsolute();
            assertThat(residual).isCloseTo(0, within(1e-10));
            for (int time = 1; time <= 500; time++) {
                assertThat(outcome.energy(time)).isLessThanOrEqualTo(outcome.energy(time - 1) + 1e-12);
            }
            assertThat(outcome.energy(500)).isLessThan(outcome.energy(0));
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> InferenceLearning.schedule(8, 0))
                .hasMessage("gamma must be finite and greater than 0, not 0.0");
        assertThatThrownBy(() -> InferenceLearning.schedule(8, Double.POSITIVE_INFINITY))
                .hasMessage("gamma must be finite and greater than 0, not Infinity");
        assertThatThrownBy(() -> InferenceLearning.schedule(-1, 0.1))
                .hasMessage("the number of inference steps must be at least 0, not -1");
        assertThatThrownBy(() -> ZeroDivergence.schedule().withInitialNoise(-1))
                .hasMessage("the initial noise must be finite and at least 0, not -1.0");
        assertThatThrownBy(() -> new Learning.At(-1)).hasMessage("the time to learn must be at least 0, not -1");
        assertThatThrownBy(() -> Schedule.named("x")
                        .withLearning(new Learning.AtEveryStep())
                        .withPredictions(Predictions.FIXED))
                .hasMessage(
                        "the schedule x has fixed predictions, with which parameters learn at the end and at no other time");
    }

    @Test
    void aBatchThatDoesNotFitIsRefusedByNodeWithWhatWasExpectedAndFound() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Tensor labels = Tensor.of(Shape.of(2), new long[] {0, 1});
            for (Learner learner : new Learner[] {
                new Backpropagation(network, parameters, new Sgd(0.1), SEED),
                new PredictiveCoding(network, parameters, new Sgd(0.1), ZeroDivergence.schedule(), SEED)
            }) {
                assertThatThrownBy(() -> learner.update(
                                Clamps.of(network, Tensor.full(DType.FLOAT32, Shape.of(2, 7), 0), labels)))
                        .hasMessage("input 'x' expects [2, 12], got [2, 7]");
                assertThatThrownBy(() -> learner.update(
                                Clamps.of(network, Tensor.full(DType.FLOAT64, Shape.of(2, 12), 0), labels)))
                        .hasMessage("input 'x' expects float32 like the parameters, got float64");
                assertThatThrownBy(() -> learner.update(
                                Clamps.of(network, Tensor.full(DType.FLOAT32, Shape.of(3, 12), 0), labels)))
                        .hasMessage("output 'out': expected class labels, int64 [3], got int64 [2]");
            }
        }
    }

    @Test
    void parametersKeepTheirNamesAndShapes() {
        Network network = Fixtures.model("rnn", new CrossEntropy());
        assertThat(network.parameters().stream().map(ParameterSpec::name))
                .containsExactly("h.input.weight", "h.input.bias", "h.state.weight", "out.weight", "out.bias");
    }
}
