// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot products of one row with the rows of a matrix, for vectors of half a line: four at a time, of two vectors each, whose parts are
 * then added pair by pair.
 */
final class NarrowDots {
    private NarrowDots() {}

    private static final int QUARTER = L / 4;
    private static final VectorShuffle<Float> ACROSS_2 = VectorShuffle.fromOp(FLOATS, i -> i ^ (2 * QUARTER));
    private static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(FLOATS, Lanes.upper(2 * QUARTER));
    private static final VectorShuffle<Float> ACROSS_QUARTER = VectorShuffle.fromOp(FLOATS, i -> i ^ QUARTER);
    private static final VectorMask<Float> UPPER_QUARTER = VectorMask.fromLong(FLOATS, Lanes.upper(QUARTER));
    private static final VectorShuffle<Float> ACROSS_1 = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);

    /** See {@code DenseKernels.rowDots}. */
    static void rowDots(
            float[] x, int i, int terms, float[] w, int ld, int from, int to, float[] init, int j, float[] y, int o) {
        for (int c = from; c < to; c += 4) {
            four(x, i, terms, w, c * ld, ld, Math.min(4, to - c), init, j + c, y, o + c);
        }
    }

    /** As many as {@code count} of the four are written, as of {@link WideDots}' eight. */
    private static void four(
            float[] x, int i, int terms, float[] w, int p, int ld, int count, float[] init, int j, float[] y, int o) {
        FloatVector low0 = FloatVector.zero(FLOATS);
        FloatVector high0 = FloatVector.zero(FLOATS);
        FloatVector low1 = FloatVector.zero(FLOATS);
        FloatVector high1 = FloatVector.zero(FLOATS);
        FloatVector low2 = FloatVector.zero(FLOATS);
        FloatVector high2 = FloatVector.zero(FLOATS);
        FloatVector low3 = FloatVector.zero(FLOATS);
        FloatVector high3 = FloatVector.zero(FLOATS);
        int p1 = p + ld * Math.min(1, count - 1);
        int p2 = p + ld * Math.min(2, count - 1);
        int p3 = p + ld * Math.min(3, count - 1);
        for (int k = 0; k < terms; k += 2 * L) {
            FloatVector low = FloatVector.fromArray(FLOATS, x, i + k);
            FloatVector high = FloatVector.fromArray(FLOATS, x, i + k + L);
            low0 = low.fma(FloatVector.fromArray(FLOATS, w, p + k), low0);
            high0 = high.fma(FloatVector.fromArray(FLOATS, w, p + k + L), high0);
            low1 = low.fma(FloatVector.fromArray(FLOATS, w, p1 + k), low1);
            high1 = high.fma(FloatVector.fromArray(FLOATS, w, p1 + k + L), high1);
            low2 = low.fma(FloatVector.fromArray(FLOATS, w, p2 + k), low2);
            high2 = high.fma(FloatVector.fromArray(FLOATS, w, p2 + k + L), high2);
            low3 = low.fma(FloatVector.fromArray(FLOATS, w, p3 + k), low3);
            high3 = high.fma(FloatVector.fromArray(FLOATS, w, p3 + k + L), high3);
        }
        low0 = low0.add(high0);
        low1 = low1.add(high1);
        low2 = low2.add(high2);
        low3 = low3.add(high3);
        FloatVector even =
                low0.blend(low2, UPPER_2).add(low2.blend(low0, UPPER_2).rearrange(ACROSS_2));
        FloatVector odd =
                low1.blend(low3, UPPER_2).add(low3.blend(low1, UPPER_2).rearrange(ACROSS_2));
        FloatVector all = even.blend(odd, UPPER_QUARTER)
                .add(odd.blend(even, UPPER_QUARTER).rearrange(ACROSS_QUARTER));
        all = L > 4 ? all.add(all.rearrange(ACROSS_1)) : all;
        y[o] = all.lane(0) + init[j];
        if (count > 1) {
            y[o + 1] = all.lane(QUARTER) + init[j + 1];
        }
        if (count > 2) {
            y[o + 2] = all.lane(2 * QUARTER) + init[j + 2];
        }
        if (count > 3) {
            y[o + 3] = all.lane(3 * QUARTER) + init[j + 3];
        }
    }
}
