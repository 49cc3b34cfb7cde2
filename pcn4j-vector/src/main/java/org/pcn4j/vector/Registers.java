package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** The yardstick of kernels: as many fused multiply-adds as a core can do, on registers alone. */
public final class Registers {
    private static final int CHAINS = 10;

    private Registers() {}

    /** Returns how many numbers a vector of the kernels holds. */
    public static int lanes() {
        return L;
    }

    /** Returns how many multiplications and additions {@link #multiplyAdd} does. */
    public static double operations(int steps) {
        return 2.0 * L * CHAINS * steps;
    }

    /** Runs ten chains that wait for nothing but themselves; returns a number that depends on all of them. */
    public static float multiplyAdd(int steps) {
        FloatVector a = FloatVector.broadcast(FLOATS, 0.9999f);
        FloatVector c0 = a;
        FloatVector c1 = a;
        FloatVector c2 = a;
        FloatVector c3 = a;
        FloatVector c4 = a;
        FloatVector c5 = a;
        FloatVector c6 = a;
        FloatVector c7 = a;
        FloatVector c8 = a;
        FloatVector c9 = a;
        for (int i = 0; i < steps; i++) {
            c0 = c0.fma(a, a);
            c1 = c1.fma(a, a);
            c2 = c2.fma(a, a);
            c3 = c3.fma(a, a);
            c4 = c4.fma(a, a);
            c5 = c5.fma(a, a);
            c6 = c6.fma(a, a);
            c7 = c7.fma(a, a);
            c8 = c8.fma(a, a);
            c9 = c9.fma(a, a);
        }
        FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4);
        return sum.add(c5).add(c6).add(c7).add(c8).add(c9).lane(0);
    }
}
