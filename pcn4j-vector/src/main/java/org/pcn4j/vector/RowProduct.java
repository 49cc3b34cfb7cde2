// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** One row times a matrix as it lies: eight of its rows at a time are added to the sums, which are read and written again. */
final class RowProduct {
    private RowProduct() {}

    /** See {@code DenseKernels.rowProduct}, for {@code count} columns, with all places those of the first column. */
    static void product(
            float[] a, int i, int inner, float[] w, int p, int ld, int count, float[] init, int j, float[] y, int o) {
        float[] sums = init;
        int at = j;
        for (int k = 0; k < inner; k += k + 8 <= inner ? 8 : 1) {
            add(a, i + k, k + 8 <= inner, w, p + k * ld, ld, count, sums, at, y, o);
            sums = y;
            at = o;
        }
        if (inner == 0) {
            System.arraycopy(init, j, y, o, count);
        }
    }

    /** Adds eight rows, or one. */
    private static void add(
            float[] a,
            int i,
            boolean eight,
            float[] w,
            int p,
            int ld,
            int count,
            float[] sums,
            int at,
            float[] y,
            int o) {
        FloatVector a0 = FloatVector.broadcast(FLOATS, a[i]);
        if (!eight) {
            for (int c = 0; c < count; c += L) {
                FloatVector sum = FloatVector.fromArray(FLOATS, sums, at + c);
                a0.fma(FloatVector.fromArray(FLOATS, w, p + c), sum).intoArray(y, o + c);
            }
            return;
        }
        FloatVector a1 = FloatVector.broadcast(FLOATS, a[i + 1]);
        FloatVector a2 = FloatVector.broadcast(FLOATS, a[i + 2]);
        FloatVector a3 = FloatVector.broadcast(FLOATS, a[i + 3]);
        FloatVector a4 = FloatVector.broadcast(FLOATS, a[i + 4]);
        FloatVector a5 = FloatVector.broadcast(FLOATS, a[i + 5]);
        FloatVector a6 = FloatVector.broadcast(FLOATS, a[i + 6]);
        FloatVector a7 = FloatVector.broadcast(FLOATS, a[i + 7]);
        int p1 = p + ld;
        int p2 = p + 2 * ld;
        int p3 = p + 3 * ld;
        int p4 = p + 4 * ld;
        int p5 = p + 5 * ld;
        int p6 = p + 6 * ld;
        int p7 = p + 7 * ld;
        for (int c = 0; c < count; c += L) {
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, at + c);
            sum = a0.fma(FloatVector.fromArray(FLOATS, w, p + c), sum);
            sum = a1.fma(FloatVector.fromArray(FLOATS, w, p1 + c), sum);
            sum = a2.fma(FloatVector.fromArray(FLOATS, w, p2 + c), sum);
            sum = a3.fma(FloatVector.fromArray(FLOATS, w, p3 + c), sum);
            sum = a4.fma(FloatVector.fromArray(FLOATS, w, p4 + c), sum);
            sum = a5.fma(FloatVector.fromArray(FLOATS, w, p5 + c), sum);
            sum = a6.fma(FloatVector.fromArray(FLOATS, w, p6 + c), sum);
            a7.fma(FloatVector.fromArray(FLOATS, w, p7 + c), sum).intoArray(y, o + c);
        }
    }
}
