// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/**
 * G ← Dᵀ X by tiles of rows × vectors that stay in registers, for vectors of half a line and 16 registers. Of a tile: a row of D begins at i, one
 * of X at j and one of G at o.
 */
final class NarrowGradient {
    private NarrowGradient() {}

    /** See {@code DenseKernels.gradient}: m rows, n columns. */
    static void gradient(
            float[] d,
            int dStart,
            int ldd,
            int m,
            float[] x,
            int xStart,
            int ldx,
            int n,
            int batch,
            boolean adds,
            float[] g,
            int gStart,
            int ldg) {
        for (int c = 0; c < n; c += 2 * L) {
            int r = 0;
            for (; r + 5 <= m; r += 5) {
                fiveByTwo(d, dStart + r, ldd, x, xStart + c, ldx, batch, adds, g, gStart + r * ldg + c, ldg);
            }
            if (r < m) {
                fewByTwo(d, dStart + r, ldd, x, xStart + c, ldx, batch, adds, m - r, g, gStart + r * ldg + c, ldg);
            }
        }
    }

    private static void fiveByTwo(
            float[] d, int i, int ldd, float[] x, int j, int ldx, int n, boolean adds, float[] g, int o, int ldg) {
        FloatVector h00 = FloatVector.zero(FLOATS);
        FloatVector h01 = FloatVector.zero(FLOATS);
        FloatVector h10 = FloatVector.zero(FLOATS);
        FloatVector h11 = FloatVector.zero(FLOATS);
        FloatVector h20 = FloatVector.zero(FLOATS);
        FloatVector h21 = FloatVector.zero(FLOATS);
        FloatVector h30 = FloatVector.zero(FLOATS);
        FloatVector h31 = FloatVector.zero(FLOATS);
        FloatVector h40 = FloatVector.zero(FLOATS);
        FloatVector h41 = FloatVector.zero(FLOATS);
        if (adds) {
            h00 = FloatVector.fromArray(FLOATS, g, o);
            h01 = FloatVector.fromArray(FLOATS, g, o + L);
            h10 = FloatVector.fromArray(FLOATS, g, o + ldg);
            h11 = FloatVector.fromArray(FLOATS, g, o + ldg + L);
            h20 = FloatVector.fromArray(FLOATS, g, o + 2 * ldg);
            h21 = FloatVector.fromArray(FLOATS, g, o + 2 * ldg + L);
            h30 = FloatVector.fromArray(FLOATS, g, o + 3 * ldg);
            h31 = FloatVector.fromArray(FLOATS, g, o + 3 * ldg + L);
            h40 = FloatVector.fromArray(FLOATS, g, o + 4 * ldg);
            h41 = FloatVector.fromArray(FLOATS, g, o + 4 * ldg + L);
        }
        int p = j;
        int q = i;
        for (int s = 0; s < n; s++) {
            FloatVector hx0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector hx1 = FloatVector.fromArray(FLOATS, x, p + L);
            FloatVector hd0 = FloatVector.broadcast(FLOATS, d[q]);
            h00 = hd0.fma(hx0, h00);
            h01 = hd0.fma(hx1, h01);
            FloatVector hd1 = FloatVector.broadcast(FLOATS, d[q + 1]);
            h10 = hd1.fma(hx0, h10);
            h11 = hd1.fma(hx1, h11);
            FloatVector hd2 = FloatVector.broadcast(FLOATS, d[q + 2]);
            h20 = hd2.fma(hx0, h20);
            h21 = hd2.fma(hx1, h21);
            FloatVector hd3 = FloatVector.broadcast(FLOATS, d[q + 3]);
            h30 = hd3.fma(hx0, h30);
            h31 = hd3.fma(hx1, h31);
            FloatVector hd4 = FloatVector.broadcast(FLOATS, d[q + 4]);
            h40 = hd4.fma(hx0, h40);
            h41 = hd4.fma(hx1, h41);
            p += ldx;
            q += ldd;
        }
        h00.intoArray(g, o);
        h01.intoArray(g, o + L);
        h10.intoArray(g, o + ldg);
        h11.intoArray(g, o + ldg + L);
        h20.intoArray(g, o + 2 * ldg);
        h21.intoArray(g, o + 2 * ldg + L);
        h30.intoArray(g, o + 3 * ldg);
        h31.intoArray(g, o + 3 * ldg + L);
        h40.intoArray(g, o + 4 * ldg);
        h41.intoArray(g, o + 4 * ldg + L);
    }

    /** Of m rows, at most four: the others are the last of these again, and are not written. */
    private static void fewByTwo(
            float[] d,
            int i,
            int stride,
            float[] x,
            int j,
            int gap,
            int n,
            boolean adds,
            int m,
            float[] g,
            int o,
            int ldg) {
        int f1 = Math.min(1, m - 1);
        int f2 = Math.min(2, m - 1);
        int f3 = Math.min(3, m - 1);
        FloatVector f00 = FloatVector.zero(FLOATS);
        FloatVector f01 = FloatVector.zero(FLOATS);
        FloatVector f10 = FloatVector.zero(FLOATS);
        FloatVector f11 = FloatVector.zero(FLOATS);
        FloatVector f20 = FloatVector.zero(FLOATS);
        FloatVector f21 = FloatVector.zero(FLOATS);
        FloatVector f30 = FloatVector.zero(FLOATS);
        FloatVector f31 = FloatVector.zero(FLOATS);
        if (adds) {
            f00 = FloatVector.fromArray(FLOATS, g, o);
            f01 = FloatVector.fromArray(FLOATS, g, o + L);
            f10 = FloatVector.fromArray(FLOATS, g, o + f1 * ldg);
            f11 = FloatVector.fromArray(FLOATS, g, o + f1 * ldg + L);
            f20 = FloatVector.fromArray(FLOATS, g, o + f2 * ldg);
            f21 = FloatVector.fromArray(FLOATS, g, o + f2 * ldg + L);
            f30 = FloatVector.fromArray(FLOATS, g, o + f3 * ldg);
            f31 = FloatVector.fromArray(FLOATS, g, o + f3 * ldg + L);
        }
        int p = j;
        int q = i;
        for (int s = 0; s < n; s++) {
            FloatVector fx0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector fx1 = FloatVector.fromArray(FLOATS, x, p + L);
            FloatVector fd0 = FloatVector.broadcast(FLOATS, d[q]);
            f00 = fd0.fma(fx0, f00);
            f01 = fd0.fma(fx1, f01);
            FloatVector fd1 = FloatVector.broadcast(FLOATS, d[q + f1]);
            f10 = fd1.fma(fx0, f10);
            f11 = fd1.fma(fx1, f11);
            FloatVector fd2 = FloatVector.broadcast(FLOATS, d[q + f2]);
            f20 = fd2.fma(fx0, f20);
            f21 = fd2.fma(fx1, f21);
            FloatVector fd3 = FloatVector.broadcast(FLOATS, d[q + f3]);
            f30 = fd3.fma(fx0, f30);
            f31 = fd3.fma(fx1, f31);
            p += gap;
            q += stride;
        }
        f00.intoArray(g, o);
        f01.intoArray(g, o + L);
        if (m > 1) {
            f10.intoArray(g, o + ldg);
            f11.intoArray(g, o + ldg + L);
        }
        if (m > 2) {
            f20.intoArray(g, o + 2 * ldg);
            f21.intoArray(g, o + 2 * ldg + L);
        }
        if (m > 3) {
            f30.intoArray(g, o + 3 * ldg);
            f31.intoArray(g, o + 3 * ldg + L);
        }
    }
}
