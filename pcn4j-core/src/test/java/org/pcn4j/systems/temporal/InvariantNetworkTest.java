package org.pcn4j.systems.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.LinearDecoder;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.systems.temporal.InvariantNetwork.Settings;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Representations that stay while things move (Brucklacher et al. 2023). */
class InvariantNetworkTest {
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] absolute(double[] numbers) {
        return Arrays.stream(numbers).map(Math::abs).toArray();
    }

    private static InvariantNetwork golden() {
        InvariantNetwork network = new InvariantNetwork(List.of(4, 3, 3, 2), DType.FLOAT64, new Seed(1));
        int[] sizes = {4, 3, 3, 2};
        String[] names = {"frame.weight", "area1.weight", "area2.weight"};
        for (int l = 0; l < 3; l++) {
            Tensor w = GoldenNumbers.w(131 + l, sizes[l + 1], sizes[l]);
            Tensor positive = Tensor.of(DType.FLOAT64, w.shape(), absolute(w.toDoubles()));
            network.parameters().get(names[l]).copyInPlace(positive.transpose());
        }
        return network;
    }

    private static Tensor frame() {
        return GoldenNumbers.row(absolute(GoldenNumbers.u(135, 4)));
    }

    @Test
    void ratesOnTopAreThoseOfTheEquationsAfterAHundredSteps() {
        try (InvariantNetwork network = golden()) {
            double[] expected = {0.006803145244, 0.006734360069};
            assertThat(network.represent(frame(), 100).toDoubles()).containsExactly(expected, within(1e-12));
            network.watch(frame(), 60);
            network.watch(frame(), 40);
            assertThat(network.state().value(network.top()).orElseThrow().toDoubles())
                    .as("carried from frame to frame, inference goes on")
                    .containsExactly(expected, within(1e-12));
            network.rest();
            assertThat(network.state().isEmpty()).isTrue();
        }
    }

    /** W ← max(0, W + rate · y ε): ε from before the last step, y from after it. */
    @Test
    void weightsLearnFromTheErrorBeforeTheLastStepAndTheRatesAfterIt() {
        int[] sizes = {4, 3, 3, 2};
        double[][][] w = new double[3][][];
        for (int l = 0; l < 3; l++) {
            double[] flat =
                    absolute(GoldenNumbers.w(131 + l, sizes[l + 1], sizes[l]).toDoubles());
            w[l] = new double[sizes[l + 1]][sizes[l]];
            for (int i = 0; i < flat.length; i++) {
                w[l][i / sizes[l]][i % sizes[l]] = flat[i];
            }
        }
        double[][] m = new double[4][];
        double[][] y = new double[4][];
        y[0] = frame().toDoubles();
        for (int l = 1; l < 4; l++) {
            m[l] = new double[sizes[l]];
            Arrays.fill(m[l], -2);
            y[l] = rates(m[l]);
        }
        double[][] errors = new double[3][];
        for (int update = 0; update < 3; update++) {
            for (int step = 0; step < 10; step++) {
                for (int l = 0; l < 3; l++) {
                    errors[l] = y[l].clone();
                    for (int j = 0; j < sizes[l]; j++) {
                        for (int i = 0; i < sizes[l + 1]; i++) {
                            errors[l][j] -= w[l][i][j] * y[l + 1][i];
                        }
                    }
                }
                for (int l = 1; l < 4; l++) {
                    for (int i = 0; i < sizes[l]; i++) {
                        double force = l < 3 ? -errors[l][i] : 0;
                        for (int j = 0; j < sizes[l - 1]; j++) {
                            force += w[l - 1][i][j] * errors[l - 1][j];
                        }
                        m[l][i] += 0.05 * force;
                    }
                    y[l] = rates(m[l]);
                }
            }
            for (int l = 0; l < 3; l++) {
                for (int i = 0; i < sizes[l + 1]; i++) {
                    for (int j = 0; j < sizes[l]; j++) {
                        w[l][i][j] = Math.max(0, w[l][i][j] + 0.01 * y[l + 1][i] * errors[l][j]);
                    }
                }
            }
        }
        try (InvariantNetwork network = golden()) {
            network.show(frame(), 3);
            assertThat(network.state().value("area3").orElseThrow().toDoubles()).containsExactly(y[3], within(1e-13));
            Map<String, Tensor> remembered =
                    Objects.requireNonNull(network.state().memory().get("area1"));
            assertThat(Objects.requireNonNull(remembered.get(MirrorDescent.POTENTIAL))
                            .toDoubles())
                    .containsExactly(m[1], within(1e-13));
            double[] learned = network.parameters().get("frame.weight").toDoubles();
            double[] expected = new double[12];
            for (int i = 0; i < 12; i++) {
                expected[i] = w[0][i % 3][i / 3];
            }
            assertThat(learned).containsExactly(expected, within(1e-13));
        }
    }

    private static double[] rates(double[] potentials) {
        return Arrays.stream(potentials).map(m -> 1 / (1 + Math.exp(3 - m))).toArray();
    }

    @Test
    void weightsAreNeverNegativeWhateverIsShown() {
        try (InvariantNetwork network =
                new InvariantNetwork(List.of(6, 5, 3), DType.FLOAT32, new Seed(2), new Settings(0.5, 1, 0, 0, 1))) {
            for (int i = 0; i < 20; i++) {
                network.show(new Seed(i).uniform(DType.FLOAT32, Shape.of(2, 6), -1, 0.2), 2);
            }
            double[] weights = network.parameters().get("frame.weight").toDoubles();
            assertThat(Arrays.stream(weights).min().orElseThrow()).isZero();
            assertThat(Arrays.stream(weights).max().orElseThrow()).isFinite();
        }
    }

    /**
     * Small bars that move through a field: a decoder tells them apart on frames that it has not seen if the state was carried
     * from frame to frame while the network learned, and otherwise does worse.
     */
    @Test
    void shapesThatMovedAreToldApartBetterThanShapesThatStood() {
        double moving = decoded(true);
        double still = decoded(false);
        assertThat(moving).isGreaterThan(still + 0.2);
    }

    private static double decoded(boolean carried) {
        int side = 12;
        int shapes = 5;
        int places = 6;
        SplittableShapes all = new SplittableShapes(side, shapes, places);
        try (InvariantNetwork network =
                new InvariantNetwork(List.of(side * side, 40, 20), DType.FLOAT32, new Seed(3))) {
            for (int epoch = 0; epoch < 4; epoch++) {
                network.rest();
                for (int again = 0; again < 5; again++) {
                    for (int place = 0; place < places; place++) {
                        if (!carried) {
                            network.rest();
                        }
                        network.show(all.at(place), 10);
                    }
                }
            }
            Tensor top = network.represent(all.everything(), 1000);
            return LinearDecoder.crossValidated(top, all.labels(), shapes, 3);
        }
    }

    /** Random textures of 12×6 that move two pixels a frame. */
    private static final class SplittableShapes {
        private final int side;
        private final int shapes;
        private final int places;
        private final double[][] textures;

        SplittableShapes(int side, int shapes, int places) {
            this.side = side;
            this.shapes = shapes;
            this.places = places;
            this.textures = new double[shapes][];
            for (int i = 0; i < shapes; i++) {
                textures[i] = Arrays.stream(new Seed(50 + i)
                                .uniform(DType.FLOAT64, Shape.of(side * 2L), 0, 1)
                                .toDoubles())
                        .map(x -> x > 0.6 ? 1 : 0)
                        .toArray();
            }
        }

        Tensor at(int place) {
            double[] numbers = new double[shapes * side * side];
            for (int s = 0; s < shapes; s++) {
                for (int i = 0; i < side; i++) {
                    for (int j = 0; j < 2; j++) {
                        numbers[s * side * side + i * side + place * 2 + j] = textures[s][i * 2 + j];
                    }
                }
            }
            return Tensor.of(DType.FLOAT32, Shape.of(shapes, (long) side * side), numbers);
        }

        Tensor everything() {
            double[] numbers = new double[shapes * places * side * side];
            for (int place = 0; place < places; place++) {
                System.arraycopy(at(place).toDoubles(), 0, numbers, place * shapes * side * side, shapes * side * side);
            }
            return Tensor.of(DType.FLOAT32, Shape.of((long) shapes * places, (long) side * side), numbers);
        }

        int[] labels() {
            int[] labels = new int[shapes * places];
            Arrays.setAll(labels, i -> i % shapes);
            return labels;
        }
    }

    @Test
    void framesOfAnotherSizeAreRefused() {
        try (InvariantNetwork network = golden()) {
            assertThatThrownBy(() -> network.show(GoldenNumbers.row(1, 2, 3), 1))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("frames of 4 numbers are expected, [B, 4], got [1, 3]");
            network.show(frame(), 1);
            Tensor two = Tensor.full(DType.FLOAT64, Shape.of(2, 4), 1);
            assertThatThrownBy(() -> network.show(two, 1)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> new InvariantNetwork(List.of(4), DType.FLOAT32, new Seed(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Settings(wrong, 0.01, 3, -2, 10))
                    .hasMessage("the step must be finite and greater than 0, not " + wrong);
            assertThatThrownBy(() -> new Settings(0.05, wrong, 3, -2, 10))
                    .hasMessage("the rate must be finite and greater than 0, not " + wrong);
        }
        assertThatThrownBy(() -> new Settings(0.05, 0.01, Double.NaN, -2, 10))
                .hasMessage("the threshold and the potential at rest must be finite, not NaN and -2.0");
        assertThatThrownBy(() -> new Settings(0.05, 0.01, 3, Double.NEGATIVE_INFINITY, 10))
                .hasMessageContaining("3.0 and -Infinity");
        assertThatThrownBy(() -> new Settings(0.05, 0.01, 3, -2, 0)).hasMessageContaining("not after 0");
    }
}
