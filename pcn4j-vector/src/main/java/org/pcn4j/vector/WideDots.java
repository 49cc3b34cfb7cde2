// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot products of one row with the rows of a matrix, for vectors as long as a line: eight at a time, whose parts are then added pair by
 * pair, of two dot products in a vector, then of four and of eight.
 */
final class WideDots {
    private WideDots() {}

    private static final int EIGHTH = L / 8;
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> i ^ (4 * EIGHTH));
    private static final VectorMask<Float> UPPER_4 = VectorMask.fromLong(FLOATS, Lanes.upper(4 * EIGHTH));
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ (2 * EIGHTH));
    private static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(FLOATS, Lanes.upper(2 * EIGHTH));
    private static final VectorShuffle<Float> BY_EIGHTH = VectorShuffle.fromOp(FLOATS, i -> i ^ EIGHTH);
    private static final VectorMask<Float> UPPER_EIGHTH = VectorMask.fromLong(FLOATS, Lanes.upper(EIGHTH));
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);

    /** See {@code DenseKernels.rowDots}. */
    static void rowDots(
            float[] a,
            int i,
            int terms,
            float[] w,
            int ld,
            int from,
            int to,
            float[] init,
            int initAt,
            float[] y,
            int yAt) {
        for (int c = from; c < to; c += 8) {
            eight(a, i, terms, w, c * ld, ld, Math.min(8, to - c), init, initAt + c, y, yAt + c);
        }
    }

    /** As many as {@code count} of the eight are written; the others are the last of these again. */
    private static void eight(
            float[] a, int i, int n, float[] w, int p, int ld, int count, float[] init, int j, float[] y, int o) {
        int p1 = p + Math.min(1, count - 1) * ld;
        int p2 = p + Math.min(2, count - 1) * ld;
        int p3 = p + Math.min(3, count - 1) * ld;
        int p4 = p + Math.min(4, count - 1) * ld;
        int p5 = p + Math.min(5, count - 1) * ld;
        int p6 = p + Math.min(6, count - 1) * ld;
        int p7 = p + Math.min(7, count - 1) * ld;
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        FloatVector d2 = FloatVector.zero(FLOATS);
        FloatVector d3 = FloatVector.zero(FLOATS);
        FloatVector d4 = FloatVector.zero(FLOATS);
        FloatVector d5 = FloatVector.zero(FLOATS);
        FloatVector d6 = FloatVector.zero(FLOATS);
        FloatVector d7 = FloatVector.zero(FLOATS);
        for (int k = 0; k < n; k += L) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, i + k);
            d0 = x.fma(FloatVector.fromArray(FLOATS, w, p + k), d0);
            d1 = x.fma(FloatVector.fromArray(FLOATS, w, p1 + k), d1);
            d2 = x.fma(FloatVector.fromArray(FLOATS, w, p2 + k), d2);
            d3 = x.fma(FloatVector.fromArray(FLOATS, w, p3 + k), d3);
            d4 = x.fma(FloatVector.fromArray(FLOATS, w, p4 + k), d4);
            d5 = x.fma(FloatVector.fromArray(FLOATS, w, p5 + k), d5);
            d6 = x.fma(FloatVector.fromArray(FLOATS, w, p6 + k), d6);
            d7 = x.fma(FloatVector.fromArray(FLOATS, w, p7 + k), d7);
        }
        FloatVector e0 = d0.blend(d4, UPPER_4).add(d4.blend(d0, UPPER_4).rearrange(BY_4));
        FloatVector e1 = d1.blend(d5, UPPER_4).add(d5.blend(d1, UPPER_4).rearrange(BY_4));
        FloatVector e2 = d2.blend(d6, UPPER_4).add(d6.blend(d2, UPPER_4).rearrange(BY_4));
        FloatVector e3 = d3.blend(d7, UPPER_4).add(d7.blend(d3, UPPER_4).rearrange(BY_4));
        FloatVector f0 = e0.blend(e2, UPPER_2).add(e2.blend(e0, UPPER_2).rearrange(BY_2));
        FloatVector f1 = e1.blend(e3, UPPER_2).add(e3.blend(e1, UPPER_2).rearrange(BY_2));
        FloatVector g0 =
                f0.blend(f1, UPPER_EIGHTH).add(f1.blend(f0, UPPER_EIGHTH).rearrange(BY_EIGHTH));
        FloatVector all = L > 8 ? g0.add(g0.rearrange(BY_1)) : g0;
        y[o] = all.lane(0) + init[j];
        if (count > 1) {
            y[o + 1] = all.lane(EIGHTH) + init[j + 1];
        }
        if (count > 2) {
            y[o + 2] = all.lane(2 * EIGHTH) + init[j + 2];
        }
        if (count > 3) {
            y[o + 3] = all.lane(3 * EIGHTH) + init[j + 3];
        }
        if (count > 4) {
            y[o + 4] = all.lane(4 * EIGHTH) + init[j + 4];
        }
        if (count > 5) {
            y[o + 5] = all.lane(5 * EIGHTH) + init[j + 5];
        }
        if (count > 6) {
            y[o + 6] = all.lane(6 * EIGHTH) + init[j + 6];
        }
        if (count > 7) {
            y[o + 7] = all.lane(7 * EIGHTH) + init[j + 7];
        }
    }
}
