package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

class ProjectionTest {
    private static final Seed SEED = new Seed(83);
    private static final Projection NORM = new Projection.VarianceNorm();

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** W(1; 5 × 4) = sin(1 + 1.7 i + 2.3 j + 1.1 i j) / √4, the first weights of the tanh net whose figures are known. */
    private static Tensor first() {
        double[] numbers = new double[20];
        Arrays.setAll(numbers, k -> {
            int i = k / 4;
            int j = k % 4;
            return Math.sin(1 + 1.7 * i + 2.3 * j + 1.1 * i * j) / 2;
        });
        return Tensor.of(DType.FLOAT64, Shape.of(5, 4), numbers);
    }

    /** The largest singular value, by power iteration. */
    private static double spectralNorm(Tensor w) {
        Tensor v = SEED.normal(DType.FLOAT64, Shape.of(w.size(1), 1), 0, 1);
        double norm = 0;
        for (int i = 0; i < 1000; i++) {
            v = w.transpose().matmul(w.matmul(v));
            norm = Math.sqrt(v.mul(v).sum().item());
            v = v.mul(1 / norm);
        }
        return Math.sqrt(norm);
    }

    private static double deviation(Tensor theta) {
        double[] numbers = theta.toDoubles();
        double mean = Arrays.stream(numbers).average().orElseThrow();
        return Math.sqrt(Arrays.stream(numbers)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
    }

    private static double normed(Tensor theta) {
        double rows = (double) theta.size(0);
        return deviation(theta) * (Math.sqrt(rows) + Math.sqrt(theta.elements() / rows));
    }

    /** The deviation is the population's: dividing by one number less would give .28114. */
    @Test
    void theVarianceNormGivesTheFiguresComputedBeforehand() {
        Tensor w = first();
        NORM.project(w);
        assertThat(w.toDoubles()[0]).isCloseTo(0.288447834388, within(1e-12));
        assertThat(spectralNorm(w)).isCloseTo(0.768764375232, within(1e-12));
    }

    @Test
    void ofALargeMatrixTheSpectralNormIsNearOne() {
        Tensor w = SEED.normal(DType.FLOAT64, Shape.of(512, 512), 0.01, 3);
        NORM.project(w);
        assertThat(spectralNorm(w)).isBetween(0.97, 1.01);
    }

    @Test
    void ofAConvolutionTheColumnsAreTheInputsChannelsTimesTheKernelsPlaces() {
        Tensor w = SEED.normal(DType.FLOAT64, Shape.of(6, 4, 3, 3), 0, 1);
        Tensor flat = w.reshape(Shape.of(6, 36)).copy();
        NORM.project(w);
        NORM.project(flat);
        assertThat(w.toDoubles()).containsExactly(flat.toDoubles());
    }

    @Test
    void aMatrixOfEqualNumbersStaysAsItIs() {
        Tensor w = Tensor.full(DType.FLOAT32, Shape.of(3, 3), 0);
        NORM.project(w);
        assertThat(w.toDoubles()).containsOnly(0);
    }

    private static Parameters trained(Network network, Rule rule, Projection projection, int updates) {
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        try (Optimizer optimizer = new Adam(0.001).fused()) {
            Learner learner = rule.learner(network, parameters, new Projected(optimizer, projection), SEED);
            for (int update = 0; update < updates; update++) {
                learner.update(Fixtures.random(network, SEED.derive(update), DType.FLOAT32, 12));
            }
        }
        return parameters;
    }

    /** Meta-PCN is fpa with the norm: where fpa is backpropagation, it is backpropagation with the same norm. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn", "residual"})
    void rulesThatAreBackpropagationAreSoWithTheNormAsWellBitForBit(String model) {
        Network network = Fixtures.small(model, new CrossEntropy());
        try (Parameters bp = trained(network, new Rule.Backprop(), NORM, 10)) {
            List<Schedule> schedules = model.equals("residual")
                    ? List.of(ZeroDivergence.schedule())
                    : List.of(ZeroDivergence.schedule(), FixedPrediction.schedule(network.depth() + 2, 1));
            for (Schedule schedule : schedules) {
                try (Parameters found = trained(network, new Rule.Scheduled(schedule), NORM, 10)) {
                    assertThat(Divergence.between(bp, found).all().bitwiseEqual())
                            .as(schedule.name())
                            .isTrue();
                }
            }
            for (int i = 0; i < bp.tensors().size(); i++) {
                Tensor theta = bp.tensors().get(i);
                if (theta.shape().rank() > 1) {
                    assertThat(normed(theta)).isCloseTo(1, within(1e-5));
                }
            }
        }
    }

    /** A parameter that is moved in pieces, by several threads, is normed by the deviation of the whole of it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNormIsThatOfTheWholeParameterHoweverManyWorkersMoveIt(boolean shards) {
        Network network = Models.mlp(Shape.of(300), List.of(400), new Tanh(), 10, new CrossEntropy());
        Threads before = Threads.current();
        try {
            (shards ? Threads.forShards(3) : Threads.forMatrices(1)).use();
            for (Rule rule : List.of(
                    new Rule.Backprop(),
                    new Rule.Scheduled(InferenceLearning.schedule(3, 0.1)),
                    new Rule.Scheduled(IncrementalPredictiveCoding.schedule(2, 0.1)))) {
                try (Parameters found = trained(network, rule, NORM, 2)) {
                    assertThat(found.get("fc1.weight").pieces()).hasSizeGreaterThan(1);
                    assertThat(normed(found.get("fc1.weight"))).as(rule.name()).isCloseTo(1, within(1e-5));
                    assertThat(normed(found.get("out.weight"))).as(rule.name()).isCloseTo(1, within(1e-5));
                    assertThat(deviation(found.get("fc1.bias"))).isBetween(0.01, 0.1);
                }
            }
        } finally {
            before.use();
        }
    }

    /** Incremental learning reads parameters within an update: those that it reads are projected. */
    @Test
    void noRuleEverReadsAParameterThatIsNotProjected() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        Parameters parameters = network.initialize(SEED, DType.FLOAT64);
        parameters.tensors().forEach(NORM::project);
        int[] moved = {0};
        ParameterUpdater watching = new ParameterUpdater() {
            @Override
            public void update(String name, Tensor theta, Tensor delta) {
                for (Tensor each : parameters.tensors()) {
                    if (each.shape().rank() > 1) {
                        assertThat(normed(each)).isCloseTo(1, within(1e-12));
                    }
                }
                theta.addInPlace(delta, 0.1);
                moved[0]++;
            }

            @Override
            public boolean idleAtZero() {
                return true;
            }
        };
        Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT64, 5);
        new PredictiveCoding(
                        network,
                        parameters,
                        new Projected(watching, NORM),
                        IncrementalPredictiveCoding.schedule(5, 0.1),
                        SEED)
                .update(clamps);
        assertThat(moved[0]).isGreaterThan(5 * 4);
    }

    @Test
    void aRangeCutsOffWhatIsBeyondIt() {
        Tensor w = Tensor.of(DType.FLOAT32, Shape.of(1, 4), -3, -0.5, 0.25, 7);
        new Projection.Range(-1, 2).project(w);
        assertThat(w.toDoubles()).containsExactly(-1, -0.5, 0.25, 2);
        Projection.Range.nonNegative().project(w);
        assertThat(w.toDoubles()).containsExactly(0, 0, 0.25, 2);
        assertThatThrownBy(() -> new Projection.Range(1, 1))
                .hasMessageContaining("greater than the least, 1.0, not 1.0");
    }

    @Test
    void aDiagonalOfZerosConcernsSquareMatricesAlone() {
        Projection zeros = new Projection.ZeroDiagonal();
        assertThat(zeros.concerns("w", Shape.of(3, 3))).isTrue();
        assertThat(zeros.concerns("w", Shape.of(3, 2))).isFalse();
        assertThat(zeros.concerns("w", Shape.of(3))).isFalse();
        Tensor w = Tensor.full(DType.FLOAT32, Shape.of(2, 2), 5);
        zeros.project(w);
        assertThat(w.toDoubles()).containsExactly(0, 5, 5, 0);
    }

    @Test
    void aMaskConcernsOneParameterAndLeavesNothingWhereItIsZero() {
        Tensor mask = Tensor.of(DType.FLOAT32, Shape.of(1, 3), 1, 0, 1);
        Projection masked = new Projection.Mask("a.weight", mask);
        assertThat(masked.concerns("a.weight", mask.shape())).isTrue();
        assertThat(masked.concerns("b.weight", mask.shape())).isFalse();
        Tensor w = Tensor.of(DType.FLOAT32, Shape.of(1, 3), 4, Double.NaN, 6);
        masked.project(w);
        assertThat(w.toDoubles()).containsExactly(4, 0, 6);
    }
}
