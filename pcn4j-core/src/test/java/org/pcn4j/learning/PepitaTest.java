package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Relu;
import org.pcn4j.inference.Matrix;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** PEPITA (Dellaferrera and Kreiman 2022) by numbers that were found without this library, and by plain loops. */
class PepitaTest {
    private static final Matrix W1 = Matrix.ofW(121, 5, 4);
    private static final Matrix W2 = Matrix.ofW(122, 3, 5);
    private static final Matrix X = Matrix.u(123, 4);
    private static final Matrix F = Matrix.ofU(124, 4, 3).times(0.05);
    /** The second class. */
    private static final Matrix Y = Matrix.column(0, 1, 0);

    /** A network of one hidden layer, as the paper's. */
    private static Network network(double dropout) {
        return new SequentialBuilder(Shape.of(4))
                .layer("fc1", new Linear(4, 5).withoutBias(), new Relu(), new Dropout(dropout))
                .output("out", new CrossEntropy(), new Linear(5, 3).withoutBias());
    }

    private static double[] numbers(Matrix matrix) {
        double[] all = new double[matrix.height() * matrix.width()];
        Arrays.setAll(all, k -> matrix.at(k / matrix.width(), k % matrix.width()));
        return all;
    }

    private static Tensor tensor(Matrix matrix) {
        return Tensor.of(Shape.of(matrix.height(), matrix.width()), numbers(matrix));
    }

    private static Matrix matrix(Tensor tensor) {
        double[] all = tensor.toDoubles();
        int width = Math.toIntExact(tensor.size(1));
        return Matrix.of(all.length / width, width, (i, j) -> all[i * width + j]);
    }

    /** ΔW_1 and ΔW_2 of the sample. */
    private record Deltas(Matrix first, Matrix second) {}

    private static Deltas learned(Pepita.Form form, double dropout, Matrix f) {
        Network network = network(dropout);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64);
                Captured captured = new Captured()) {
            parameters.get("fc1.weight").copyInPlace(tensor(W1));
            parameters.get("out.weight").copyInPlace(tensor(W2));
            Layers layers = new Layers("pepita", network);
            Matrix transposed = f.transposed();
            Pepita rule = new Pepita(1, form);
            new ChainLearner(
                            network,
                            layers,
                            parameters,
                            captured,
                            new Seed(2),
                            rule.lesson(FixedMatrix.of(Shape.of(3, 4), numbers(transposed))),
                            rule.cost(network, layers))
                    .update(Clamps.of(network, tensor(X.transposed()), Tensor.of(Shape.of(1), new long[] {1})));
            return new Deltas(matrix(captured.only("fc1.weight")), matrix(captured.only("out.weight")));
        }
    }

    private static double norm(Matrix matrix) {
        return Math.sqrt(Arrays.stream(numbers(matrix)).map(each -> each * each).sum());
    }

    private static Matrix relu(Matrix a) {
        return Matrix.of(a.height(), a.width(), (i, j) -> Math.max(0, a.at(i, j)));
    }

    private static Matrix softmax(Matrix a) {
        double sum = Arrays.stream(numbers(a)).map(Math::exp).sum();
        return Matrix.of(a.height(), 1, (i, j) -> Math.exp(a.at(i, 0)) / sum);
    }

    private static void requireEqual(Matrix found, Matrix expected) {
        assertThat(norm(found.minus(expected))).isEqualTo(0, within(1e-15));
    }

    @Test
    void theUpdateOfASampleHasTheLengthsThatAreKnown() {
        Deltas deltas = learned(Pepita.Form.CHANGE, 0, F);
        assertThat(norm(deltas.first())).isEqualTo(.047837078258, within(5e-13));
        assertThat(norm(deltas.second())).isEqualTo(.533309605510, within(5e-13));
    }

    @ParameterizedTest
    @EnumSource(Pepita.Form.class)
    void bothFormsAreTheirEquations(Pepita.Form form) {
        Deltas deltas = learned(form, 0, F);
        Matrix h = relu(W1.times(X));
        Matrix o = softmax(W2.times(h));
        Matrix e = o.minus(Y);
        Matrix moved = X.minus(F.times(e));
        Matrix late = relu(W1.times(moved));
        boolean isHebbian = form == Pepita.Form.HEBBIAN;
        requireEqual(
                deltas.first(),
                isHebbian
                        ? late.times(moved.transposed()).minus(h.times(X.transposed()))
                        : late.minus(h).times(moved.transposed()));
        requireEqual(
                deltas.second(),
                isHebbian
                        ? Y.times(late.transposed()).minus(o.times(h.transposed()))
                        : e.times(late.transposed()).times(-1));
    }

    @Test
    void whereNoReluChangesSidesItIsFeedbackAlignmentByTheMatrixW1F() {
        Matrix h = W1.times(X);
        Matrix e = softmax(W2.times(relu(h))).minus(Y);
        Matrix moved = X.minus(F.times(e));
        Matrix late = W1.times(moved);
        for (int i = 0; i < 5; i++) {
            assertThat(h.at(i, 0) * late.at(i, 0)).as("the side of unit %d", i).isPositive();
        }
        Matrix feedback = W1.times(F).times(e);
        Matrix aligned = Matrix.of(5, 1, (i, j) -> h.at(i, 0) > 0 ? feedback.at(i, 0) : 0);
        requireEqual(
                learned(Pepita.Form.CHANGE, 0, F).first(),
                aligned.times(moved.transposed()).times(-1));
    }

    /** Other masks in the second pass would change activity where no error moves the input. */
    @Test
    void bothPassesHaveTheSameMasks() {
        Matrix nothing = F.times(0);
        Deltas deltas = learned(Pepita.Form.CHANGE, 0.5, nothing);
        assertThat(numbers(deltas.first())).containsOnly(0.0);
        Matrix dropped = learned(Pepita.Form.CHANGE, 0.5, F).second();
        assertThat(norm(dropped.minus(learned(Pepita.Form.CHANGE, 0, F).second())))
                .isGreaterThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aScaleThatIsNoneIsRefused(double scale) {
        assertThatThrownBy(() -> new Pepita(scale, Pepita.Form.CHANGE))
                .hasMessage("the scale of pepita's matrices must be finite and greater than 0, not " + scale);
    }
}
