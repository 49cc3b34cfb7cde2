package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

/** What precision does to equilibria (Millidge et al. 2022, arXiv 2207.12316; Whittington and Bogacz 2017). */
class PrecisionTheoryTest {
    private static final Matrix W1 = Matrix.ofW(91, 5, 5);
    private static final Matrix W2 = Matrix.ofW(92, 5, 5);
    private static final Matrix X1 = Matrix.ofU(93, 5, 2);
    private static final Matrix X3 = Matrix.ofU(94, 5, 2);

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** The linear chain x₁ → x₂ → x₃, held at both ends, at rest. */
    private static Answer atRest(By by, List<Double> hidden, List<Double> output, int steps, double gamma) {
        return atRest(by, hidden, output, steps, new Descent(gamma));
    }

    private static Answer atRest(By by, List<Double> hidden, List<Double> output, int steps, Relaxation relaxation) {
        Network network = Network.builder()
                .input("x1", Shape.of(5))
                .node("x2", new Linear(5, 5).withoutBias(), new Gaussian(new Precision(hidden)), "x1")
                .output("x3", new Linear(5, 5).withoutBias(), new Gaussian(new Precision(output)), "x2")
                .build();
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        W1.into(parameters.get("x2.weight"));
        W2.into(parameters.get("x3.weight"));
        Schedule il = Schedule.named("il").withRelaxation(relaxation).withSteps(steps);
        Clamps clamps = Clamps.of(network, X1.samples(), X3.samples());
        return by.answer(Question.ofEnds(network, il), parameters, clamps);
    }

    private static Matrix diagonal(List<Double> precision) {
        double[] units = new double[5];
        Arrays.setAll(units, i -> precision.get(precision.size() == 1 ? 0 : i));
        return Matrix.diagonal(units);
    }

    /** x₂* = (Π₂ + W₂ᵀΠ₃W₂)⁻¹(Π₂W₁x₁ + W₂ᵀΠ₃x₃). */
    private static Matrix closedForm(List<Double> hidden, List<Double> output) {
        Matrix back = W2.transposed().times(diagonal(output));
        return diagonal(hidden)
                .plus(back.times(W2))
                .solved(diagonal(hidden).times(W1).times(X1).plus(back.times(X3)));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void aLinearChainSettlesAtItsClosedFormWhateverThePrecisionsOfItsUnits(By by) {
        List<Double> one = List.of(1.0);
        List<Double> number = List.of(0.4);
        List<Double> vector = List.of(0.5, 1.0, 2.0, 0.25, 1.5);
        List<Double> other = List.of(1.0, 0.2, 0.7, 1.6, 0.9);
        for (List<List<Double>> precisions : List.of(
                List.of(one, one),
                List.of(number, one),
                List.of(one, number),
                List.of(vector, number),
                List.of(number, vector),
                List.of(vector, other))) {
            List<Double> hidden = precisions.get(0);
            List<Double> output = precisions.get(1);
            Answer answer = atRest(by, hidden, output, 400, 0.4);
            Matrix expected = closedForm(hidden, output);
            assertThat(answer.value("x2"))
                    .as("%s and %s", hidden, output)
                    .containsExactly(expected.transposed().numbers(), within(1e-12));
            // E at rest, and Δθ = e xᵀ with e = πε.
            Matrix ofHidden = expected.minus(W1.times(X1));
            Matrix ofOutput = X3.minus(W2.times(expected));
            assertThat(answer.energies().get(400)[1]).isCloseTo(half(diagonal(hidden), ofHidden), within(1e-12));
            assertThat(answer.energies().get(400)[2]).isCloseTo(half(diagonal(output), ofOutput), within(1e-12));
            assertThat(answer.delta("x2.weight"))
                    .containsExactly(
                            diagonal(hidden)
                                    .times(ofHidden)
                                    .times(X1.transposed())
                                    .numbers(),
                            within(1e-12));
            assertThat(answer.delta("x3.weight"))
                    .containsExactly(
                            diagonal(output)
                                    .times(ofOutput)
                                    .times(expected.transposed())
                                    .numbers(),
                            within(1e-12));
        }
    }

    /**
     * Along a curvature h of the energy the distance to the equilibrium is (1 − γh)ᵗ of the first, so that with γ = 0.1 and h ≥ 1
     * less than 3e-5 of it is left after 100 steps. The energy is the loss and a residual, the energy of what is hidden. A step
     * takes more from the loss than it adds to the residual, but at the equilibrium dL = −dR: near it, what they differ by is to
     * either as the distance, and shrinks as it does.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void withinAHundredStepsALinearChainIsAtRestWhereALossFallsByAsMuchAsTheResidualRises(By by) {
        List<Double> one = List.of(1.0);
        Matrix expected = closedForm(one, one);
        Matrix hessian = Matrix.identity(5).plus(W2.transposed().times(W2));
        assertThat(hessian.largestEigenvalue()).isLessThan(1.9 / 0.1);
        Matrix first = W1.times(X1).minus(expected);
        Matrix distance = first;
        for (int steps = 1; steps <= 100; steps++) {
            distance = distance.minus(hessian.times(distance).times(0.1));
            if (steps == 10 || steps == 100) {
                double[] found = atRest(by, one, one, steps, 0.1).value("x2");
                assertThat(found)
                        .containsExactly(expected.plus(distance).transposed().numbers(), within(1e-14));
            }
        }
        assertThat(distance.norm() / first.norm()).isLessThan(Math.pow(0.9, 100));
        Answer answer = atRest(by, one, one, 100, 0.1);
        double before = 0;
        double last = Double.POSITIVE_INFINITY;
        for (int time = 1; time <= 100; time++) {
            double loss = answer.energies().get(time)[2] - answer.energies().get(time - 1)[2];
            double residual = answer.energies().get(time)[1] - answer.energies().get(time - 1)[1];
            assertThat(loss).as("loss at %s", time).isNegative();
            assertThat(residual).as("residual at %s", time).isPositive();
            double difference = -(loss + residual) / residual;
            assertThat(difference).as("at %s", time).isBetween(0.0, last);
            before = last;
            last = difference;
        }
        assertThat(last).isLessThan(1e-4);
        assertThat(last / before)
                .isCloseTo(1 - 0.1 / hessian.solved(Matrix.identity(5)).largestEigenvalue(), within(1e-3));
    }

    /** ½ Σ πε². */
    private static double half(Matrix precision, Matrix error) {
        double[] weighted = precision.times(error).numbers();
        double[] plain = error.numbers();
        double sum = 0;
        for (int i = 0; i < plain.length; i++) {
            sum += weighted[i] * plain[i];
        }
        return sum / 2;
    }

    /**
     * The hidden layer's error turns away from backpropagation's as the output becomes more precise than the layer: from
     * Π₃W₂ᵀr, where the ratio is small, to the error of target propagation's target, W₂⁻¹x₃ − x₂, where it is large.
     */
    @ParameterizedTest
    @EnumSource(By.class)
    void theHiddenErrorTurnsFromBackpropagationsToTargetPropagationsWithTheRatioOfPrecisions(By by) {
        Matrix r = X3.minus(W2.times(W1).times(X1));
        Matrix bp = W2.transposed().times(r);
        Matrix target = W2.solved(X3).minus(W1.times(X1));
        List<Double> cosines = new ArrayList<>();
        List<Double> cosinesToTarget = new ArrayList<>();
        for (double ratio : new double[] {0.001, 0.01, 0.1, 1, 10, 100}) {
            // The curvatures lie between 1 and 1 + 1.5 · ratio: what heavy-ball momentum is best at.
            double root = Math.sqrt(1 + 1.5 * ratio);
            double momentum = Math.pow((root - 1) / (root + 1), 2);
            Momentum solver = new Momentum(4 / Math.pow(root + 1, 2), momentum);
            Answer answer = atRest(by, List.of(1.0), List.of(ratio), 400, solver);
            Matrix error = closedForm(List.of(1.0), List.of(ratio)).minus(W1.times(X1));
            double[] found = answer.value("x2").clone();
            double[] before = W1.times(X1).transposed().numbers();
            Arrays.setAll(found, i -> found[i] - before[i]);
            assertThat(found).containsExactly(error.transposed().numbers(), within(1e-12));
            cosines.add(cosine(error, bp));
            cosinesToTarget.add(cosine(error, target));
        }
        for (int i = 1; i < cosines.size(); i++) {
            assertThat(cosines.get(i)).isLessThan(cosines.get(i - 1));
            assertThat(cosinesToTarget.get(i)).isGreaterThan(cosinesToTarget.get(i - 1));
        }
        assertThat(cosines.get(0)).isCloseTo(1, within(1e-6));
        Matrix nearBp = closedForm(List.of(1.0), List.of(1e-8)).minus(W1.times(X1));
        assertThat(nearBp.minus(bp.times(1e-8)).norm() / bp.norm() / 1e-8).isLessThan(1e-7);
        Matrix nearTarget = closedForm(List.of(1.0), List.of(1e8)).minus(W1.times(X1));
        assertThat(nearTarget.minus(target).norm() / target.norm()).isLessThan(1e-5);
    }

    private static double cosine(Matrix a, Matrix b) {
        double[] one = a.numbers();
        double[] other = b.numbers();
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return product / a.norm() / b.norm();
    }
}
