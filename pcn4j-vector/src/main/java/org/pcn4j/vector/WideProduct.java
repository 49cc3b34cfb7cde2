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
            for (; r + 6 <= m && r + 8 != m; r += 6) {
                sixByFour(a, aAt + r * lda, lda, n, b, p, c, cAt + r * ldc + at, ldc, y, yAt + r * ldy + at, ldy);
            }
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
        WideRest.product(a, aAt, lda, m, n, b, at, to, c, cAt, ldc, y, yAt, ldy);
    }

    private static void sixByFour(
            float[] a, int i, int lda, int n, float[] b, int p, float[] c, int j, int ldc, float[] y, int o, int ldy) {
        FloatVector x00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x01 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x02 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x03 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x11 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x12 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x13 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x20 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x21 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x22 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x23 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x30 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x31 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x32 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x33 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x40 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x41 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x42 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x43 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x50 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x51 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x52 = FloatVector.broadcast(FLOATS, 0);
        FloatVector x53 = FloatVector.broadcast(FLOATS, 0);
        int x1 = i + lda;
        int x2 = i + 2 * lda;
        int x3 = i + 3 * lda;
        int x4 = i + 4 * lda;
        int x5 = i + 5 * lda;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector xb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector xb1 = FloatVector.fromArray(FLOATS, b, at + L);
            FloatVector xb2 = FloatVector.fromArray(FLOATS, b, at + 2 * L);
            FloatVector xb3 = FloatVector.fromArray(FLOATS, b, at + 3 * L);
            FloatVector xa0 = FloatVector.broadcast(FLOATS, a[i + k]);
            x00 = xa0.fma(xb0, x00);
            x01 = xa0.fma(xb1, x01);
            x02 = xa0.fma(xb2, x02);
            x03 = xa0.fma(xb3, x03);
            FloatVector xa1 = FloatVector.broadcast(FLOATS, a[x1 + k]);
            x10 = xa1.fma(xb0, x10);
            x11 = xa1.fma(xb1, x11);
            x12 = xa1.fma(xb2, x12);
            x13 = xa1.fma(xb3, x13);
            FloatVector xa2 = FloatVector.broadcast(FLOATS, a[x2 + k]);
            x20 = xa2.fma(xb0, x20);
            x21 = xa2.fma(xb1, x21);
            x22 = xa2.fma(xb2, x22);
            x23 = xa2.fma(xb3, x23);
            FloatVector xa3 = FloatVector.broadcast(FLOATS, a[x3 + k]);
            x30 = xa3.fma(xb0, x30);
            x31 = xa3.fma(xb1, x31);
            x32 = xa3.fma(xb2, x32);
            x33 = xa3.fma(xb3, x33);
            FloatVector xa4 = FloatVector.broadcast(FLOATS, a[x4 + k]);
            x40 = xa4.fma(xb0, x40);
            x41 = xa4.fma(xb1, x41);
            x42 = xa4.fma(xb2, x42);
            x43 = xa4.fma(xb3, x43);
            FloatVector xa5 = FloatVector.broadcast(FLOATS, a[x5 + k]);
            x50 = xa5.fma(xb0, x50);
            x51 = xa5.fma(xb1, x51);
            x52 = xa5.fma(xb2, x52);
            x53 = xa5.fma(xb3, x53);
            at += 4 * L;
        }
        x00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        x01.add(FloatVector.fromArray(FLOATS, c, j + L)).intoArray(y, o + L);
        x02.add(FloatVector.fromArray(FLOATS, c, j + 2 * L)).intoArray(y, o + 2 * L);
        x03.add(FloatVector.fromArray(FLOATS, c, j + 3 * L)).intoArray(y, o + 3 * L);
        x10.add(FloatVector.fromArray(FLOATS, c, j + ldc)).intoArray(y, o + ldy);
        x11.add(FloatVector.fromArray(FLOATS, c, j + ldc + L)).intoArray(y, o + ldy + L);
        x12.add(FloatVector.fromArray(FLOATS, c, j + ldc + 2 * L)).intoArray(y, o + ldy + 2 * L);
        x13.add(FloatVector.fromArray(FLOATS, c, j + ldc + 3 * L)).intoArray(y, o + ldy + 3 * L);
        x20.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc)).intoArray(y, o + 2 * ldy);
        x21.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + L)).intoArray(y, o + 2 * ldy + L);
        x22.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + 2 * L)).intoArray(y, o + 2 * ldy + 2 * L);
        x23.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + 3 * L)).intoArray(y, o + 2 * ldy + 3 * L);
        x30.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc)).intoArray(y, o + 3 * ldy);
        x31.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + L)).intoArray(y, o + 3 * ldy + L);
        x32.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + 2 * L)).intoArray(y, o + 3 * ldy + 2 * L);
        x33.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + 3 * L)).intoArray(y, o + 3 * ldy + 3 * L);
        x40.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc)).intoArray(y, o + 4 * ldy);
        x41.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc + L)).intoArray(y, o + 4 * ldy + L);
        x42.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc + 2 * L)).intoArray(y, o + 4 * ldy + 2 * L);
        x43.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc + 3 * L)).intoArray(y, o + 4 * ldy + 3 * L);
        x50.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc)).intoArray(y, o + 5 * ldy);
        x51.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc + L)).intoArray(y, o + 5 * ldy + L);
        x52.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc + 2 * L)).intoArray(y, o + 5 * ldy + 2 * L);
        x53.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc + 3 * L)).intoArray(y, o + 5 * ldy + 3 * L);
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
}
