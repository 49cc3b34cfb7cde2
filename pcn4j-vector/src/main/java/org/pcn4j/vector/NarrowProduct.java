// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/**
 * Y ← C + A B by tiles of rows × vectors that stay in registers, for vectors of half a line and 16 registers. Of a tile: a row of A begins at i
 * and has n terms, B's panel begins at p, rows of C at j and of Y at o. The constant stride through a panel lets C2 drop the checks
 * of bounds.
 */
final class NarrowProduct {
    private NarrowProduct() {}

    /** See {@code DenseKernels.product}: m rows, n terms. */
    static void product(
            float[] a,
            int start,
            int lda,
            int m,
            int n,
            float[] b,
            int from,
            int to,
            float[] c,
            int cStart,
            int ldc,
            float[] y,
            int yStart,
            int ldy) {
        for (int at = from; at < to; at += 2 * L) {
            int p = at * n;
            int r = 0;
            // eight rows are two tiles of four, rather than one of six and one of two
            for (; r + 6 <= m && r + 8 != m; r += 6) {
                sixByTwo(
                        a, start + r * lda, lda, n, b, p, c, cStart + r * ldc + at, ldc, y, yStart + r * ldy + at, ldy);
            }
            for (; r < m; r += 4) {
                int few = Math.min(4, m - r);
                int j = cStart + r * ldc + at;
                fewByTwo(a, start + r * lda, lda, n, b, p, c, j, ldc, y, yStart + r * ldy + at, ldy, few);
            }
        }
    }

    private static void sixByTwo(
            float[] a, int i, int lda, int n, float[] b, int p, float[] c, int j, int ldc, float[] y, int o, int ldy) {
        FloatVector g00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g01 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g11 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g20 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g21 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g30 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g31 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g40 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g41 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g50 = FloatVector.broadcast(FLOATS, 0);
        FloatVector g51 = FloatVector.broadcast(FLOATS, 0);
        int g1 = i + lda;
        int g2 = i + 2 * lda;
        int g3 = i + 3 * lda;
        int g4 = i + 4 * lda;
        int g5 = i + 5 * lda;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector gb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector gb1 = FloatVector.fromArray(FLOATS, b, at + L);
            FloatVector ga0 = FloatVector.broadcast(FLOATS, a[i + k]);
            g00 = ga0.fma(gb0, g00);
            g01 = ga0.fma(gb1, g01);
            FloatVector ga1 = FloatVector.broadcast(FLOATS, a[g1 + k]);
            g10 = ga1.fma(gb0, g10);
            g11 = ga1.fma(gb1, g11);
            FloatVector ga2 = FloatVector.broadcast(FLOATS, a[g2 + k]);
            g20 = ga2.fma(gb0, g20);
            g21 = ga2.fma(gb1, g21);
            FloatVector ga3 = FloatVector.broadcast(FLOATS, a[g3 + k]);
            g30 = ga3.fma(gb0, g30);
            g31 = ga3.fma(gb1, g31);
            FloatVector ga4 = FloatVector.broadcast(FLOATS, a[g4 + k]);
            g40 = ga4.fma(gb0, g40);
            g41 = ga4.fma(gb1, g41);
            FloatVector ga5 = FloatVector.broadcast(FLOATS, a[g5 + k]);
            g50 = ga5.fma(gb0, g50);
            g51 = ga5.fma(gb1, g51);
            at += 2 * L;
        }
        g00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        g01.add(FloatVector.fromArray(FLOATS, c, j + L)).intoArray(y, o + L);
        g10.add(FloatVector.fromArray(FLOATS, c, j + ldc)).intoArray(y, o + ldy);
        g11.add(FloatVector.fromArray(FLOATS, c, j + ldc + L)).intoArray(y, o + ldy + L);
        g20.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc)).intoArray(y, o + 2 * ldy);
        g21.add(FloatVector.fromArray(FLOATS, c, j + 2 * ldc + L)).intoArray(y, o + 2 * ldy + L);
        g30.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc)).intoArray(y, o + 3 * ldy);
        g31.add(FloatVector.fromArray(FLOATS, c, j + 3 * ldc + L)).intoArray(y, o + 3 * ldy + L);
        g40.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc)).intoArray(y, o + 4 * ldy);
        g41.add(FloatVector.fromArray(FLOATS, c, j + 4 * ldc + L)).intoArray(y, o + 4 * ldy + L);
        g50.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc)).intoArray(y, o + 5 * ldy);
        g51.add(FloatVector.fromArray(FLOATS, c, j + 5 * ldc + L)).intoArray(y, o + 5 * ldy + L);
    }

    /** Of m rows, at most four: the others are the last of these again, and are not written. */
    private static void fewByTwo(
            float[] a,
            int i,
            int stride,
            int n,
            float[] b,
            int p,
            float[] c,
            int j,
            int gap,
            float[] y,
            int o,
            int ldy,
            int m) {
        int hm1 = Math.min(1, m - 1);
        int hm2 = Math.min(2, m - 1);
        int hm3 = Math.min(3, m - 1);
        FloatVector h00 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h01 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h10 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h11 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h20 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h21 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h30 = FloatVector.broadcast(FLOATS, 0);
        FloatVector h31 = FloatVector.broadcast(FLOATS, 0);
        int h1 = i + hm1 * stride;
        int h2 = i + hm2 * stride;
        int h3 = i + hm3 * stride;
        int at = p;
        for (int k = 0; k < n; k++) {
            FloatVector hb0 = FloatVector.fromArray(FLOATS, b, at);
            FloatVector hb1 = FloatVector.fromArray(FLOATS, b, at + L);
            FloatVector ha0 = FloatVector.broadcast(FLOATS, a[i + k]);
            h00 = ha0.fma(hb0, h00);
            h01 = ha0.fma(hb1, h01);
            FloatVector ha1 = FloatVector.broadcast(FLOATS, a[h1 + k]);
            h10 = ha1.fma(hb0, h10);
            h11 = ha1.fma(hb1, h11);
            FloatVector ha2 = FloatVector.broadcast(FLOATS, a[h2 + k]);
            h20 = ha2.fma(hb0, h20);
            h21 = ha2.fma(hb1, h21);
            FloatVector ha3 = FloatVector.broadcast(FLOATS, a[h3 + k]);
            h30 = ha3.fma(hb0, h30);
            h31 = ha3.fma(hb1, h31);
            at += 2 * L;
        }
        h00.add(FloatVector.fromArray(FLOATS, c, j)).intoArray(y, o);
        h01.add(FloatVector.fromArray(FLOATS, c, j + L)).intoArray(y, o + L);
        if (m > 1) {
            h10.add(FloatVector.fromArray(FLOATS, c, j + hm1 * gap)).intoArray(y, o + ldy);
            h11.add(FloatVector.fromArray(FLOATS, c, j + hm1 * gap + L)).intoArray(y, o + ldy + L);
        }
        if (m > 2) {
            h20.add(FloatVector.fromArray(FLOATS, c, j + hm2 * gap)).intoArray(y, o + 2 * ldy);
            h21.add(FloatVector.fromArray(FLOATS, c, j + hm2 * gap + L)).intoArray(y, o + 2 * ldy + L);
        }
        if (m > 3) {
            h30.add(FloatVector.fromArray(FLOATS, c, j + hm3 * gap)).intoArray(y, o + 3 * ldy);
            h31.add(FloatVector.fromArray(FLOATS, c, j + hm3 * gap + L)).intoArray(y, o + 3 * ldy + L);
        }
    }
}
