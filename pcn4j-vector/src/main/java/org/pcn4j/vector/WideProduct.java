// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/**
 * Y ← C + A B by tiles of rows × vectors that stay in registers, for vectors as long as a line and 32 registers. Of a tile: a row of A begins at i
 * and has n terms, B's panel begins at p, rows of C at j and of Y at o. The constant stride through a panel lets C2 drop the checks
 * of bounds.
 */
final class WideProduct {
    private WideProduct() {}

    /** See {@code DenseKernels.product}: m rows, n terms. */
    static void product(
            float[] a,
            int aAt,
            int lda,
            int m,
            int n,
            float[] b,
            int from,
            int to,
            float[] c,
            int cAt,
            int ldc,
            float[] y,
            int yAt,
            int ldy) {
        int at = from;
        for (; at + 4 * L <= to; at += 4 * L) {
            int p = at * n;
            int r = 0;
            for (; r + 4 <= m; r += 4) {
                fourByFour(a, aAt + r * lda, lda, n, b, p, c, cAt + r * ldc + at, ldc, y, yAt + r * ldy + at, ldy);
            }
            if (r + 2 <= m) {
                twoByFour(a, aAt + r * lda, lda, n, b, p, c, cAt + r * ldc + at, ldc, y, yAt + r * ldy + at, ldy);
                r += 2;
            }
            if (r < m) {
                oneByFour(a, aAt + r * lda, n, b, p, c, cAt + r * ldc + at, y, yAt + r * ldy + at);
            }
        }
        for (; at < to; at += L) {
            int p = at * n;
            int r = 0;
            for (; r + 8 <= m; r += 8) {
                eightByOne(a, aAt + r * lda, lda, n, b, p, c, cAt + r * ldc + at, ldc, y, yAt + r * ldy + at, ldy);
            }
            for (; r < m; r += 4) {
                int few = Math.min(4, m - r);
                fewByOne(a, aAt + r * lda, lda, n, b, p, c, cAt + r * ldc + at, ldc, y, yAt + r * ldy + at, ldy, few);
            }
        }
    }

    private static void fourByFour(
            float[] a, int i, int lda, int n, float[] b, int p, float[] c, int j, int ldc, float[] y, int o, int ldy) {
        FloatVector u00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u01 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u02 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u03 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u11 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u12 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u13 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u20 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u21 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u22 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u23 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u30 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u31 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u32 = FloatVector.broadcast(FLOATS, 0);
        FloatVector u33 = FloatVector.broadcast(FLOATS, 0);
        int u1 = i + lda;
        int u2 = i + 2 * lda;
        int u3 = i + 3 * lda;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector ub0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector ub1 = FloatVector.fromArray(FLOATS, b, at + L);
            FloatVector ub2 = FloatVector.fromArray(FLOATS, b, at + 2 * L);
            FloatVector ub3 = FloatVector.fromArray(FLOATS, b, at + 3 * L);
            FloatVector ua0 = FloatVector.broadcast(FLOATS, a[i + k]);
            u00 = ua0.fma(ub0, u00);
            u01 = ua0.fma(ub1, u01);
            u02 = ua0.fma(ub2, u02);
            u03 = ua0.fma(ub3, u03);
            FloatVector ua1 = FloatVector.broadcast(FLOATS, a[u1 + k]);
            u10 = ua1.fma(ub0, u10);
            u11 = ua1.fma(ub1, u11);
            u12 = ua1.fma(ub2, u12);
            u13 = ua1.fma(ub3, u13);
            FloatVector ua2 = FloatVector.broadcast(FLOATS, a[u2 + k]);
            u20 = ua2.fma(ub0, u20);
            u21 = ua2.fma(ub1, u21);
            u22 = ua2.fma(ub2, u22);
            u23 = ua2.fma(ub3, u23);
            FloatVector ua3 = FloatVector.broadcast(FLOATS, a[u3 + k]);
            u30 = ua3.fma(ub0, u30);
            u31 = ua3.fma(ub1, u31);
            u32 = ua3.fma(ub2, u32);
            u33 = ua3.fma(ub3, u33);
            at += 4 * L;
        }
        u00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        u01.add(FloatVector.fromArray(FLOATS, c, j + L)).intoArray(y, o + L);
        u02.add(FloatVector.fromArray(FLOATS, c, j + 2 * L)).intoArray(y, o + 2 * L);
        u03.add(FloatVector.fromArray(FLOATS, c, j + 3 * L)).intoArray(y, o + 3 * L);
        u10.add(FloatVector.fromArray(FLOATS, c, j + ldc)).intoArray(y, o + ldy);
        u11.add(FloatVector.fromArray(FLOATS, c, j + ldc + L)).intoArray(y, o + ldy + L);
        u12.add(FloatVector.fromArray(FLOATS, c, j + ldc + 2 * L)).intoArray(y, o + ldy + 2 * L);
        u13.add(FloatVector.fromArray(FLOATS, c, j + ldc + 3 * L)).intoArray(y, o + ldy + 3 * L);
        u20.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc)).intoArray(y, o + 2 * ldy);
        u21.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + L)).intoArray(y, o + 2 * ldy + L);
        u22.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + 2 * L)).intoArray(y, o + 2 * ldy + 2 * L);
        u23.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + 3 * L)).intoArray(y, o + 2 * ldy + 3 * L);
        u30.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc)).intoArray(y, o + 3 * ldy);
        u31.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + L)).intoArray(y, o + 3 * ldy + L);
        u32.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + 2 * L)).intoArray(y, o + 3 * ldy + 2 * L);
        u33.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + 3 * L)).intoArray(y, o + 3 * ldy + 3 * L);
    }

    private static void twoByFour(
            float[] a, int i, int lda, int n, float[] b, int p, float[] c, int j, int ldc, float[] y, int o, int ldy) {
        FloatVector v00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v01 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v02 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v03 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v11 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v12 = FloatVector.broadcast(FLOATS, 0);
        FloatVector v13 = FloatVector.broadcast(FLOATS, 0);
        int v1 = i + lda;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector vb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector vb1 = FloatVector.fromArray(FLOATS, b, at + L);
            FloatVector vb2 = FloatVector.fromArray(FLOATS, b, at + 2 * L);
            FloatVector vb3 = FloatVector.fromArray(FLOATS, b, at + 3 * L);
            FloatVector va0 = FloatVector.broadcast(FLOATS, a[i + k]);
            v00 = va0.fma(vb0, v00);
            v01 = va0.fma(vb1, v01);
            v02 = va0.fma(vb2, v02);
            v03 = va0.fma(vb3, v03);
            FloatVector va1 = FloatVector.broadcast(FLOATS, a[v1 + k]);
            v10 = va1.fma(vb0, v10);
            v11 = va1.fma(vb1, v11);
            v12 = va1.fma(vb2, v12);
            v13 = va1.fma(vb3, v13);
            at += 4 * L;
        }
        v00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        v01.add(FloatVector.fromArray(FLOATS, c, j + L)).intoArray(y, o + L);
        v02.add(FloatVector.fromArray(FLOATS, c, j + 2 * L)).intoArray(y, o + 2 * L);
        v03.add(FloatVector.fromArray(FLOATS, c, j + 3 * L)).intoArray(y, o + 3 * L);
        v10.add(FloatVector.fromArray(FLOATS, c, j + ldc)).intoArray(y, o + ldy);
        v11.add(FloatVector.fromArray(FLOATS, c, j + ldc + L)).intoArray(y, o + ldy + L);
        v12.add(FloatVector.fromArray(FLOATS, c, j + ldc + 2 * L)).intoArray(y, o + ldy + 2 * L);
        v13.add(FloatVector.fromArray(FLOATS, c, j + ldc + 3 * L)).intoArray(y, o + ldy + 3 * L);
    }

    private static void oneByFour(float[] a, int i, int n, float[] b, int p, float[] c, int j, float[] y, int o) {
        FloatVector w00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector w01 = FloatVector.broadcast(FLOATS, 0);
        FloatVector w02 = FloatVector.broadcast(FLOATS, 0);
        FloatVector w03 = FloatVector.broadcast(FLOATS, 0);
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector wb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector wb1 = FloatVector.fromArray(FLOATS, b, at + L);
            FloatVector wb2 = FloatVector.fromArray(FLOATS, b, at + 2 * L);
            FloatVector wb3 = FloatVector.fromArray(FLOATS, b, at + 3 * L);
            FloatVector wa0 = FloatVector.broadcast(FLOATS, a[i + k]);
            w00 = wa0.fma(wb0, w00);
            w01 = wa0.fma(wb1, w01);
            w02 = wa0.fma(wb2, w02);
            w03 = wa0.fma(wb3, w03);
            at += 4 * L;
        }
        w00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        w01.add(FloatVector.fromArray(FLOATS, c, j + L)).intoArray(y, o + L);
        w02.add(FloatVector.fromArray(FLOATS, c, j + 2 * L)).intoArray(y, o + 2 * L);
        w03.add(FloatVector.fromArray(FLOATS, c, j + 3 * L)).intoArray(y, o + 3 * L);
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
