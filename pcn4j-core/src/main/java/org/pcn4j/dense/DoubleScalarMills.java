package org.pcn4j.dense;

import static org.pcn4j.dense.DoubleApproximations.*;

/** {@link ScalarMills} in float64. */
final class DoubleScalarMills {
    private DoubleScalarMills() {}

    /** Returns Φ(−t) e^(t²/2), lowered. */
    static double of(double t) {
        double u = 1 / (t + CENTER);
        double q = (t - CENTER) * u;
        double p = Math.fma(q, P23, P22);
        p = Math.fma(q, p, P21);
        p = Math.fma(q, p, P20);
        p = Math.fma(q, p, P19);
        p = Math.fma(q, p, P18);
        p = Math.fma(q, p, P17);
        p = Math.fma(q, p, P16);
        p = Math.fma(q, p, P15);
        p = Math.fma(q, p, P14);
        p = Math.fma(q, p, P13);
        p = Math.fma(q, p, P12);
        p = Math.fma(q, p, P11);
        p = Math.fma(q, p, P10);
        p = Math.fma(q, p, P9);
        p = Math.fma(q, p, P8);
        p = Math.fma(q, p, P7);
        p = Math.fma(q, p, P6);
        p = Math.fma(q, p, P5);
        p = Math.fma(q, p, P4);
        p = Math.fma(q, p, P3);
        p = Math.fma(q, p, P2);
        p = Math.fma(q, p, P1);
        p = Math.fma(q, p, P0);
        return p * u;
    }
}
