package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.FcResNet;
import org.pcn4j.network.FcResNet.Parametrization;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** What becomes of values, and of the energy in them, in deep residual networks (Innocenti et al. 2025, µPC). */
class DepthTheoryTest {
    private static final Seed SEED = new Seed(97);

    /** φ of a linear network. */
    private static final Scaled LINEAR = new Scaled(1);

    private static Network network(int depth, int features, int width, Parametrization parametrization) {
        return new FcResNet(depth, width, LINEAR, parametrization).network(Shape.of(features), 3, new SquaredError());
    }

    /** The mean of ‖x_l‖², l = 1 … L−1, in the forward pass. */
    private static double[] squares(int depth, int width, Parametrization parametrization) {
        int batch = 64;
        Network network = network(depth, 64, width, parametrization);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Clamps clamps = Clamps.of(
                    network,
                    SEED.derive("x").normal(DType.FLOAT64, Shape.of(batch, 64), 0, 1),
                    Tensor.full(DType.FLOAT64, Shape.of(batch, 3), 0));
            Schedule forward = Schedule.named("forward").withSteps(0);
            Answer answer = new Planned(
                            Question.ofEnds(network, forward),
                            new Planner(ZeroUpdates.SKIP),
                            Set.copyOf(network.nodes().stream()
                                    .filter(node -> !node.isRoot())
                                    .map(node -> (Observation) new Observation.FinalPrediction(node.name()))
                                    .toList()),
                            0,
                            SEED)
                    .frames(parameters, List.of(clamps), java.util.Map.of())
                    .get(0);
            double[] squares = new double[depth - 1];
            Arrays.setAll(
                    squares,
                    l -> Arrays.stream(answer.prediction("fc" + (l + 1)))
                                    .map(x -> x * x)
                                    .sum()
                            / batch);
            return squares;
        }
    }

    /** (1 + 1/L)^(L−2), which is less than e for every L; N numbers of variance 1 at first. */
    @ParameterizedTest
    @ValueSource(ints = {4, 10, 30})
    void underMupcTheSquaredLengthGrowsByOnePlusOneOverTheDepthALayer(int depth) {
        double[] squares = squares(depth, 256, Parametrization.MUPC);
        assertThat(squares[0] / 256).isCloseTo(1, within(0.05));
        for (int l = 1; l < squares.length; l++) {
            assertThat(squares[l] / squares[0])
                    .as("layer %s of %s", l + 1, depth)
                    .isCloseTo(Math.pow(1 + 1.0 / depth, l), within(0.1));
        }
    }

    /** PyTorch's weights have the variance 1 / (3N), so every layer adds a third, and thirty layers make it 3000 times. */
    @Test
    void withStandardWeightsItGrowsByAThirdALayerWhateverTheDepth() {
        double[] squares = squares(30, 256, Parametrization.STANDARD);
        for (int l = 1; l < squares.length; l++) {
            assertThat(squares[l] / squares[l - 1]).as("layer %s", l + 1).isCloseTo(4.0 / 3, within(0.1));
        }
    }

    /** The Hessian of the energy in the values of all hidden layers of a linear network. */
    private static Matrix hessian(int depth, int width, Parametrization parametrization) {
        Network network = network(depth, width, width, parametrization);
        double b = parametrization == Parametrization.MUPC ? 1 / Math.sqrt((double) width * depth) : 1;
        double c = parametrization == Parametrization.MUPC ? 1.0 / width : 1;
        try (Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Matrix[] above = new Matrix[depth - 1];
            for (int l = 1; l < depth - 1; l++) {
                Matrix w = matrix(parameters.get("fc" + (l + 1) + ".weight"));
                above[l - 1] = Matrix.identity(width).plus(w.times(b));
            }
            above[depth - 2] = matrix(parameters.get("out.weight")).times(c);
            int size = (depth - 1) * width;
            return Matrix.of(size, size, (i, j) -> {
                int layer = i / width;
                int other = j / width;
                if (layer == other) {
                    double pulled = 0;
                    for (int k = 0; k < above[layer].height(); k++) {
                        pulled += above[layer].at(k, i % width) * above[layer].at(k, j % width);
                    }
                    return pulled + (i == j ? 1 : 0);
                } else if (other == layer + 1) {
                    return -above[layer].at(j % width, i % width);
                }
                return layer == other + 1 ? -above[other].at(i % width, j % width) : 0;
            });
        }
    }

    private static Matrix matrix(Tensor w) {
        double[] numbers = w.toDoubles();
        int columns = Math.toIntExact(w.size(1));
        return Matrix.of(Math.toIntExact(w.size(0)), columns, (i, j) -> numbers[i * columns + j]);
    }

    private static double condition(int depth, Parametrization parametrization) {
        Matrix hessian = hessian(depth, 8, parametrization);
        Matrix inverse = hessian.solved(Matrix.identity(hessian.height()));
        return hessian.largestEigenvalue() * inverse.largestEigenvalue();
    }

    /**
     * Under µPC a network is nearly a chain of identities, in which the condition number grows as L²; with standard weights
     * it grows as their products do. So µPC bounds the growth, not the number.
     */
    @Test
    void underMupcTheConditionNumberGrowsAsTheSquareOfTheDepthAndWithStandardWeightsFaster() {
        double square = Math.pow(20.0 / 8, 2);
        double mupc = condition(20, Parametrization.MUPC) / condition(8, Parametrization.MUPC);
        assertThat(mupc).isBetween(square / 2, square * 1.2);
        double standard = condition(20, Parametrization.STANDARD) / condition(8, Parametrization.STANDARD);
        assertThat(standard).isGreaterThan(2 * square);
    }

    @Test
    void aNetworkWithoutAHiddenLayerIsRefused() {
        assertThatThrownBy(() -> new FcResNet(1, 8, new Relu(), Parametrization.MUPC))
                .hasMessageContaining("a depth of at least 2")
                .hasMessageContaining("not 1 and 8");
    }
}
