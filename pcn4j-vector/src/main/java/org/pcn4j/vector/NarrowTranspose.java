package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Blocks of 8 × 8 transposed by vectors of 8, as {@link WideTranspose} does those of 16 × 16. */
final class NarrowTranspose {
    private NarrowTranspose() {}

    private static final VectorShuffle<Float> ACROSS_4 = VectorShuffle.fromOp(FLOATS, i -> i ^ 4);
    private static final VectorShuffle<Float> ACROSS_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ 2);
    private static final VectorShuffle<Float> ACROSS_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorMask<Float> HIGH_4 = VectorMask.fromLong(FLOATS, 0xf0);
    private static final VectorMask<Float> HIGH_2 = VectorMask.fromLong(FLOATS, 0xcc);
    private static final VectorMask<Float> HIGH_1 = VectorMask.fromLong(FLOATS, 0xaa);

    /** Blocks of a, {@code step} apart with rows {@code ld} apart, into blocks of b. */
    static void blocks(float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < 2 * blocks; i++) {
            int p = at + (i >> 1) * step + (i & 1) * ld;
            int q = into + (i >> 1) * stepb + (i & 1) * ldb;
            FloatVector r0 = FloatVector.fromArray(FLOATS, a, p);
            FloatVector r1 = FloatVector.fromArray(FLOATS, a, p + 2 * ld);
            FloatVector r2 = FloatVector.fromArray(FLOATS, a, p + 4 * ld);
            FloatVector r3 = FloatVector.fromArray(FLOATS, a, p + 6 * ld);
            FloatVector s0 = r0.blend(r2.rearrange(ACROSS_4), HIGH_4);
            FloatVector s2 = r0.rearrange(ACROSS_4).blend(r2, HIGH_4);
            FloatVector s1 = r1.blend(r3.rearrange(ACROSS_4), HIGH_4);
            FloatVector s3 = r1.rearrange(ACROSS_4).blend(r3, HIGH_4);
            s0.blend(s1.rearrange(ACROSS_2), HIGH_2).intoArray(b, q);
            s0.rearrange(ACROSS_2).blend(s1, HIGH_2).intoArray(b, q + 2 * ldb);
            s2.blend(s3.rearrange(ACROSS_2), HIGH_2).intoArray(b, q + 4 * ldb);
            s2.rearrange(ACROSS_2).blend(s3, HIGH_2).intoArray(b, q + 6 * ldb);
        }
        for (int i = 0; i < 4 * blocks; i++) {
            int row = into + (i >> 2) * stepb + (i & 3) * 2 * ldb;
            FloatVector upper = FloatVector.fromArray(FLOATS, b, row);
            FloatVector lower = FloatVector.fromArray(FLOATS, b, row + ldb);
            upper.blend(lower.rearrange(ACROSS_1), HIGH_1).intoArray(b, row);
            upper.rearrange(ACROSS_1).blend(lower, HIGH_1).intoArray(b, row + ldb);
        }
    }
}
