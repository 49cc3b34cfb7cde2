package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot products of one row with the rows of a matrix, for vectors of 16 numbers: sixteen at a time, whose parts are then added pair by
 * pair, two dot products in a vector, then four, eight and sixteen.
 */
final class WideDots {
    private WideDots() {}

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(FLOATS, i -> i ^ 8);
    private static final VectorMask<Float> UPPER_8 = VectorMask.fromLong(FLOATS, 0xff00);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(FLOATS, i -> i ^ 4);
    private static final VectorMask<Float> UPPER_4 = VectorMask.fromLong(FLOATS, 0xf0f0);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ 2);
    private static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(FLOATS, 0xcccc);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorMask<Float> UPPER_1 = VectorMask.fromLong(FLOATS, 0xaaaa);

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
        int c = from;
        for (; c + L <= to; c += L) {
            sixteen(a, i, terms, w, c * ld, ld, init, initAt + c, y, yAt + c);
        }
        for (; c < to; c++) {
            y[yAt + c] = one(a, i, terms, w, c * ld) + init[initAt + c];
        }
    }

    private static void sixteen(
            float[] a, int i, int terms, float[] w, int p, int ld, float[] init, int j, float[] y, int o) {
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        FloatVector d2 = FloatVector.zero(FLOATS);
        FloatVector d3 = FloatVector.zero(FLOATS);
        FloatVector d4 = FloatVector.zero(FLOATS);
        FloatVector d5 = FloatVector.zero(FLOATS);
        FloatVector d6 = FloatVector.zero(FLOATS);
        FloatVector d7 = FloatVector.zero(FLOATS);
        FloatVector d8 = FloatVector.zero(FLOATS);
        FloatVector d9 = FloatVector.zero(FLOATS);
        FloatVector d10 = FloatVector.zero(FLOATS);
        FloatVector d11 = FloatVector.zero(FLOATS);
        FloatVector d12 = FloatVector.zero(FLOATS);
        FloatVector d13 = FloatVector.zero(FLOATS);
        FloatVector d14 = FloatVector.zero(FLOATS);
        FloatVector d15 = FloatVector.zero(FLOATS);
        int p1 = p + ld;
        int p2 = p + 2 * ld;
        int p3 = p + 3 * ld;
        int p4 = p + 4 * ld;
        int p5 = p + 5 * ld;
        int p6 = p + 6 * ld;
        int p7 = p + 7 * ld;
        int p8 = p + 8 * ld;
        int p9 = p + 9 * ld;
        int p10 = p + 10 * ld;
        int p11 = p + 11 * ld;
        int p12 = p + 12 * ld;
        int p13 = p + 13 * ld;
        int p14 = p + 14 * ld;
        int p15 = p + 15 * ld;
        for (int k = 0; k < terms; k += L) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, i + k);
            d0 = x.fma(FloatVector.fromArray(FLOATS, w, p + k), d0);
            d1 = x.fma(FloatVector.fromArray(FLOATS, w, p1 + k), d1);
            d2 = x.fma(FloatVector.fromArray(FLOATS, w, p2 + k), d2);
            d3 = x.fma(FloatVector.fromArray(FLOATS, w, p3 + k), d3);
            d4 = x.fma(FloatVector.fromArray(FLOATS, w, p4 + k), d4);
            d5 = x.fma(FloatVector.fromArray(FLOATS, w, p5 + k), d5);
            d6 = x.fma(FloatVector.fromArray(FLOATS, w, p6 + k), d6);
            d7 = x.fma(FloatVector.fromArray(FLOATS, w, p7 + k), d7);
            d8 = x.fma(FloatVector.fromArray(FLOATS, w, p8 + k), d8);
            d9 = x.fma(FloatVector.fromArray(FLOATS, w, p9 + k), d9);
            d10 = x.fma(FloatVector.fromArray(FLOATS, w, p10 + k), d10);
            d11 = x.fma(FloatVector.fromArray(FLOATS, w, p11 + k), d11);
            d12 = x.fma(FloatVector.fromArray(FLOATS, w, p12 + k), d12);
            d13 = x.fma(FloatVector.fromArray(FLOATS, w, p13 + k), d13);
            d14 = x.fma(FloatVector.fromArray(FLOATS, w, p14 + k), d14);
            d15 = x.fma(FloatVector.fromArray(FLOATS, w, p15 + k), d15);
        }
        FloatVector e0 = d0.blend(d8, UPPER_8).add(d8.blend(d0, UPPER_8).rearrange(BY_8));
        FloatVector e1 = d1.blend(d9, UPPER_8).add(d9.blend(d1, UPPER_8).rearrange(BY_8));
        FloatVector e2 = d2.blend(d10, UPPER_8).add(d10.blend(d2, UPPER_8).rearrange(BY_8));
        FloatVector e3 = d3.blend(d11, UPPER_8).add(d11.blend(d3, UPPER_8).rearrange(BY_8));
        FloatVector e4 = d4.blend(d12, UPPER_8).add(d12.blend(d4, UPPER_8).rearrange(BY_8));
        FloatVector e5 = d5.blend(d13, UPPER_8).add(d13.blend(d5, UPPER_8).rearrange(BY_8));
        FloatVector e6 = d6.blend(d14, UPPER_8).add(d14.blend(d6, UPPER_8).rearrange(BY_8));
        FloatVector e7 = d7.blend(d15, UPPER_8).add(d15.blend(d7, UPPER_8).rearrange(BY_8));
        FloatVector f0 = e0.blend(e4, UPPER_4).add(e4.blend(e0, UPPER_4).rearrange(BY_4));
        FloatVector f1 = e1.blend(e5, UPPER_4).add(e5.blend(e1, UPPER_4).rearrange(BY_4));
        FloatVector f2 = e2.blend(e6, UPPER_4).add(e6.blend(e2, UPPER_4).rearrange(BY_4));
        FloatVector f3 = e3.blend(e7, UPPER_4).add(e7.blend(e3, UPPER_4).rearrange(BY_4));
        FloatVector g0 = f0.blend(f2, UPPER_2).add(f2.blend(f0, UPPER_2).rearrange(BY_2));
        FloatVector g1 = f1.blend(f3, UPPER_2).add(f3.blend(f1, UPPER_2).rearrange(BY_2));
        FloatVector h0 = g0.blend(g1, UPPER_1).add(g1.blend(g0, UPPER_1).rearrange(BY_1));
        h0.add(FloatVector.fromArray(FLOATS, init, j)).intoArray(y, o);
    }

    private static float one(float[] a, int i, int terms, float[] w, int p) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int k = 0; k < terms; k += L) {
            sum = FloatVector.fromArray(FLOATS, a, i + k).fma(FloatVector.fromArray(FLOATS, w, p + k), sum);
        }
        sum = sum.add(sum.rearrange(BY_8));
        sum = sum.add(sum.rearrange(BY_4));
        sum = sum.add(sum.rearrange(BY_2));
        sum = sum.add(sum.rearrange(BY_1));
        return sum.lane(0);
    }
}
