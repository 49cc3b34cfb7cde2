package org.pcn4j.systems.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.ShapeException;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Captured;
import org.pcn4j.systems.meta.MetaPredictiveNetwork.Inference;
import org.pcn4j.systems.meta.MetaPredictiveNetwork.Way;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Meta predictive learning (Li, Qiu and Huang 2024): its derivatives, its inference, and a small task. */
class MetaPredictiveNetworkTest {
    private static final double STEP = 1e-5;

    private interface Entry {
        double of(double u);
    }

    /** What is made of the numbers of U(c), sin(c + 1.7 i + 2.3 j + 1.1 i j), of m rows and n columns. */
    private static Tensor u(double c, int m, int n, Entry entry) {
        double[] numbers = new double[m * n];
        for (int k = 0; k < numbers.length; k++) {
            int i = k / n;
            int j = k % n;
            numbers[k] = entry.of(Math.sin(c + 1.7 * i + 2.3 * j + 1.1 * i * j));
        }
        return Tensor.of(DType.FLOAT64, Shape.of(m, n), numbers);
    }

    /** A matrix of weights and what it reads, of which the derivatives are known. In tensors of the open scope. */
    private static final class Golden {
        final WeightDistributions weights = new WeightDistributions(
                u(101, 3, 4, u -> 2 * u), u(102, 3, 4, u -> 0.2 + 0.1 * u), u(103, 3, 4, u -> 0.3 + 0.2 * u * u));
        final Tensor phi = u(104, 4, 2, Math::abs).transpose().contiguous();
        final Tensor xi = u(105, 3, 2, u -> u).transpose().contiguous();
        final Tensor values = u(106, 3, 2, u -> u).transpose().contiguous();

        Draw draw() {
            return Draw.of(
                    phi.matmul(weights.mean().transpose()),
                    phi.mul(phi).matmul(weights.variance().transpose()),
                    xi);
        }

        double energy() {
            try (TensorScope scope = new TensorScope()) {
                Tensor error = values.sub(draw().value());
                return 0.5 * error.mul(error).sum().item();
            }
        }
    }

    /** −∂/∂ of each number of a tensor that an energy depends on, by differences. */
    private static void closeToDifferences(Tensor delta, Tensor at, DoubleSupplier energy, double tolerance) {
        double[] numbers = at.toDoubles();
        double[] found = delta.toDoubles();
        assertThat(found).hasSameSizeAs(numbers);
        for (int i = 0; i < numbers.length; i++) {
            double[] energies = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] moved = numbers.clone();
                moved[i] += side == 0 ? -STEP : STEP;
                at.copyInPlace(Tensor.of(DType.FLOAT64, at.shape(), moved));
                energies[side] = energy.getAsDouble();
            }
            at.copyInPlace(Tensor.of(DType.FLOAT64, at.shape(), numbers));
            assertThat(found[i]).isCloseTo((energies[0] - energies[1]) / (2 * STEP), within(tolerance));
        }
    }

    @Test
    void energyAndDeltasAreThoseComputedIndependently() {
        try (TensorScope scope = new TensorScope()) {
            Golden golden = new Golden();
            assertThat(golden.energy()).isCloseTo(1.623492545548, within(1e-9));
            Draw drawn = golden.draw();
            Tensor error = golden.values.sub(drawn.value());
            WeightDistributions.Deltas deltas = golden.weights.deltas(golden.phi, error, drawn.q(error));
            assertThat(deltas.m().toDoubles()[0]).isCloseTo(0.015844031873, within(1e-9));
            assertThat(deltas.absent().toDoubles()[0]).isCloseTo(0.010069618681, within(1e-9));
            assertThat(deltas.spread().toDoubles()[0]).isCloseTo(0.024183789757, within(1e-9));
        }
    }

    @Test
    void theFourDerivativesAreThoseOfTheEnergy() {
        try (TensorScope scope = new TensorScope()) {
            Golden golden = new Golden();
            Draw drawn = golden.draw();
            Tensor error = golden.values.sub(drawn.value());
            Tensor q = drawn.q(error);
            WeightDistributions.Deltas deltas = golden.weights.deltas(golden.phi, error, q);
            closeToDifferences(deltas.m(), golden.weights.m(), golden::energy, 1e-9);
            closeToDifferences(deltas.absent(), golden.weights.absent(), golden::energy, 1e-9);
            closeToDifferences(deltas.spread(), golden.weights.spread(), golden::energy, 1e-9);
            Tensor force =
                    WeightDistributions.force(golden.phi, error, q, golden.weights.mean(), golden.weights.variance());
            closeToDifferences(force, golden.phi, golden::energy, 1e-9);
        }
    }

    private static Tensor sequences(int times, int batch, int inputs) {
        return new Seed(11).normal(DType.FLOAT64, Shape.of(times, batch, inputs), 0, 1);
    }

    private static Tensor labels(int batch) {
        double[] labels = new double[batch * 2];
        for (int i = 0; i < batch; i++) {
            labels[i * 2 + i % 2] = 1;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(batch, 2), labels);
    }

    private static MetaPredictiveNetwork network(Way way) {
        return new MetaPredictiveNetwork(way, 3, 4, 2, DType.FLOAT64, new Seed(5));
    }

    /** Where nothing has moved backpropagation's Δθ are the derivatives of the cross-entropy alone. */
    @Test
    void backpropagationThroughTimeIsTheDerivativeOfTheCrossEntropy() {
        Inference none = new Inference(0, 0.1);
        Seed noise = new Seed(3);
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                MetaPredictiveNetwork network = network(Way.BACKPROPAGATION)) {
            Tensor sequences = sequences(3, 4, 3);
            Tensor labels = labels(4);
            network.update(sequences, labels, none, noise, captured);
            assertThat(captured.all().keySet()).containsExactlyInAnyOrder("recurrent.m", "input.m", "output.m");
            DoubleSupplier energy = () -> network.energy(sequences, labels, none, noise);
            closeToDifferences(captured.only("recurrent.m"), network.recurrent().m(), energy, 1e-9);
            closeToDifferences(captured.only("input.m"), network.input().m(), energy, 1e-9);
            closeToDifferences(captured.only("output.m"), network.output().m(), energy, 1e-9);
        }
    }

    /**
     * At rest the energy depends on a parameter directly alone: through all times and both draws. The deltas are means over
     * the samples of a batch, each of which has noise of its own.
     */
    @Test
    void atRestAllDeltasAreDerivativesOfTheEnergyOfABatch() {
        Inference rest = new Inference(300, 0.3);
        Seed noise = new Seed(7);
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                MetaPredictiveNetwork network = narrow(8)) {
            Tensor sequences = sequences(3, 4, 3);
            Tensor labels = labels(4);
            assertThat(moving(network, rest, noise)).isLessThan(1e-12);
            network.update(sequences, labels, rest, noise, captured);
            assertThat(captured.all()).hasSize(9);
            captured.all().forEach((name, delta) -> {
                Tensor only = captured.only(name);
                assertThat(only.mul(only).sum().item()).as(name).isGreaterThan(1e-9);
            });
            DoubleSupplier energy = () -> network.energy(sequences, labels, rest, noise);
            closeToDifferences(captured.only("output.spread"), network.output().spread(), energy, 1e-7);
            closeToDifferences(captured.only("recurrent.m"), network.recurrent().m(), energy, 1e-7);
            closeToDifferences(captured.only("input.absent"), network.input().absent(), energy, 1e-7);
        }
    }

    private static MetaPredictiveNetwork narrow(long seed) {
        return new MetaPredictiveNetwork(Way.META, 3, 2, 2, DType.FLOAT64, new Seed(seed));
    }

    /** How much the energy of a batch of four changes by one more step of inference. */
    private static double moving(MetaPredictiveNetwork network, Inference inference, Seed noise) {
        Inference longer = new Inference(inference.steps() + 1, inference.gamma());
        return Math.abs(network.energy(sequences(3, 4, 3), labels(4), inference, noise)
                - network.energy(sequences(3, 4, 3), labels(4), longer, noise));
    }

    /**
     * Where the energy falls towards h = 0 from both sides, which relu's corner allows, h steps over it to and fro and no γ
     * brings it to rest. So no derivative is claimed of a batch that has such a sample.
     */
    @Test
    void aUnitAtTheCornerOfReluNeverRestsHoweverSmallTheSteps() {
        Seed noise = new Seed(1);
        try (TensorScope scope = new TensorScope();
                MetaPredictiveNetwork network = narrow(5)) {
            for (double gamma : new double[] {0.3, 0.1, 0.05}) {
                double most = 0;
                for (int steps = 0; steps < 3; steps++) {
                    most = Math.max(most, moving(network, new Inference((int) (30 / gamma) + steps, gamma), noise));
                }
                assertThat(most).as("γ = " + gamma).isGreaterThan(1e-5);
            }
        }
    }

    @Test
    void inferenceLowersTheEnergy() {
        try (TensorScope scope = new TensorScope();
                MetaPredictiveNetwork network = network(Way.META)) {
            List<Double> energies = new ArrayList<>();
            for (int steps : new int[] {0, 5, 20, 100}) {
                energies.add(network.energy(sequences(5, 6, 3), labels(6), new Inference(steps, 0.1), new Seed(1)));
            }
            for (int i = 1; i < energies.size(); i++) {
                assertThat(energies.get(i)).isLessThan(energies.get(i - 1));
            }
        }
    }

    /** Values of a sample that all move at every step, on arrays, whether an error has come to them or not. */
    private static final class Plain {
        private final MetaPredictiveNetwork network;
        private final double[][] inputs;
        private final double[] label;
        private final double[][] xi;
        private final double[] xiOfOutput;
        private final double[][] values;

        Plain(MetaPredictiveNetwork network, Tensor sequences, Tensor labels, int sample, Seed noise) {
            this.network = network;
            int times = (int) sequences.size(0);
            int batch = (int) sequences.size(1);
            int hidden = (int) network.recurrent().m().size(0);
            double[] all = noise.derive("hidden")
                    .normal(DType.FLOAT64, Shape.of((long) times * batch, hidden), 0, 1)
                    .toDoubles();
            this.inputs = rows(sequences.toDoubles(), times, batch, sample);
            this.xi = rows(all, times, batch, sample);
            double[] ofOutput = noise.derive("output")
                    .normal(DType.FLOAT64, labels.shape(), 0, 1)
                    .toDoubles();
            this.xiOfOutput = rows(ofOutput, 1, batch, sample)[0];
            this.label = rows(labels.toDoubles(), 1, batch, sample)[0];
            this.values = new double[times + 1][hidden];
            for (int t = 1; t <= times; t++) {
                values[t] = predicted(t);
            }
        }

        private static double[][] rows(double[] all, int times, int batch, int sample) {
            int width = all.length / (times * batch);
            return IntStream.range(0, times)
                    .mapToObj(t ->
                            Arrays.copyOfRange(all, (t * batch + sample) * width, (t * batch + sample + 1) * width))
                    .toArray(double[][]::new);
        }

        /** Σ w φᵖ by each unit. */
        private static double[] read(Tensor weights, double[] of, int power) {
            double[] w = weights.toDoubles();
            double[] result = new double[w.length / of.length];
            for (int k = 0; k < w.length; k++) {
                result[k / of.length] += w[k] * Math.pow(of[k % of.length], power);
            }
            return result;
        }

        private static double[] relu(double[] of) {
            return Arrays.stream(of).map(each -> Math.max(0, each)).toArray();
        }

        /** √Δ of h_t, and of the output past the last time. */
        private double[] deviations(int t) {
            double[] phi = relu(values[t - 1]);
            boolean isOutput = t > inputs.length;
            double[] sum = read((isOutput ? network.output() : network.recurrent()).variance(), phi, 2);
            double[] more =
                    isOutput ? new double[sum.length] : read(network.input().variance(), inputs[t - 1], 2);
            return IntStream.range(0, sum.length)
                    .mapToDouble(i -> Math.sqrt(sum[i] + more[i] + 1e-10))
                    .toArray();
        }

        private double[] predicted(int t) {
            double[] phi = relu(values[t - 1]);
            boolean isOutput = t > inputs.length;
            double[] sum = read((isOutput ? network.output() : network.recurrent()).mean(), phi, 1);
            double[] more =
                    isOutput ? new double[sum.length] : read(network.input().mean(), inputs[t - 1], 1);
            double[] noise = isOutput ? xiOfOutput : xi[t - 1];
            double[] deviations = deviations(t);
            return IntStream.range(0, sum.length)
                    .mapToDouble(i -> sum[i] + more[i] + noise[i] * deviations[i])
                    .toArray();
        }

        private double[] error(int t) {
            double[] predicted = predicted(t);
            if (t <= inputs.length) {
                return IntStream.range(0, predicted.length)
                        .mapToDouble(i -> values[t][i] - predicted[i])
                        .toArray();
            }
            double sum = Arrays.stream(predicted).map(Math::exp).sum();
            return IntStream.range(0, predicted.length)
                    .mapToDouble(i -> label[i] - Math.exp(predicted[i]) / sum)
                    .toArray();
        }

        void step(double gamma) {
            double[][] motion = new double[values.length][];
            for (int t = 1; t < values.length; t++) {
                double[] above = error(t + 1);
                double[] deviations = deviations(t + 1);
                boolean isLast = t == inputs.length;
                WeightDistributions weights = isLast ? network.output() : network.recurrent();
                double[] mean = weights.mean().toDoubles();
                double[] variance = weights.variance().toDoubles();
                double[] noise = isLast ? xiOfOutput : xi[t];
                motion[t] = error(t);
                for (int j = 0; j < motion[t].length; j++) {
                    double force = 0;
                    for (int i = 0; i < above.length; i++) {
                        int k = i * motion[t].length + j;
                        force += above[i] * (mean[k] + values[t][j] * variance[k] * noise[i] / deviations[i]);
                    }
                    motion[t][j] = (values[t][j] > 0 ? force : 0) - motion[t][j];
                }
            }
            for (int t = 1; t < values.length; t++) {
                for (int j = 0; j < motion[t].length; j++) {
                    values[t][j] += gamma * motion[t][j];
                }
            }
        }

        double energy() {
            double energy = 0;
            for (int t = 1; t < values.length; t++) {
                energy += 0.5 * Arrays.stream(error(t)).map(e -> e * e).sum();
            }
            double[] error = error(values.length);
            for (int i = 0; i < label.length; i++) {
                energy -= label[i] == 1 ? Math.log(1 - error[i]) : 0;
            }
            return energy;
        }
    }

    /** Until an error has come to the first time, some values are left out; then none. */
    @Test
    void valuesMoveAsTheyDoWhereNoneIsLeftOut() {
        Seed noise = new Seed(9);
        for (int times : new int[] {1, 4}) {
            try (TensorScope scope = new TensorScope();
                    MetaPredictiveNetwork network = network(Way.META)) {
                Tensor sequences = sequences(times, 2, 3);
                Tensor labels = labels(2);
                List<Plain> samples = IntStream.range(0, 2)
                        .mapToObj(sample -> new Plain(network, sequences, labels, sample, noise))
                        .toList();
                for (int steps = 0; steps <= 7; steps++) {
                    double expected = samples.stream()
                            .mapToDouble(Plain::energy)
                            .average()
                            .orElseThrow();
                    assertThat(network.energy(sequences, labels, new Inference(steps, 0.2), noise))
                            .as(steps + " steps of " + times + " times")
                            .isCloseTo(expected, within(1e-12));
                    samples.forEach(sample -> sample.step(0.2));
                }
            }
        }
    }

    /** Weights learn nothing, not even a rounding, of times that no error has come to. */
    @Test
    void whatNoErrorHasComeToTeachesNothing() {
        for (int steps = 0; steps <= 1; steps++) {
            try (TensorScope scope = new TensorScope();
                    Captured captured = new Captured();
                    MetaPredictiveNetwork network =
                            new MetaPredictiveNetwork(Way.META, 3, 40, 2, DType.FLOAT32, new Seed(5))) {
                Tensor sequences = sequences(5, 9, 3).to(DType.FLOAT32);
                // The last time has no input, and is the only one that an error comes to.
                sequences.narrow(0, 4, 1).mulInPlace(0);
                network.update(
                        sequences, labels(9).to(DType.FLOAT32), new Inference(steps, 0.1), new Seed(2), captured);
                for (String name : List.of("input.m", "input.absent", "input.spread")) {
                    assertThat(captured.numbers(name)).as(name).containsOnly(0);
                }
                double[] recurrent = captured.numbers("recurrent.m");
                if (steps == 0) {
                    assertThat(recurrent).containsOnly(0);
                } else {
                    assertThat(Arrays.stream(recurrent).anyMatch(each -> each != 0))
                            .isTrue();
                }
            }
        }
    }

    /** Which of two inputs was large at the first of four times. */
    private static double accuracy(Way way, long seed) {
        int batch = 40;
        Seed drawn = new Seed(seed);
        try (TensorScope scope = new TensorScope();
                MetaPredictiveNetwork network = new MetaPredictiveNetwork(way, 3, 12, 2, DType.FLOAT32, drawn);
                Adam adam = new Adam(0.05)) {
            Tensor sequences = drawn.derive("data").normal(DType.FLOAT32, Shape.of(4, batch, 3), 0, 0.3);
            Tensor labels = labels(batch).to(DType.FLOAT32);
            sequences
                    .narrow(0, 0, 1)
                    .reshape(Shape.of(batch, 3))
                    .narrow(1, 0, 2)
                    .addInPlace(labels);
            for (int update = 0; update < 120; update++) {
                network.update(sequences, labels, new Inference(20, 0.1), drawn.derive(update), adam);
            }
            double[] found =
                    network.classify(sequences, drawn.derive("test")).argmax(1).toDoubles();
            double[] expected = labels.argmax(1).toDoubles();
            long right = IntStream.range(0, batch)
                    .filter(i -> found[i] == expected[i])
                    .count();
            WeightDistributions of = network.recurrent();
            for (double absent : of.absent().toDoubles()) {
                assertThat(absent).isBetween(0.0, way == Way.META ? 0.9900001 : 0.0);
            }
            for (double spread : of.spread().toDoubles()) {
                assertThat(spread).isBetween(0.0, way == Way.META ? Double.MAX_VALUE : 0.0);
            }
            return (double) right / batch;
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatWasSeenFirstIsRememberedInEveryWay(Way way) {
        assertThat(accuracy(way, 1)).isGreaterThan(0.9);
    }

    @Test
    void theSameSeedsGiveTheSameBits() {
        List<double[]> all = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (TensorScope scope = new TensorScope();
                    MetaPredictiveNetwork network = network(Way.META);
                    Adam adam = new Adam(0.01)) {
                for (int update = 0; update < 5; update++) {
                    network.update(sequences(3, 4, 3), labels(4), new Inference(10, 0.1), new Seed(update), adam);
                }
                all.add(network.recurrent().m().toDoubles());
                all.add(network.output().spread().toDoubles());
            }
        }
        assertThat(all.get(2)).isEqualTo(all.get(0));
        assertThat(all.get(3)).isEqualTo(all.get(1));
    }

    @Test
    void whatDoesNotFitIsRefusedInALine() {
        assertThatThrownBy(() -> new MetaPredictiveNetwork(Way.META, 3, 0, 2, DType.FLOAT64, new Seed(1)))
                .hasMessageContaining("not 3, 0 and 2");
        assertThatThrownBy(() -> new Inference(1, 0)).hasMessageContaining("not 1 of 0.0");
        try (TensorScope scope = new TensorScope();
                MetaPredictiveNetwork network = network(Way.META)) {
            assertThatThrownBy(() -> network.classify(sequences(3, 4, 2), new Seed(1)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("the network expects sequences of [T, B, 3], got [3, 4, 2]");
            assertThatThrownBy(() -> network.energy(sequences(3, 4, 3), labels(5), new Inference(0, 0.1), new Seed(1)))
                    .hasMessage("the network expects labels of [4, 2], got [5, 2]");
            Tensor small = Tensor.full(DType.FLOAT64, Shape.of(2, 2), 0);
            Tensor large = Tensor.full(DType.FLOAT64, Shape.of(2, 3), 0);
            assertThatThrownBy(() -> new WeightDistributions(small, small, large))
                    .hasMessageContaining("[2, 2], [2, 2] and [2, 3]");
        }
    }
}
