package org.pcn4j.systems.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Predictive coding in time against the filter that knows how sure it is (Millidge et al. 2024). */
class TemporalFilterTest {
    private static final Map<String, String> CARRIED = Map.of(TemporalNetworks.BEFORE, TemporalNetworks.LATENT);
    private static final double[] CONTROL = {0.7};

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Network network() {
        return TemporalNetworks.linear(3, 1, 3);
    }

    private static Parameters golden(Network network) {
        Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64);
        parameters.get("z.a.weight").copyInPlace(GoldenNumbers.w(60, 3, 3));
        parameters.get("z.b.weight").copyInPlace(GoldenNumbers.column(GoldenNumbers.u(62, 3)));
        parameters.get("x.weight").copyInPlace(GoldenNumbers.w(61, 3, 3));
        return parameters;
    }

    private static Schedule steps(int count) {
        return Schedule.named("tpc").withGamma(0.5).withSteps(count).withStart(new Start.Given());
    }

    private static Clamps frame(double... seen) {
        return Clamps.none().with("x", GoldenNumbers.row(seen)).with("control", GoldenNumbers.row(CONTROL));
    }

    private static KalmanFilter kalman(Tensor a, Tensor b, Tensor c) {
        return new KalmanFilter(a, b, c, GoldenNumbers.identity(3), GoldenNumbers.identity(3));
    }

    /** z = p + QCᵀ(CQCᵀ + R)⁻¹(x − Cp), p = Aẑ + Bu. */
    @Test
    void aFrameSettlesAtTheFilterWhosePriorIsHeld() {
        Network network = network();
        try (Parameters parameters = golden(network);
                TemporalFilter filter = TemporalFilter.inferring(network, CARRIED, parameters, steps(200))) {
            filter.restore(State.of(Map.of("z", GoldenNumbers.row(GoldenNumbers.u(63, 3)))));
            try (Outcome outcome = filter.observe(frame(GoldenNumbers.u(64, 3)))) {
                assertThat(outcome.value("z").toDoubles())
                        .containsExactly(new double[] {-1.163027899970, 1.007168073878, 0.078690696933}, within(1e-12));
                assertThat(filter.state().value("z").orElseThrow().toDoubles())
                        .containsExactly(outcome.value("z").toDoubles());
            }
        }
    }

    @Test
    void frameAfterFrameItIsTheFilterWhosePriorIsHeldAndTheTrueFilterOnlyAtFirst() {
        Network network = network();
        Tensor b = GoldenNumbers.column(GoldenNumbers.u(62, 3));
        try (Parameters parameters = golden(network);
                TemporalFilter filter = TemporalFilter.inferring(network, CARRIED, parameters, steps(300));
                KalmanFilter kalman = kalman(GoldenNumbers.w(60, 3, 3), b, GoldenNumbers.w(61, 3, 3));
                KalmanFilter held = kalman.withPriorHeld()) {
            for (int t = 0; t < 20; t++) {
                double[] seen = GoldenNumbers.u(70 + t, 3);
                double[] settled;
                try (Outcome outcome = filter.observe(frame(seen))) {
                    settled = outcome.value("z").toDoubles();
                }
                assertThat(settled).as("at %s", t).containsExactly(held.observe(seen, CONTROL), within(1e-12));
                double[] best = kalman.observe(seen, CONTROL);
                if (t == 0) {
                    assertThat(settled).containsExactly(best, within(1e-12));
                } else if (t == 5) {
                    assertThat(settled[0]).isNotCloseTo(best[0], within(1e-3));
                }
            }
        }
    }

    /**
     * Constant acceleration, unit noises, as in the paper, with a C that shows every latent value well: Kalman's filter is the
     * best, and equilibrium close to it. The less one is seen, the more it costs not to know how sure one is.
     */
    @Test
    void trackingIsWithinOnePointSevenFiveOfTheKalmanFiltersError() {
        double dt = 0.001;
        Tensor a = Tensor.of(DType.FLOAT64, Shape.of(3, 3), 1, dt, dt * dt / 2, 0, 1, dt, 0, 0, 1);
        Tensor b = GoldenNumbers.column(0, 0, 1);
        Tensor c = Tensor.of(DType.FLOAT64, Shape.of(3, 3), 1, 0.3, 0, 0, 0.8, 0.4, 0.2, 0, 0.9);
        double[] errors = new double[2];
        Network network = network();
        Schedule settling = steps(1).withUntil(new Until.Settled(1e-8, 5000)).withGamma(0.1);
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT64);
                TemporalFilter filter = TemporalFilter.inferring(network, CARRIED, parameters, settling);
                KalmanFilter kalman = kalman(a, b, c)) {
            parameters.get("z.a.weight").copyInPlace(a);
            parameters.get("z.b.weight").copyInPlace(b);
            parameters.get("x.weight").copyInPlace(c);
            SplittableRandom random = new SplittableRandom(3);
            Tensor z = GoldenNumbers.column(0, 0, 0);
            for (int t = 0; t < 300; t++) {
                double[] done = {Math.exp(-0.01 * t)};
                z = a.matmul(z).add(b.mul(done[0])).add(noise(random));
                double[] seen = c.matmul(z).add(noise(random)).toDoubles();
                double[] truth = z.toDoubles();
                try (Outcome outcome = filter.observe(
                        Clamps.none().with("x", GoldenNumbers.row(seen)).with("control", GoldenNumbers.row(done)))) {
                    errors[0] += squared(outcome.value("z").toDoubles(), truth);
                }
                errors[1] += squared(kalman.observe(seen, done), truth);
            }
        }
        assertThat(errors[0]).isGreaterThan(errors[1]).isLessThan(1.75 * errors[1]);
    }

    private static Tensor noise(SplittableRandom random) {
        return GoldenNumbers.column(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    /** A += α ε_z f(ẑ)ᵀ, C += α ε_x f(z)ᵀ, from the settled errors. */
    @Test
    void matricesLearnFromTheSettledErrorsOfTheFrame() {
        Network network = TemporalNetworks.network(new Tanh(), 3, 0, 4);
        try (Parameters parameters = network.initialize(new Seed(4), DType.FLOAT64);
                Sgd sgd = new Sgd(0.25);
                TemporalFilter learning = new TemporalFilter(network, CARRIED, parameters, steps(7), sgd)) {
            double[] before = {0.3, -0.4, 0.9};
            learning.restore(State.of(Map.of("z", GoldenNumbers.row(before))));
            Tensor a = parameters.get("z.a.weight").copy();
            Tensor c = parameters.get("x.weight").copy();
            double[] seen = GoldenNumbers.u(64, 4);
            double[] z = before.clone();
            double[] predicted = times(a, tanh(before));
            double[] errorOfZ = new double[3];
            double[] errorOfX = new double[4];
            for (int t = 0; t <= 7; t++) {
                double[] x = times(c, tanh(z));
                for (int i = 0; i < 4; i++) {
                    errorOfX[i] = seen[i] - x[i];
                }
                double[] next = z.clone();
                for (int i = 0; i < 3; i++) {
                    errorOfZ[i] = z[i] - predicted[i];
                    double back = 0;
                    for (int j = 0; j < 4; j++) {
                        back += c.toDoubles()[j * 3 + i] * errorOfX[j];
                    }
                    double tanh = Math.tanh(z[i]);
                    next[i] += 0.5 * (-errorOfZ[i] + (1 - tanh * tanh) * back);
                }
                z = t < 7 ? next : z;
            }
            try (Outcome outcome = learning.observe(Clamps.none().with("x", GoldenNumbers.row(seen)))) {
                assertThat(outcome.value("z").toDoubles()).containsExactly(z, within(1e-13));
            }
            Tensor ofA = GoldenNumbers.column(errorOfZ)
                    .matmul(GoldenNumbers.row(tanh(before)))
                    .mul(0.25);
            Tensor ofC = GoldenNumbers.column(errorOfX)
                    .matmul(GoldenNumbers.row(tanh(z)))
                    .mul(0.25);
            assertThat(parameters.get("z.a.weight").toDoubles())
                    .containsExactly(a.add(ofA).toDoubles(), within(1e-13));
            assertThat(parameters.get("x.weight").toDoubles())
                    .containsExactly(c.add(ofC).toDoubles(), within(1e-13));
        }
    }

    private static double[] tanh(double[] numbers) {
        double[] all = numbers.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] = Math.tanh(all[i]);
        }
        return all;
    }

    private static double[] times(Tensor matrix, double[] column) {
        return matrix.matmul(GoldenNumbers.column(column)).toDoubles();
    }

    @Test
    void aForecastIsThePassForwardFromWhereValuesSettledAndChangesNothing() {
        Network network = network();
        try (Parameters parameters = golden(network);
                TemporalFilter filter = TemporalFilter.inferring(network, CARRIED, parameters, steps(50))) {
            filter.observe(frame(1, 2, 3)).close();
            double[] settled = filter.state().value("z").orElseThrow().toDoubles();
            Tensor p = GoldenNumbers.w(60, 3, 3)
                    .matmul(GoldenNumbers.column(settled))
                    .add(GoldenNumbers.column(GoldenNumbers.u(62, 3)).mul(0.7));
            Clamps done = Clamps.none().with("control", GoldenNumbers.row(CONTROL));
            try (Outcome outcome = filter.forecast(done)) {
                assertThat(outcome.value("z").toDoubles()).containsExactly(p.toDoubles(), within(1e-14));
                assertThat(outcome.prediction("x").toDoubles())
                        .containsExactly(GoldenNumbers.w(61, 3, 3).matmul(p).toDoubles(), within(1e-14));
            }
            assertThat(filter.state().value("z").orElseThrow().toDoubles()).containsExactly(settled);
            filter.imagine(done).close();
            assertThat(filter.state().value("z").orElseThrow().toDoubles())
                    .containsExactly(p.toDoubles(), within(1e-14));
        }
    }

    @Test
    void aFilterThatIsRestoredGoesOnToTheBit() {
        Network network = network();
        try (Parameters parameters = golden(network);
                TemporalFilter whole = TemporalFilter.inferring(network, CARRIED, parameters, steps(9));
                TemporalFilter other = TemporalFilter.inferring(network, CARRIED, parameters, steps(9))) {
            whole.observe(frame(1, 2, 3)).close();
            other.restore(whole.state());
            whole.reset();
            whole.observe(frame(1, 2, 3)).close();
            try (Outcome one = whole.observe(frame(-1, 0, 2));
                    Outcome another = other.observe(frame(-1, 0, 2))) {
                assertThat(one.value("z").isEqualTo(another.value("z"))).isTrue();
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        Network network = network();
        try (Parameters parameters = golden(network);
                TemporalFilter filter = TemporalFilter.inferring(network, CARRIED, parameters, steps(9))) {
            assertThatThrownBy(() -> TemporalFilter.inferring(network, Map.of("before", "x"), parameters, steps(1)))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("'before' cannot hold what 'x' was");
            assertThatThrownBy(() -> TemporalFilter.inferring(network, Map.of("control", "z"), parameters, steps(1)))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("'control' of [1] cannot hold what 'z' was a frame ago, which is of [3]");
            assertThatThrownBy(() -> filter.restore(State.of(Map.of("y", GoldenNumbers.row(1)))))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("no value of 'z'");
            filter.observe(frame(1, 2, 3)).close();
            Clamps two = Clamps.none()
                    .with("x", Tensor.full(DType.FLOAT64, Shape.of(2, 3), 1))
                    .with("control", Tensor.full(DType.FLOAT64, Shape.of(2, 1), 1));
            assertThatThrownBy(() -> filter.observe(two)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> new KalmanFilter(
                            GoldenNumbers.w(1, 3, 3),
                            GoldenNumbers.w(2, 3, 1),
                            GoldenNumbers.w(3, 2, 3),
                            GoldenNumbers.identity(3),
                            GoldenNumbers.identity(3)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("must fit")
                    .message()
                    .doesNotContain("\n");
        }
    }
}
