package org.pcn4j.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.pcn4j.dense.Activation.Kind;

/** How near functions and slopes are to what float64 computes, over a sweep of all float32 numbers. */
class ScalarActivationsTest {
    /** A prime, so that all kinds of bits are met. With 331 the greatest errors are 2.5, 2.3, 3.4 and 6.2 units. */
    private static final int STRIDE = 10_007;

    @Test
    void tanhIsWithinThreeUnitsInTheLastPlaceWhereverItIs() {
        check(Kind.TANH, Math::tanh, 2.6, x -> 1 - Math.tanh(x) * Math.tanh(x), 1.4e-7);
    }

    @Test
    void sigmoidIsWithinThreeUnitsInTheLastPlaceWhereverItIs() {
        check(Kind.SIGMOID, ScalarActivationsTest::sigma, 2.4, x -> sigma(x) * sigma(-x), 1e-7);
    }

    @Test
    void siluIsWithinFourUnitsInTheLastPlaceWhereverItIs() {
        check(Kind.SILU, x -> x * sigma(x), 3.5, x -> sigma(x) * (1 + x * sigma(-x)), 2.3e-7);
    }

    @Test
    void geluIsWithinSevenUnitsInTheLastPlaceWhereverItIs() {
        check(Kind.GELU, x -> x * phi(x), 6.5, x -> phi(x) + x * density(x), 2.3e-7);
    }

    private static void check(
            Kind kind, DoubleUnaryOperator f, double ulps, DoubleUnaryOperator derivative, double tolerance) {
        double worst = 0;
        double worstSlope = 0;
        float at = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            if (!Float.isFinite(x)) {
                continue;
            }
            double exact = f.applyAsDouble(x);
            double error = Math.abs(value(kind, x) - exact) / Math.ulp((float) exact);
            if (error > worst) {
                worst = error;
                at = x;
            }
            worstSlope = Math.max(worstSlope, Math.abs(slope(kind, x) - derivative.applyAsDouble(x)));
        }
        assertThat(worst).as("units in the last place, at %s", at).isLessThan(ulps);
        assertThat(worstSlope).as("slope").isLessThan(tolerance);
    }

    private static float value(Kind kind, float x) {
        return ScalarActivations.value(new Activation(kind), x);
    }

    private static float slope(Kind kind, float x) {
        return ScalarActivations.slope(new Activation(kind), x);
    }

    private static double sigma(double x) {
        return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Φ by its series near 0, by a continued fraction in the tails. */
    private static double phi(double x) {
        if (Math.abs(x) > 3.5) {
            double t = Math.abs(x);
            double fraction = t;
            for (int k = 80; k > 0; k--) {
                fraction = t + k / fraction;
            }
            double tail = density(t) / fraction;
            return x < 0 ? tail : 1 - tail;
        }
        double term = x;
        double sum = x;
        for (int k = 3; k < 120; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + density(x) * sum;
    }
}
