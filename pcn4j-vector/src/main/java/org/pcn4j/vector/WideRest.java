// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** {@link WideProduct} for columns that are left beside tiles of four vectors: tiles of rows × one vector. */
final class WideRest {
    private WideRest() {}

    /** See {@link WideProduct#product}. */
    static void product(
            float[] a,
            int i,
            int lda,
            int rows,
            int n,
            float[] b,
            int begin,
            int end,
            float[] c,
            int j,
            int ldc,
            float[] y,
            int o,
            int ldy) {
        for (int at = begin; at < end; at += L) {
            int p = at * n;
            int r = 0;
            for (; r + 8 <= rows; r += 8) {
                eightByOne(a, i + r * lda, lda, n, b, p, c, j + r * ldc + at, ldc, y, o + r * ldy + at, ldy);
            }
            for (; r < rows; r += 4) {
                int few = Math.min(4, rows - r);
                fewByOne(a, i + r * lda, lda, n, b, p, c, j + r * ldc + at, ldc, y, o + r * ldy + at, ldy, few);
            }
        }
    }

    private static void eightByOne(
            float[] a, int i, int lda, int n, float[] b, int p, float[] c, int j, int ldc, float[] y, int o, int ldy) {
        FloatVector s00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s20 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s30 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s40 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s50 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s60 = FloatVector.broadcast(FLOATS, 0);
        FloatVector s70 = FloatVector.broadcast(FLOATS, 0);
        int s1 = i + lda;
        int s2 = i + 2 * lda;
        int s3 = i + 3 * lda;
        int s4 = i + 4 * lda;
        int s5 = i + 5 * lda;
        int s6 = i + 6 * lda;
        int s7 = i + 7 * lda;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector sb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector sa0 = FloatVector.broadcast(FLOATS, a[i + k]);
            s00 = sa0.fma(sb0, s00);
            FloatVector sa1 = FloatVector.broadcast(FLOATS, a[s1 + k]);
            s10 = sa1.fma(sb0, s10);
            FloatVector sa2 = FloatVector.broadcast(FLOATS, a[s2 + k]);
            s20 = sa2.fma(sb0, s20);
            FloatVector sa3 = FloatVector.broadcast(FLOATS, a[s3 + k]);
            s30 = sa3.fma(sb0, s30);
            FloatVector sa4 = FloatVector.broadcast(FLOATS, a[s4 + k]);
            s40 = sa4.fma(sb0, s40);
            FloatVector sa5 = FloatVector.broadcast(FLOATS, a[s5 + k]);
            s50 = sa5.fma(sb0, s50);
            FloatVector sa6 = FloatVector.broadcast(FLOATS, a[s6 + k]);
            s60 = sa6.fma(sb0, s60);
            FloatVector sa7 = FloatVector.broadcast(FLOATS, a[s7 + k]);
            s70 = sa7.fma(sb0, s70);
            at += L;
        }
        s00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        s10.add(FloatVector.fromArray(FLOATS, c, j + ldc)).intoArray(y, o + ldy);
        s20.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc)).intoArray(y, o + 2 * ldy);
        s30.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc)).intoArray(y, o + 3 * ldy);
        s40.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc)).intoArray(y, o + 4 * ldy);
        s50.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc)).intoArray(y, o + 5 * ldy);
        s60.add(FloatVector.fromArray(FLOATS, c, j + 6 * ldc)).intoArray(y, o + 6 * ldy);
        s70.add(FloatVector.fromArray(FLOATS, c, j + 7 * ldc)).intoArray(y, o + 7 * ldy);
    }

    /** Of m rows, at most four: the others are the last of these again, and are not written. */
    private static void fewByOne(
            float[] a,
            int i,
            int lda,
            int n,
            float[] b,
            int p,
            float[] c,
            int j,
            int ldc,
            float[] y,
            int o,
            int ldy,
            int m) {
        int tm1 = Math.min(1, m - 1);
        int tm2 = Math.min(2, m - 1);
        int tm3 = Math.min(3, m - 1);
        FloatVector t00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector t10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector t20 = FloatVector.broadcast(FLOATS, 0);
        FloatVector t30 = FloatVector.broadcast(FLOATS, 0);
        int t1 = i + tm1 * lda;
        int t2 = i + tm2 * lda;
        int t3 = i + tm3 * lda;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector tb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector ta0 = FloatVector.broadcast(FLOATS, a[i + k]);
            t00 = ta0.fma(tb0, t00);
            FloatVector ta1 = FloatVector.broadcast(FLOATS, a[t1 + k]);
            t10 = ta1.fma(tb0, t10);
            FloatVector ta2 = FloatVector.broadcast(FLOATS, a[t2 + k]);
            t20 = ta2.fma(tb0, t20);
            FloatVector ta3 = FloatVector.broadcast(FLOATS, a[t3 + k]);
            t30 = ta3.fma(tb0, t30);
            at += L;
        }
        t00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        if (m > 1) {
            t10.add(FloatVector.fromArray(FLOATS, c, j + tm1 * ldc)).intoArray(y, o + ldy);
        }
        if (m > 2) {
            t20.add(FloatVector.fromArray(FLOATS, c, j + tm2 * ldc)).intoArray(y, o + 2 * ldy);
        }
        if (m > 3) {
            t30.add(FloatVector.fromArray(FLOATS, c, j + tm3 * ldc)).intoArray(y, o + 3 * ldy);
        }
    }
}
