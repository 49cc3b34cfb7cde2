package org.pcn4j.learning;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What Adam's means are divided by, since they began at zero: 1 − β₁ⁿ, and the root of 1 − β₂ⁿ. The powers are rounded
 * correctly, as the C library rounds them but for rare cases; Java's own round differently. Immutable.
 *
 * @param step n
 * @param power1 β₁ⁿ, with digits to spare
 * @param power2 β₂ⁿ
 */
record BiasCorrection(long step, BigDecimal power1, BigDecimal power2, double ofMean, double ofRoot) {
    /** Before the first step. */
    static final BiasCorrection NONE = of(0, BigDecimal.ONE, BigDecimal.ONE);

    private static final MathContext PRECISION = new MathContext(60);

    private static BiasCorrection of(long step, BigDecimal power1, BigDecimal power2) {
        return new BiasCorrection(step, power1, power2, 1 - power1.doubleValue(), Math.sqrt(1 - power2.doubleValue()));
    }

    /** Returns the correction of a step, from this one's by a multiplication if that is the step before. */
    BiasCorrection at(long wanted, double beta1, double beta2) {
        if (wanted == step) {
            return this;
        }
        BigDecimal first = new BigDecimal(beta1);
        BigDecimal second = new BigDecimal(beta2);
        if (wanted == step + 1) {
            return of(wanted, power1.multiply(first, PRECISION), power2.multiply(second, PRECISION));
        }
        int exponent = Math.toIntExact(wanted);
        return of(wanted, first.pow(exponent, PRECISION), second.pow(exponent, PRECISION));
    }
}
