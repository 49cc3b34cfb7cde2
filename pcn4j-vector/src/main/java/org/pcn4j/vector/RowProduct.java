// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** One row times a matrix as it lies, by as many columns at a time as registers hold sums of. */
final class RowProduct {
    private RowProduct() {}

    /** See {@code DenseKernels.rowProduct}, for {@code count} columns, with all places those of the first column. */
    static void product(
            float[] a, int i, int inner, float[] w, int p, int ld, int count, float[] init, int j, float[] y, int o) {
        int c = 0;
        for (; c + 8 * L <= count; c += 8 * L) {
            eight(a, i, inner, w, p + c, ld, init, j + c, y, o + c);
        }
        for (; c < count; c += 4 * L) {
            few(a, i, inner, w, p + c, ld, init, j + c, y, o + c, Math.min(4 * L, count - c));
        }
    }

    private static void eight(
            float[] a, int i, int inner, float[] w, int p, int ld, float[] init, int j, float[] y, int o) {
        FloatVector e0 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e1 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e2 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e3 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e4 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e5 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e6 = FloatVector.broadcast(FLOATS, 0);
        FloatVector e7 = FloatVector.broadcast(FLOATS, 0);
        int at = p;
        for (int k = 0; k < inner; k++) {
            FloatVector ea = FloatVector.broadcast(FLOATS, a[i + k]);
            e0 = ea.fma(FloatVector.fromArray(FLOATS, w, at), e0);
            e1 = ea.fma(FloatVector.fromArray(FLOATS, w, at + L), e1);
            e2 = ea.fma(FloatVector.fromArray(FLOATS, w, at + 2 * L), e2);
            e3 = ea.fma(FloatVector.fromArray(FLOATS, w, at + 3 * L), e3);
            e4 = ea.fma(FloatVector.fromArray(FLOATS, w, at + 4 * L), e4);
            e5 = ea.fma(FloatVector.fromArray(FLOATS, w, at + 5 * L), e5);
            e6 = ea.fma(FloatVector.fromArray(FLOATS, w, at + 6 * L), e6);
            e7 = ea.fma(FloatVector.fromArray(FLOATS, w, at + 7 * L), e7);
            at += ld;
        }
        e0.add(FloatVector.fromArray(FLOATS, init, j)).intoArray(y, o);
        e1.add(FloatVector.fromArray(FLOATS, init, j + L)).intoArray(y, o + L);
        e2.add(FloatVector.fromArray(FLOATS, init, j + 2 * L)).intoArray(y, o + 2 * L);
        e3.add(FloatVector.fromArray(FLOATS, init, j + 3 * L)).intoArray(y, o + 3 * L);
        e4.add(FloatVector.fromArray(FLOATS, init, j + 4 * L)).intoArray(y, o + 4 * L);
        e5.add(FloatVector.fromArray(FLOATS, init, j + 5 * L)).intoArray(y, o + 5 * L);
        e6.add(FloatVector.fromArray(FLOATS, init, j + 6 * L)).intoArray(y, o + 6 * L);
        e7.add(FloatVector.fromArray(FLOATS, init, j + 7 * L)).intoArray(y, o + 7 * L);
    }

    /** Of {@code columns} columns, at most four vectors: the others are the last of these again, and are not written. */
    private static void few(
            float[] a, int i, int inner, float[] w, int p, int ld, float[] init, int j, float[] y, int o, int columns) {
        int last = columns - L;
        int p1 = Math.min(L, last);
        int p2 = Math.min(2 * L, last);
        int p3 = Math.min(3 * L, last);
        FloatVector f0 = FloatVector.broadcast(FLOATS, 0);
        FloatVector f1 = FloatVector.broadcast(FLOATS, 0);
        FloatVector f2 = FloatVector.broadcast(FLOATS, 0);
        FloatVector f3 = FloatVector.broadcast(FLOATS, 0);
        int at = p;
        for (int k = 0; k < inner; k++) {
            FloatVector fa = FloatVector.broadcast(FLOATS, a[i + k]);
            f0 = fa.fma(FloatVector.fromArray(FLOATS, w, at), f0);
            f1 = fa.fma(FloatVector.fromArray(FLOATS, w, at + p1), f1);
            f2 = fa.fma(FloatVector.fromArray(FLOATS, w, at + p2), f2);
            f3 = fa.fma(FloatVector.fromArray(FLOATS, w, at + p3), f3);
            at += ld;
        }
        f0.add(FloatVector.fromArray(FLOATS, init, j)).intoArray(y, o);
        if (last >= L) {
            f1.add(FloatVector.fromArray(FLOATS, init, j + L)).intoArray(y, o + L);
        }
        if (last >= 2 * L) {
            f2.add(FloatVector.fromArray(FLOATS, init, j + 2 * L)).intoArray(y, o + 2 * L);
        }
        if (last >= 3 * L) {
            f3.add(FloatVector.fromArray(FLOATS, init, j + 3 * L)).intoArray(y, o + 3 * L);
        }
    }
}
