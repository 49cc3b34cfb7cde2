// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Blocks of L × L transposed by vectors of L numbers. Rows i and i + n exchange what lies off the diagonal of their blocks of n × n,
 * for n = L / 2, L / 4, … and 1: two exchanges at a time, of four rows that stay in registers; where one is left, of two.
 */
final class Transpose {
    private Transpose() {}

    private static final int HALF = L / 2;
    private static final int QUARTER = L / 4;
    private static final VectorShuffle<Float> BY_HALF = VectorShuffle.fromOp(FLOATS, i -> i ^ HALF);
    private static final VectorShuffle<Float> BY_QUARTER = VectorShuffle.fromOp(FLOATS, i -> i ^ QUARTER);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ 2);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorMask<Float> UPPER_HALF = VectorMask.fromLong(FLOATS, Lanes.upper(HALF));
    private static final VectorMask<Float> UPPER_QUARTER = VectorMask.fromLong(FLOATS, Lanes.upper(QUARTER));
    private static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(FLOATS, Lanes.upper(2));
    private static final VectorMask<Float> UPPER_1 = VectorMask.fromLong(FLOATS, Lanes.upper(1));

    /** Blocks of a, {@code step} apart with rows {@code ld} apart, into blocks of b. */
    static void blocks(float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < QUARTER * blocks; i++) {
            int p = at + i / QUARTER * step + i % QUARTER * ld;
            FloatVector a0 = fromArray(FLOATS, a, p);
            FloatVector a1 = fromArray(FLOATS, a, p + QUARTER * ld);
            FloatVector a2 = fromArray(FLOATS, a, p + 2 * QUARTER * ld);
            FloatVector a3 = fromArray(FLOATS, a, p + 3 * QUARTER * ld);
            FloatVector b0 = a0.blend(a2.rearrange(BY_HALF), UPPER_HALF);
            FloatVector b2 = a0.rearrange(BY_HALF).blend(a2, UPPER_HALF);
            FloatVector b1 = a1.blend(a3.rearrange(BY_HALF), UPPER_HALF);
            FloatVector b3 = a1.rearrange(BY_HALF).blend(a3, UPPER_HALF);
            int q = into + i / QUARTER * stepb + i % QUARTER * ldb;
            b0.blend(b1.rearrange(BY_QUARTER), UPPER_QUARTER).intoArray(b, q);
            b0.rearrange(BY_QUARTER).blend(b1, UPPER_QUARTER).intoArray(b, q + QUARTER * ldb);
            b2.blend(b3.rearrange(BY_QUARTER), UPPER_QUARTER).intoArray(b, q + 2 * QUARTER * ldb);
            b2.rearrange(BY_QUARTER).blend(b3, UPPER_QUARTER).intoArray(b, q + 3 * QUARTER * ldb);
        }
        if (L == 8) {
            for (int i = 0; i < HALF * blocks; i++) {
                int row = into + i / HALF * stepb + i % HALF * 2 * ldb;
                FloatVector upper = fromArray(FLOATS, b, row);
                FloatVector lower = fromArray(FLOATS, b, row + ldb);
                upper.blend(lower.rearrange(BY_1), UPPER_1).intoArray(b, row);
                upper.rearrange(BY_1).blend(lower, UPPER_1).intoArray(b, row + ldb);
            }
        } else if (L == 16) {
            for (int i = 0; i < QUARTER * blocks; i++) {
                int r = into + i / QUARTER * stepb + i % QUARTER * 4 * ldb;
                FloatVector c0 = fromArray(FLOATS, b, r);
                FloatVector c1 = fromArray(FLOATS, b, r + ldb);
                FloatVector c2 = fromArray(FLOATS, b, r + 2 * ldb);
                FloatVector c3 = fromArray(FLOATS, b, r + 3 * ldb);
                FloatVector d0 = c0.blend(c2.rearrange(BY_2), UPPER_2);
                FloatVector d2 = c0.rearrange(BY_2).blend(c2, UPPER_2);
                FloatVector d1 = c1.blend(c3.rearrange(BY_2), UPPER_2);
                FloatVector d3 = c1.rearrange(BY_2).blend(c3, UPPER_2);
                d0.blend(d1.rearrange(BY_1), UPPER_1).intoArray(b, r);
                d0.rearrange(BY_1).blend(d1, UPPER_1).intoArray(b, r + ldb);
                d2.blend(d3.rearrange(BY_1), UPPER_1).intoArray(b, r + 2 * ldb);
                d2.rearrange(BY_1).blend(d3, UPPER_1).intoArray(b, r + 3 * ldb);
            }
        }
    }
}
