package org.pcn4j.dense;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pcn4j.dense.Activation.Kind;

/** How near functions and slopes in float64 are to what 50 digits give. */
class DoubleScalarActivationsTest {
    private static final MathContext DIGITS = new MathContext(50);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal PI =
            new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");
    private static final int NUMBERS = Integer.getInteger("pcn4j.activations", 3_000);

    @Test
    void tanhIsWithinThreeUnitsInTheLastPlaceWhereverItIs() {
        check(
                Kind.TANH,
                DoubleScalarActivationsTest::tanh,
                2.5,
                x -> ONE.subtract(tanh(x).multiply(tanh(x)), DIGITS),
                2.5e-16);
    }

    @Test
    void sigmoidIsWithinTwoUnitsInTheLastPlaceWhereverItIs() {
        check(Kind.SIGMOID, DoubleScalarActivationsTest::sigma, 2, x -> sigma(x).multiply(sigma(x.negate())), 2e-16);
    }

    @Test
    void siluIsWithinThreeUnitsInTheLastPlaceWhereverItIs() {
        check(
                Kind.SILU,
                x -> x.multiply(sigma(x)),
                3,
                x -> sigma(x).multiply(ONE.add(x.multiply(sigma(x.negate())))),
                3.5e-16);
    }

    @Test
    void geluIsWithinFiveUnitsInTheLastPlaceWhereverItIs() {
        check(Kind.GELU, x -> x.multiply(phi(x)), 5, x -> phi(x).add(x.multiply(density(x))), 2.5e-16);
    }

    private static void check(
            Kind kind,
            UnaryOperator<BigDecimal> f,
            double ulps,
            UnaryOperator<BigDecimal> derivative,
            double tolerance) {
        Random random = new Random(5);
        double worst = 0;
        double worstSlope = 0;
        double at = 0;
        for (int i = 0; i < NUMBERS; i++) {
            double x = number(random, i);
            BigDecimal exact = f.apply(new BigDecimal(x));
            double unit = Math.ulp(exact.doubleValue());
            double found = DoubleScalarActivations.value(new Activation(kind), x);
            double error = new BigDecimal(found).subtract(exact).abs().doubleValue() / unit;
            if (error > worst) {
                worst = error;
                at = x;
            }
            double slope = DoubleScalarActivations.slope(new Activation(kind), x);
            worstSlope = Math.max(
                    worstSlope,
                    new BigDecimal(slope)
                            .subtract(derivative.apply(new BigDecimal(x)))
                            .abs()
                            .doubleValue());
        }
        assertThat(worst).as("units in the last place, at %s", at).isLessThan(ulps);
        assertThat(worstSlope).as("slope").isLessThan(tolerance);
    }

    /** Of all sizes, most of those whose functions are neither lines nor flat. */
    private static double number(Random random, int i) {
        return switch (i % 4) {
            case 0 -> 4 * random.nextGaussian();
            case 1 -> 80 * (random.nextDouble() - 0.5);
            case 2 -> 1_500 * (random.nextDouble() - 0.5);
            default -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(1_070) - 1_060);
        };
    }

    /** e to the power of x, by its series for a small part of x, squared again. */
    private static BigDecimal exp(BigDecimal x) {
        int halvings = 14;
        MathContext digits = new MathContext(60);
        BigDecimal part = x.divide(TWO.pow(halvings), digits);
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        for (int k = 1; k < 40 && term.signum() != 0; k++) {
            term = term.multiply(part, digits).divide(BigDecimal.valueOf(k), digits);
            sum = sum.add(term, digits);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, digits);
        }
        return sum;
    }

    private static BigDecimal sigma(BigDecimal x) {
        return ONE.divide(ONE.add(exp(x.negate())), DIGITS);
    }

    private static BigDecimal tanh(BigDecimal x) {
        if (x.abs().compareTo(new BigDecimal("1e-9")) < 0) {
            BigDecimal cube = x.multiply(x).multiply(x, DIGITS);
            return x.subtract(cube.divide(BigDecimal.valueOf(3), DIGITS), DIGITS);
        }
        BigDecimal e = exp(x.multiply(TWO));
        return e.subtract(ONE).divide(e.add(ONE), DIGITS);
    }

    private static BigDecimal density(BigDecimal x) {
        if (x.abs().doubleValue() > 100) {
            return BigDecimal.ZERO;
        }
        return exp(x.multiply(x).divide(TWO).negate()).divide(PI.multiply(TWO).sqrt(DIGITS), DIGITS);
    }

    /** Φ by its series near 0, by a continued fraction in the tails. */
    private static BigDecimal phi(BigDecimal x) {
        double size = Math.abs(x.doubleValue());
        if (size > 100) {
            return x.signum() < 0 ? BigDecimal.ZERO : ONE;
        }
        if (size > 7) {
            BigDecimal t = x.abs();
            BigDecimal fraction = t;
            for (int k = 150; k > 0; k--) {
                fraction = t.add(BigDecimal.valueOf(k).divide(fraction, DIGITS));
            }
            BigDecimal tail = density(x).divide(fraction, DIGITS);
            return x.signum() < 0 ? tail : ONE.subtract(tail);
        }
        // Terms are added up to some 1e5 times the sum, and the sum is taken from ½ where x is negative.
        MathContext digits = new MathContext(70);
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int k = 3; k < 400 && term.abs().compareTo(new BigDecimal("1e-65")) > 0; k += 2) {
            term = term.multiply(x, digits).multiply(x, digits).divide(BigDecimal.valueOf(k), digits);
            sum = sum.add(term, digits);
        }
        return new BigDecimal("0.5").add(density(x).multiply(sum, digits));
    }
}
