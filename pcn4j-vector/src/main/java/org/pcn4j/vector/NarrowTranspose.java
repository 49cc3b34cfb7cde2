package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Blocks of 8 × 8 transposed by vectors of 8, as {@link WideTranspose} does those of 16 × 16. */
final class NarrowTranspose {
    private NarrowTranspose() {}

    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> i ^ 4);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ 2);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorMask<Float> UPPER_4 = VectorMask.fromLong(FLOATS, 0xf0);
    private static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(FLOATS, 0xcc);
    private static final VectorMask<Float> UPPER_1 = VectorMask.fromLong(FLOATS, 0xaa);

    /** Blocks of a, {@code step} apart with rows {@code ld} apart, into blocks of b: the exchanges of 4 and 2. */
    static void outer(float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 2 * blocks; i++) {
            int p = at + (i >> 1) * step + (i & 1) * ld;
            int q = into + (i >> 1) * stepb + (i & 1) * ldb;
            FloatVector a0 = FloatVector.fromArray(FLOATS, a, p);
            FloatVector a1 = FloatVector.fromArray(FLOATS, a, p + 2 * ld);
            FloatVector a2 = FloatVector.fromArray(FLOATS, a, p + 4 * ld);
            FloatVector a3 = FloatVector.fromArray(FLOATS, a, p + 6 * ld);
            FloatVector b0 = a0.blend(a2.rearrange(BY_4), UPPER_4);
            FloatVector b2 = a0.rearrange(BY_4).blend(a2, UPPER_4);
            FloatVector b1 = a1.blend(a3.rearrange(BY_4), UPPER_4);
            FloatVector b3 = a1.rearrange(BY_4).blend(a3, UPPER_4);
            b0.blend(b1.rearrange(BY_2), UPPER_2).intoArray(b, q);
            b0.rearrange(BY_2).blend(b1, UPPER_2).intoArray(b, q + 2 * ldb);
            b2.blend(b3.rearrange(BY_2), UPPER_2).intoArray(b, q + 4 * ldb);
            b2.rearrange(BY_2).blend(b3, UPPER_2).intoArray(b, q + 6 * ldb);
        }
    }

    /** The exchanges of 1, in place. */
    static void inner(float[] b, int at, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 4 * blocks; i++) {
            int p = at + (i >> 2) * stepb + (i & 3) * 2 * ldb;
            FloatVector upper = FloatVector.fromArray(FLOATS, b, p);
            FloatVector lower = FloatVector.fromArray(FLOATS, b, p + ldb);
            upper.blend(lower.rearrange(BY_1), UPPER_1).intoArray(b, p);
            upper.rearrange(BY_1).blend(lower, UPPER_1).intoArray(b, p + ldb);
        }
    }
}
