package org.pcn4j.vector;

import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Blocks of 8 × 8 transposed by vectors of 8, as {@link WideTranspose} does those of 16 × 16. */
final class NarrowTranspose {
    private NarrowTranspose() {}

    private static final VectorShuffle<Integer> ACROSS_4 = VectorShuffle.fromOp(INTS, i -> i ^ 4);
    private static final VectorShuffle<Integer> ACROSS_2 = VectorShuffle.fromOp(INTS, i -> i ^ 2);
    private static final VectorShuffle<Float> NEXT = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final IntVector HIGH_4 = Lanes.upper(4);
    private static final IntVector HIGH_2 = Lanes.upper(2);
    private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOATS, 0xaa);

    /** Blocks of a, {@code step} apart with rows {@code ld} apart, into blocks of b: the exchanges of 4 and 2. */
    static void outer(float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 2 * blocks; i++) {
            int p = at + (i >> 1) * step + (i & 1) * ld;
            IntVector r0 = FloatVector.fromArray(FLOATS, a, p).reinterpretAsInts();
            IntVector r1 = FloatVector.fromArray(FLOATS, a, p + 2 * ld).reinterpretAsInts();
            IntVector r2 = FloatVector.fromArray(FLOATS, a, p + 4 * ld).reinterpretAsInts();
            IntVector r3 = FloatVector.fromArray(FLOATS, a, p + 6 * ld).reinterpretAsInts();
            IntVector s0 = r0.lanewise(BITWISE_BLEND, r2.rearrange(ACROSS_4), HIGH_4);
            IntVector s2 = r0.rearrange(ACROSS_4).lanewise(BITWISE_BLEND, r2, HIGH_4);
            IntVector s1 = r1.lanewise(BITWISE_BLEND, r3.rearrange(ACROSS_4), HIGH_4);
            IntVector s3 = r1.rearrange(ACROSS_4).lanewise(BITWISE_BLEND, r3, HIGH_4);
            r0 = s0.lanewise(BITWISE_BLEND, s1.rearrange(ACROSS_2), HIGH_2);
            r1 = s0.rearrange(ACROSS_2).lanewise(BITWISE_BLEND, s1, HIGH_2);
            r2 = s2.lanewise(BITWISE_BLEND, s3.rearrange(ACROSS_2), HIGH_2);
            r3 = s2.rearrange(ACROSS_2).lanewise(BITWISE_BLEND, s3, HIGH_2);
            int q = into + (i >> 1) * stepb + (i & 1) * ldb;
            r0.reinterpretAsFloats().intoArray(b, q);
            r1.reinterpretAsFloats().intoArray(b, q + 2 * ldb);
            r2.reinterpretAsFloats().intoArray(b, q + 4 * ldb);
            r3.reinterpretAsFloats().intoArray(b, q + 6 * ldb);
        }
    }

    /** The exchanges of 1, in place. */
    static void inner(float[] b, int at, int ldb, int stepb, int blocks) {
        for (int i = 0; i < blocks; i++) {
            int p = at + i * stepb;
            FloatVector u0 = FloatVector.fromArray(FLOATS, b, p);
            FloatVector u1 = FloatVector.fromArray(FLOATS, b, p + ldb);
            FloatVector u2 = FloatVector.fromArray(FLOATS, b, p + 2 * ldb);
            FloatVector u3 = FloatVector.fromArray(FLOATS, b, p + 3 * ldb);
            FloatVector u4 = FloatVector.fromArray(FLOATS, b, p + 4 * ldb);
            FloatVector u5 = FloatVector.fromArray(FLOATS, b, p + 5 * ldb);
            FloatVector u6 = FloatVector.fromArray(FLOATS, b, p + 6 * ldb);
            FloatVector u7 = FloatVector.fromArray(FLOATS, b, p + 7 * ldb);
            u0.blend(u1.rearrange(NEXT), ODD).intoArray(b, p);
            u0.rearrange(NEXT).blend(u1, ODD).intoArray(b, p + ldb);
            u2.blend(u3.rearrange(NEXT), ODD).intoArray(b, p + 2 * ldb);
            u2.rearrange(NEXT).blend(u3, ODD).intoArray(b, p + 3 * ldb);
            u4.blend(u5.rearrange(NEXT), ODD).intoArray(b, p + 4 * ldb);
            u4.rearrange(NEXT).blend(u5, ODD).intoArray(b, p + 5 * ldb);
            u6.blend(u7.rearrange(NEXT), ODD).intoArray(b, p + 6 * ldb);
            u6.rearrange(NEXT).blend(u7, ODD).intoArray(b, p + 7 * ldb);
        }
    }
}
