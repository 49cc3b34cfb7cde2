package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.pcn4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Blocks of 16 × 16 transposed by vectors of 16. Rows i and i + n exchange what lies off the diagonal of their blocks of n × n, for
 * n = 8, 4, 2 and 1: two exchanges at a time, of four rows that stay in registers.
 */
final class WideTranspose {
    private WideTranspose() {}

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(FLOATS, i -> i ^ 8);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> i ^ 4);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ 2);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorMask<Float> UPPER_8 = VectorMask.fromLong(FLOATS, 0xff00);
    private static final VectorMask<Float> UPPER_4 = VectorMask.fromLong(FLOATS, 0xf0f0);
    private static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(FLOATS, 0xcccc);
    private static final VectorMask<Float> UPPER_1 = VectorMask.fromLong(FLOATS, 0xaaaa);

    /** Blocks of a, {@code step} apart with rows {@code ld} apart, into blocks of b. */
    static void blocks(float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 4 * blocks; i++) {
            int p = at + (i >> 2) * step + (i & 3) * ld;
            FloatVector a0 = fromArray(FLOATS, a, p);
            FloatVector a1 = fromArray(FLOATS, a, p + 4 * ld);
            FloatVector a2 = fromArray(FLOATS, a, p + 8 * ld);
            FloatVector a3 = fromArray(FLOATS, a, p + 12 * ld);
            FloatVector b0 = a0.blend(a2.rearrange(BY_8), UPPER_8);
            FloatVector b2 = a0.rearrange(BY_8).blend(a2, UPPER_8);
            FloatVector b1 = a1.blend(a3.rearrange(BY_8), UPPER_8);
            FloatVector b3 = a1.rearrange(BY_8).blend(a3, UPPER_8);
            int q = into + (i >> 2) * stepb + (i & 3) * ldb;
            b0.blend(b1.rearrange(BY_4), UPPER_4).intoArray(b, q);
            b0.rearrange(BY_4).blend(b1, UPPER_4).intoArray(b, q + 4 * ldb);
            b2.blend(b3.rearrange(BY_4), UPPER_4).intoArray(b, q + 8 * ldb);
            b2.rearrange(BY_4).blend(b3, UPPER_4).intoArray(b, q + 12 * ldb);
        }
        for (int i = 0; i < 4 * blocks; i++) {
            int r = into + (i >> 2) * stepb + (i & 3) * 4 * ldb;
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
