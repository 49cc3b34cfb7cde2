package org.pcn4j.dense;

import static org.pcn4j.dense.Approximations.*;

/** The tail of a Gaussian in proportion to its density, but for a factor: Mills' ratio. */
final class ScalarMills {
    private ScalarMills() {}

    /** Returns Φ(−t) e^(t²/2), lowered. */
    static float of(float t) {
        float u = 1 / Math.fma(t, U, 1);
        float p = Math.fma(u, P8, P7);
        p = Math.fma(u, p, P6);
        p = Math.fma(u, p, P5);
        p = Math.fma(u, p, P4);
        p = Math.fma(u, p, P3);
        p = Math.fma(u, p, P2);
        p = Math.fma(u, p, P1);
        return Math.fma(u, p, P0);
    }
}
