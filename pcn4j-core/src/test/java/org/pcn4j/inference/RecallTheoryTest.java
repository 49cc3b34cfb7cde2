package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** Memories, asked for what is missing. */
class RecallTheoryTest {
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Schedule recall(int steps, double gamma) {
        return Schedule.named("recall").withGamma(gamma).withSteps(steps).withLearning(new Learning.Never());
    }

    private static final Matrix W = Matrix.ofW(81, 6, 4);
    private static final Matrix B = Matrix.u(82, 4);
    private static final Matrix S = Matrix.u(83, 6);
    private static final double[] MASK = {1, 1, 1, 0, 0, 0};
    private static final double[] UNKNOWN = {-0.314259993587, -0.208493404394, 0.107040885212};

    /** A memory vector b on top, z below it. */
    private static NetworkBuilder memory() {
        return Network.builder().constant("one", Shape.of(1), 1).node("z", new Linear(1, 4).withoutBias(), "one");
    }

    private static Parameters remembered(Network network, String weight, double sign) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        B.into(parameters.get("z.weight"));
        W.times(sign).into(parameters.get(weight));
        return parameters;
    }

    /** Salvatori et al. 2021: unknown = W_u z*, z* = (I + W_kᵀW_k)⁻¹(b + W_kᵀs_k). */
    @ParameterizedTest
    @EnumSource(By.class)
    void aMaskedLeafIsReadOffItsPrediction(By by) {
        Network network = memory().output("x", new Linear(4, 6).withoutBias(), new SquaredError(), "z")
                .build();
        Matrix known = S.rows(0, 3);
        Matrix data = Matrix.of(6, 1, (i, j) -> i < 3 ? known.at(i, 0) : 99);
        Clamps clamps =
                Clamps.none().with("x", data.samples(), Matrix.column(MASK).samples());
        Question question = new Question(network, Clamping.ofEnds().masked("x"), recall(200, 0.3));
        Answer answer = by.answer(question, remembered(network, "x.weight", 1), clamps);
        assertThat(Arrays.copyOfRange(answer.prediction("x"), 3, 6)).containsExactly(UNKNOWN, within(1e-12));
        Matrix ofKnown = W.rows(0, 3);
        Matrix z = Matrix.identity(4)
                .plus(ofKnown.transposed().times(ofKnown))
                .solved(B.plus(ofKnown.transposed().times(known)));
        assertThat(answer.value("z")).containsExactly(z.numbers(), within(1e-12));
    }

    /** The same leaf with values of its own, which come to rest where it is predicted: a free element has no error then. */
    @ParameterizedTest
    @EnumSource(By.class)
    void aMaskedRootBesideAnEnergyComesToRestAtTheSame(By by) {
        Network network = memory().input("x", Shape.of(6))
                .sink(
                        "h",
                        Sum.of(new Term("", new Identity()), new Term("minus", new Linear(4, 6).withoutBias())),
                        "x",
                        "z")
                .build();
        Matrix data = Matrix.of(6, 1, (i, j) -> i < 3 ? S.at(i, 0) : 0.5);
        Clamps clamps =
                Clamps.none().with("x", data.samples(), Matrix.column(MASK).samples());
        Question question = new Question(network, Clamping.ofEnds().masked("x"), recall(600, 0.4));
        Answer answer = by.answer(question, remembered(network, "h.minus.weight", -1), clamps);
        assertThat(Arrays.copyOfRange(answer.value("x"), 3, 6)).containsExactly(UNKNOWN, within(1e-12));
        assertThat(Arrays.copyOfRange(answer.value("x"), 0, 3))
                .containsExactly(S.rows(0, 3).numbers());
    }

    /**
     * Tang et al. 2023's implicit model, ε = x − Wx − b with no unit predicting itself: patterns of covariance Σ make it learn
     * I − W = DΣ⁻¹, and what is missing is recalled by M = (I − W)ᵀ(I − W), not by Σ⁻¹, whose answer is another.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void theImplicitCovarianceMemoryRecallsByTheSquareOfItsWeights(By by) {
        Matrix a = Matrix.ofW(71, 5, 5);
        Matrix covariance = a.times(a.transposed()).plus(Matrix.identity(5).times(0.5));
        Matrix mean = Matrix.u(72, 5);
        Matrix inverse = covariance.solved(Matrix.identity(5));
        Matrix apart = Matrix.of(5, 5, (i, j) -> inverse.at(i, j) / inverse.at(i, i));
        Network network = Network.builder()
                .input("x", Shape.of(5))
                .sink("h", Sum.of(new Term("", new Identity()), new Term("minus", new Linear(5, 5))), "x", "x")
                .build();
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        // h = x − Wx − b, as x + (−W)x + (−b).
        Matrix minus = apart.minus(Matrix.identity(5));
        minus.into(parameters.get("h.minus.weight"));
        apart.times(mean).times(-1).into(parameters.get("h.minus.bias"));
        for (int i = 0; i < 5; i++) {
            assertThat(minus.at(i, i)).isZero();
        }
        Matrix mask = Matrix.column(0, 0, 1, 1, 1);
        Clamps clamps = Clamps.none().with("x", Matrix.u(73, 5).samples(), mask.samples());
        for (Schedule schedule :
                new Schedule[] {recall(400, 0.3), recall(300, 1).withRelaxation(new Momentum(0.2, 0.5))}) {
            Question question = new Question(network, Clamping.ofEnds().masked("x"), schedule);
            Answer answer = by.answer(question, parameters, clamps);
            assertThat(Arrays.copyOfRange(answer.value("x"), 0, 2))
                    .as(schedule.toString())
                    .containsExactly(new double[] {0.203197730381, -1.012546874378}, within(1e-12));
        }
        // Regression, which the dendritic and the explicit model answer by, would say otherwise.
        Matrix rest = Matrix.u(73, 5).minus(mean).rows(2, 5);
        Matrix missing = Matrix.of(2, 2, inverse::at)
                .solved(Matrix.of(2, 3, (i, j) -> inverse.at(i, j + 2)).times(rest));
        assertThat(mean.rows(0, 2).minus(missing).numbers())
                .containsExactly(new double[] {0.179417264188, -1.019531516844}, within(1e-12));
    }
}
