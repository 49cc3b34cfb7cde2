package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.INTS;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Blocks of 16 × 16 transposed by vectors of 16. Rows i and i + n exchange what lies off the diagonal of their blocks of n × n, for
 * n = 8, 4, 2 and 1: two exchanges at a time, of four rows that stay in registers. Numbers are bits here: blending by bits is one
 * instruction on JDK 17 too, where blending by a mask is two.
 */
final class WideTranspose {
    private WideTranspose() {}

    private static final VectorShuffle<Integer> BY_8 = VectorShuffle.fromOp(INTS, i -> i ^ 8);
    private static final VectorShuffle<Integer> BY_4 = VectorShuffle.fromOp(INTS, i -> i ^ 4);
    private static final VectorShuffle<Integer> BY_2 = VectorShuffle.fromOp(INTS, i -> i ^ 2);
    private static final VectorShuffle<Integer> BY_1 = VectorShuffle.fromOp(INTS, i -> i ^ 1);
    private static final IntVector UPPER_8 = Lanes.upper(8);
    private static final IntVector UPPER_4 = Lanes.upper(4);
    private static final IntVector UPPER_2 = Lanes.upper(2);
    private static final IntVector UPPER_1 = Lanes.upper(1);

    /** Blocks of a, {@code step} apart with rows {@code ld} apart, into blocks of b: the exchanges of 8 and 4. */
    static void outer(float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 4 * blocks; i++) {
            int p = at + (i >> 2) * step + (i & 3) * ld;
            IntVector a0 = fromArray(FLOATS, a, p).reinterpretAsInts();
            IntVector a1 = fromArray(FLOATS, a, p + 4 * ld).reinterpretAsInts();
            IntVector a2 = fromArray(FLOATS, a, p + 8 * ld).reinterpretAsInts();
            IntVector a3 = fromArray(FLOATS, a, p + 12 * ld).reinterpretAsInts();
            IntVector b0 = a0.lanewise(BITWISE_BLEND, a2.rearrange(BY_8), UPPER_8);
            IntVector b2 = a0.rearrange(BY_8).lanewise(BITWISE_BLEND, a2, UPPER_8);
            IntVector b1 = a1.lanewise(BITWISE_BLEND, a3.rearrange(BY_8), UPPER_8);
            IntVector b3 = a1.rearrange(BY_8).lanewise(BITWISE_BLEND, a3, UPPER_8);
            a0 = b0.lanewise(BITWISE_BLEND, b1.rearrange(BY_4), UPPER_4);
            a1 = b0.rearrange(BY_4).lanewise(BITWISE_BLEND, b1, UPPER_4);
            a2 = b2.lanewise(BITWISE_BLEND, b3.rearrange(BY_4), UPPER_4);
            a3 = b2.rearrange(BY_4).lanewise(BITWISE_BLEND, b3, UPPER_4);
            int q = into + (i >> 2) * stepb + (i & 3) * ldb;
            a0.reinterpretAsFloats().intoArray(b, q);
            a1.reinterpretAsFloats().intoArray(b, q + 4 * ldb);
            a2.reinterpretAsFloats().intoArray(b, q + 8 * ldb);
            a3.reinterpretAsFloats().intoArray(b, q + 12 * ldb);
        }
    }

    /** The exchanges of 2 and 1, in place. */
    static void inner(float[] b, int at, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 4 * blocks; i++) {
            int p = at + (i >> 2) * stepb + (i & 3) * 4 * ldb;
            IntVector c0 = fromArray(FLOATS, b, p).reinterpretAsInts();
            IntVector c1 = fromArray(FLOATS, b, p + ldb).reinterpretAsInts();
            IntVector c2 = fromArray(FLOATS, b, p + 2 * ldb).reinterpretAsInts();
            IntVector c3 = fromArray(FLOATS, b, p + 3 * ldb).reinterpretAsInts();
            IntVector d0 = c0.lanewise(BITWISE_BLEND, c2.rearrange(BY_2), UPPER_2);
            IntVector d2 = c0.rearrange(BY_2).lanewise(BITWISE_BLEND, c2, UPPER_2);
            IntVector d1 = c1.lanewise(BITWISE_BLEND, c3.rearrange(BY_2), UPPER_2);
            IntVector d3 = c1.rearrange(BY_2).lanewise(BITWISE_BLEND, c3, UPPER_2);
            c0 = d0.lanewise(BITWISE_BLEND, d1.rearrange(BY_1), UPPER_1);
            c1 = d0.rearrange(BY_1).lanewise(BITWISE_BLEND, d1, UPPER_1);
            c2 = d2.lanewise(BITWISE_BLEND, d3.rearrange(BY_1), UPPER_1);
            c3 = d2.rearrange(BY_1).lanewise(BITWISE_BLEND, d3, UPPER_1);
            c0.reinterpretAsFloats().intoArray(b, p);
            c1.reinterpretAsFloats().intoArray(b, p + ldb);
            c2.reinterpretAsFloats().intoArray(b, p + 2 * ldb);
            c3.reinterpretAsFloats().intoArray(b, p + 3 * ldb);
        }
    }
}
