package org.pcn4j.systems.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.ShapeException;
import org.pcn4j.learning.Captured;
import org.pcn4j.learning.Sgd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Predictive coding under a bound, and BioCCPC (Golkar et al. 2022), by their closed forms. */
class ConstrainedChainsTest {
    private static final List<Integer> SIZES = List.of(4, 2, 2);
    private static final int SAMPLES = 500;

    /** U(c) of m rows and n columns, sin(c + 1.7 i + 2.3 j + 1.1 i j), over a divisor. */
    private static Tensor u(double c, int m, int n, double divisor) {
        double[] numbers = new double[m * n];
        for (int k = 0; k < numbers.length; k++) {
            int i = k / n;
            int j = k % n;
            numbers[k] = Math.sin(c + 1.7 * i + 2.3 * j + 1.1 * i * j) / divisor;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(m, n), numbers);
    }

    /** Four numbers and two that are a linear map of them with noise, in tensors of the open scope. */
    private record Generated(Tensor inputs, Tensor outputs) {
        static Generated of(long seed) {
            Seed drawn = new Seed(seed);
            Tensor inputs = drawn.derive("inputs").normal(DType.FLOAT64, Shape.of(SAMPLES, 4), 0, 1);
            Tensor map = drawn.derive("map").normal(DType.FLOAT64, Shape.of(4, 2), 0, 0.5);
            Tensor noise = drawn.derive("noise").normal(DType.FLOAT64, Shape.of(SAMPLES, 2), 0, 0.3);
            return new Generated(inputs, inputs.matmul(map).add(noise));
        }

        void learn(LinearChain chain, int updates) {
            try (Sgd sgd = new Sgd(0.1)) {
                for (int update = 0; update < updates; update++) {
                    chain.update(inputs, outputs, sgd);
                }
            }
        }

        /** ½‖y − ŷ‖², on average over the samples. */
        double error(LinearChain chain) {
            try (TensorScope scope = new TensorScope()) {
                Tensor left = outputs.sub(chain.predict(inputs));
                return 0.5 * left.mul(left).sum().item() / SAMPLES;
            }
        }

        /** E[z zᵀ] of the one hidden layer. */
        Tensor moments(LinearChain chain) {
            Tensor z = chain.rest(inputs, outputs).get(0);
            return LinearChain.products(z, z);
        }

        double[] eigenvalues(LinearChain chain) {
            try (TensorScope scope = new TensorScope()) {
                return DecompositionKernels.symmetricEigen(moments(chain))
                        .values()
                        .toDoubles();
            }
        }
    }

    private static BioCcpc bio(double bound, long seed) {
        return new BioCcpc(SIZES, List.of(bound), BioCcpc.Pace.EVEN, new Seed(seed));
    }

    private static void close(double[] found, double[] expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(tolerance));
        }
    }

    @Test
    void restAndDeltaAreThoseComputedIndependently() {
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                BioCcpc chain = new BioCcpc(List.of(4, 3, 2), List.of(1.0), BioCcpc.Pace.EVEN, new Seed(1))) {
            chain.weight("basal1").copyInPlace(u(111, 3, 4, 2));
            chain.weight("apical1").copyInPlace(u(112, 2, 3, Math.sqrt(3)));
            chain.weight("interneurons1").copyInPlace(u(113, 3, 3, Math.sqrt(3)));
            Tensor inputs = u(114, 4, 6, 1).transpose().contiguous();
            Tensor outputs = u(115, 2, 6, 1).transpose().contiguous();
            double first = chain.rest(inputs, outputs).get(0).toDoubles()[0];
            assertThat(first).isCloseTo(-0.786713472008, within(1e-12));
            chain.update(inputs, outputs, captured);
            assertThat(6 * captured.numbers("basal1")[0]).isCloseTo(-0.305258642697, within(1e-12));
        }
    }

    /** With two hidden layers dz is 0, as the rule says it, unit by unit. */
    @Test
    void atRestTheCurrentsOfEachNeuronAddUpToNothing() {
        List<Integer> sizes = List.of(4, 3, 2, 3);
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                BioCcpc chain = new BioCcpc(sizes, List.of(1.0, 0.1), new BioCcpc.Pace(2, 3), new Seed(2))) {
            Tensor x = u(40, 5, 4, 1);
            Tensor y = u(41, 5, 3, 1);
            List<Tensor> z = chain.rest(x, y);
            chain.update(x, y, captured);
            double[] conductances = {1, 0.5, 0.5, 1};
            for (int layer = 1; layer <= 2; layer++) {
                Tensor own = z.get(layer - 1);
                Tensor below = layer == 1 ? x : z.get(0);
                Tensor above = layer == 1 ? z.get(1) : y;
                Tensor q = chain.weight("interneurons" + layer);
                double basal = conductances[layer == 1 ? 0 : 2];
                double apical = conductances[layer == 1 ? 1 : 3];
                Tensor n = own.matmul(q.transpose());
                Tensor a = above.matmul(chain.weight("apical" + layer)).sub(n.matmul(q));
                Tensor b = below.matmul(chain.weight("basal" + layer).transpose());
                Tensor motion = b.sub(own).mul(basal).add(a, apical);
                close(motion.toDoubles(), new double[5 * sizes.get(layer)], 1e-13);
                double rho = layer == 1 ? 1 : 0.1;
                Tensor ofApical = LinearChain.products(above, own).add(chain.weight("apical" + layer), -rho);
                Tensor ofInterneurons = LinearChain.products(n, own).add(q, -rho);
                close(
                        captured.numbers("basal" + layer),
                        LinearChain.products(a, below).mul(apical).toDoubles(),
                        1e-14);
                close(
                        captured.numbers("apical" + layer),
                        ofApical.mul(2 * apical).toDoubles(),
                        1e-14);
                close(
                        captured.numbers("interneurons" + layer),
                        ofInterneurons.mul(3 * apical).toDoubles(),
                        1e-14);
            }
        }
    }

    /** E of the samples' mean, with the hidden values as they are. */
    private static double energy(ConstrainedPredictiveCoding chain, List<Tensor> values, List<Double> bounds) {
        try (TensorScope scope = new TensorScope()) {
            double sum = 0;
            for (int layer = 1; layer < values.size(); layer++) {
                Tensor weight = chain.weight("weight" + layer);
                Tensor error = values.get(layer).sub(values.get(layer - 1).matmul(weight.transpose()));
                sum += 0.5 * error.mul(error).sum().item();
            }
            for (int layer = 1; layer <= bounds.size(); layer++) {
                Tensor q = chain.weight("multipliers" + layer);
                Tensor held = values.get(layer).matmul(q.transpose());
                double ofWeights = q.mul(q).sum().item() * values.get(0).size(0);
                sum += 0.5 * (held.mul(held).sum().item() - bounds.get(layer - 1) * ofWeights);
            }
            return sum / values.get(0).size(0);
        }
    }

    /** At rest the energy's derivative in the values is none, so that in the weights only their own counts. */
    @Test
    void underABoundTheDeltasAreDerivativesOfTheEnergyThatIsAtRest() {
        List<Double> bounds = List.of(1.0, 0.1);
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                ConstrainedPredictiveCoding chain =
                        new ConstrainedPredictiveCoding(List.of(4, 3, 2, 3), bounds, new Seed(3))) {
            Tensor x = u(40, 5, 4, 1);
            Tensor y = u(41, 5, 3, 1);
            chain.update(x, y, captured);
            assertThat(captured.all()).hasSize(5);
            double step = 1e-5;
            captured.all().keySet().forEach(name -> {
                double[] delta = captured.numbers(name);
                double sign = name.startsWith("weight") ? -1 : 1;
                Tensor weight = chain.weight(name);
                double[] at = weight.toDoubles();
                for (int i = 0; i < at.length; i++) {
                    double[] energies = new double[2];
                    for (int side = 0; side < 2; side++) {
                        double[] moved = at.clone();
                        moved[i] += side == 0 ? -step : step;
                        weight.copyInPlace(Tensor.of(DType.FLOAT64, weight.shape(), moved));
                        List<Tensor> rest = chain.rest(x, y);
                        energies[side] = energy(chain, List.of(x, rest.get(0), rest.get(1), y), bounds);
                    }
                    weight.copyInPlace(Tensor.of(DType.FLOAT64, weight.shape(), at));
                    double difference = (energies[1] - energies[0]) / (2 * step);
                    assertThat(delta[i]).as(name).isCloseTo(sign * difference, within(1e-9));
                }
            });
        }
    }

    @Test
    void bioCcpcComesToTheBoundToTheRegressionOfTheOutputOnItsValuesAndToInterneuronsLikeIt() {
        double bound = 0.5;
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                BioCcpc chain = bio(bound, 1)) {
            Generated data = Generated.of(1);
            data.learn(chain, 700);
            close(data.moments(chain).toDoubles(), new double[] {bound, 0, 0, bound}, 1e-6);
            Tensor z = chain.rest(data.inputs, data.outputs).get(0);
            Tensor regression =
                    DecompositionKernels.leastSquares(z, data.outputs).transpose();
            close(chain.weight("apical1").toDoubles(), regression.toDoubles(), 1e-6);
            assertInterneuronsAreApicalWeights(chain, z, data.outputs, bound);
            chain.update(data.inputs, data.outputs, captured);
            close(captured.numbers("basal1"), new double[8], 1e-6);
        }
    }

    /**
     * QᵀQ ≈ W_aᵀW_a. Of W_a = E[y zᵀ]/ρ and E[z zᵀ] = ρI follows E[a zᵀ] = ρ(W_aᵀW_a − QᵀQ), and of z = W_b x + a and
     * E[a xᵀ] = 0 that this is E[a aᵀ]. So the two squares differ by the covariance of the apical current that is left, over ρ. Only
     * the outputs' noise leaves any: here it makes 3 %.
     */
    private static void assertInterneuronsAreApicalWeights(BioCcpc chain, Tensor z, Tensor outputs, double bound) {
        Tensor apical = chain.weight("apical1");
        Tensor interneurons = chain.weight("interneurons1");
        Tensor square = apical.transpose().matmul(apical);
        Tensor ofInterneurons = interneurons.transpose().matmul(interneurons);
        Tensor left = outputs.matmul(apical).sub(z.matmul(ofInterneurons));
        double[] apart = square.sub(ofInterneurons).toDoubles();
        close(apart, LinearChain.products(left, left).mul(1 / bound).toDoubles(), 1e-6);
        double[] sizes = square.toDoubles();
        for (int i = 0; i < 4; i += 3) {
            assertThat(apart[i] / sizes[i]).isBetween(0.01, 0.05);
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        try (TensorScope scope = new TensorScope();
                BioCcpc one = bio(2, 7);
                BioCcpc other = bio(2, 7)) {
            Generated.of(7).learn(one, 20);
            Generated.of(7).learn(other, 20);
            one.weights()
                    .forEach((name, weight) ->
                            assertThat(weight.isEqualTo(other.weight(name))).isTrue());
        }
    }

    /** Without a bound the energy falls for ever as values shrink and weights above them grow; a bound below them is kept. */
    @Test
    void underABoundNoDirectionIsLargerThanItAndWithoutOneTheyAre() {
        try (TensorScope scope = new TensorScope();
                ConstrainedPredictiveCoding free = new ConstrainedPredictiveCoding(SIZES, List.of(), new Seed(1));
                ConstrainedPredictiveCoding held = new ConstrainedPredictiveCoding(SIZES, List.of(0.1), new Seed(1))) {
            Generated data = Generated.of(1);
            data.learn(free, 250);
            data.learn(held, 700);
            assertThat(data.eigenvalues(free)[1]).isGreaterThan(0.5);
            assertThat(data.eigenvalues(held)[1]).isLessThan(0.1 + 1e-6);
        }
    }

    @Tag("slow")
    @Test
    void bioCcpcsErrorIsWithinOnePercentOfPredictiveCodings() {
        for (long seed = 1; seed <= 3; seed++) {
            try (TensorScope scope = new TensorScope();
                    ConstrainedPredictiveCoding free =
                            new ConstrainedPredictiveCoding(SIZES, List.of(), new Seed(seed))) {
                Generated data = Generated.of(seed);
                data.learn(free, 2000);
                double expected = data.error(free);
                for (double bound : new double[] {0.1, 2}) {
                    try (BioCcpc chain = bio(bound, seed)) {
                        data.learn(chain, 2000);
                        close(data.eigenvalues(chain), new double[] {bound, bound}, 1e-6);
                        assertThat(data.error(chain) / expected).isBetween(1.0, 1.01);
                    }
                }
            }
        }
    }

    @Test
    void whatIsNoChainIsRefusedInALine() {
        Seed seed = new Seed(1);
        assertThatThrownBy(() -> new ConstrainedPredictiveCoding(List.of(4, 2), List.of(), seed))
                .hasMessageContaining("hidden layers and an output of at least one unit each, not [4, 2]");
        assertThatThrownBy(() -> new ConstrainedPredictiveCoding(SIZES, List.of(1.0, 1.0), seed))
                .hasMessageContaining("1 hidden layers needs as many bounds");
        assertThatThrownBy(() -> bio(0, 1)).hasMessageContaining("must be above 0 and finite, not [0.0]");
        assertThatThrownBy(() -> new BioCcpc(SIZES, List.of(), BioCcpc.Pace.EVEN, seed))
                .hasMessageContaining("needs a bound");
        assertThatThrownBy(() -> new BioCcpc.Pace(0, 1)).hasMessageContaining("not 0.0 and 1.0");
        try (TensorScope scope = new TensorScope();
                BioCcpc chain = bio(1, 1)) {
            Tensor wide = Tensor.full(DType.FLOAT64, Shape.of(3, 5), 1);
            Tensor outputs = Tensor.full(DType.FLOAT64, Shape.of(3, 2), 1);
            assertThatThrownBy(() -> chain.predict(wide))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("inputs of [3, 4], got")
                    .hasMessageContaining("[3, 5]");
            assertThatThrownBy(() -> chain.rest(wide.narrow(1, 0, 4), outputs.narrow(0, 0, 2)))
                    .hasMessageContaining("outputs of [3, 2]");
            assertThatThrownBy(() -> chain.weight("basal2")).hasMessageContaining("no weight basal2");
        }
    }
}
