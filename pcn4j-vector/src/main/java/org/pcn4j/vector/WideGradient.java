// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/**
 * G ← Dᵀ X by tiles of rows × vectors that stay in registers, for vectors as long as a line and 32 registers. Of a tile: a row of D begins at i, one
 * of X at j and one of G at o.
 */
final class WideGradient {
    private WideGradient() {}

    /** See {@code DenseKernels.gradient}: m rows, n columns. */
    static void gradient(
            float[] d,
            int dAt,
            int ldd,
            int m,
            float[] x,
            int xAt,
            int ldx,
            int n,
            int batch,
            boolean adds,
            float[] g,
            int gAt,
            int ldg) {
        int c = 0;
        for (; c + 2 * L <= n; c += 2 * L) {
            int r = 0;
            for (; r + 8 <= m; r += 8) {
                eightByTwo(d, dAt + r, ldd, x, xAt + c, ldx, batch, adds, g, gAt + r * ldg + c, ldg);
            }
            for (; r < m; r += 4) {
                int few = Math.min(4, m - r);
                fewByTwo(d, dAt + r, ldd, x, xAt + c, ldx, batch, adds, few, g, gAt + r * ldg + c, ldg);
            }
        }
        if (c < n) {
            for (int r = 0; r < m; r += 8) {
                int few = Math.min(8, m - r);
                fewByOne(d, dAt + r, ldd, x, xAt + c, ldx, batch, adds, few, g, gAt + r * ldg + c, ldg);
            }
        }
    }

    private static void eightByTwo(
            float[] d, int i, int ldd, float[] x, int j, int ldx, int n, boolean adds, float[] g, int o, int ldg) {
        FloatVector u00 = FloatVector.zero(FLOATS);
        FloatVector u01 = FloatVector.zero(FLOATS);
        FloatVector u10 = FloatVector.zero(FLOATS);
        FloatVector u11 = FloatVector.zero(FLOATS);
        FloatVector u20 = FloatVector.zero(FLOATS);
        FloatVector u21 = FloatVector.zero(FLOATS);
        FloatVector u30 = FloatVector.zero(FLOATS);
        FloatVector u31 = FloatVector.zero(FLOATS);
        FloatVector u40 = FloatVector.zero(FLOATS);
        FloatVector u41 = FloatVector.zero(FLOATS);
        FloatVector u50 = FloatVector.zero(FLOATS);
        FloatVector u51 = FloatVector.zero(FLOATS);
        FloatVector u60 = FloatVector.zero(FLOATS);
        FloatVector u61 = FloatVector.zero(FLOATS);
        FloatVector u70 = FloatVector.zero(FLOATS);
        FloatVector u71 = FloatVector.zero(FLOATS);
        if (adds) {
            u00 = FloatVector.fromArray(FLOATS, g, o);
            u01 = FloatVector.fromArray(FLOATS, g, o + L);
            u10 = FloatVector.fromArray(FLOATS, g, o + ldg);
            u11 = FloatVector.fromArray(FLOATS, g, o + ldg + L);
            u20 = FloatVector.fromArray(FLOATS, g, o + 2 * ldg);
            u21 = FloatVector.fromArray(FLOATS, g, o + 2 * ldg + L);
            u30 = FloatVector.fromArray(FLOATS, g, o + 3 * ldg);
            u31 = FloatVector.fromArray(FLOATS, g, o + 3 * ldg + L);
            u40 = FloatVector.fromArray(FLOATS, g, o + 4 * ldg);
            u41 = FloatVector.fromArray(FLOATS, g, o + 4 * ldg + L);
            u50 = FloatVector.fromArray(FLOATS, g, o + 5 * ldg);
            u51 = FloatVector.fromArray(FLOATS, g, o + 5 * ldg + L);
            u60 = FloatVector.fromArray(FLOATS, g, o + 6 * ldg);
            u61 = FloatVector.fromArray(FLOATS, g, o + 6 * ldg + L);
            u70 = FloatVector.fromArray(FLOATS, g, o + 7 * ldg);
            u71 = FloatVector.fromArray(FLOATS, g, o + 7 * ldg + L);
        }
        int p = j;
        int q = i;
        for (int s = 0; s < n; s++) {
            FloatVector ux0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector ux1 = FloatVector.fromArray(FLOATS, x, p + L);
            FloatVector ud0 = FloatVector.broadcast(FLOATS, d[q]);
            u00 = ud0.fma(ux0, u00);
            u01 = ud0.fma(ux1, u01);
            FloatVector ud1 = FloatVector.broadcast(FLOATS, d[q + 1]);
            u10 = ud1.fma(ux0, u10);
            u11 = ud1.fma(ux1, u11);
            FloatVector ud2 = FloatVector.broadcast(FLOATS, d[q + 2]);
            u20 = ud2.fma(ux0, u20);
            u21 = ud2.fma(ux1, u21);
            FloatVector ud3 = FloatVector.broadcast(FLOATS, d[q + 3]);
            u30 = ud3.fma(ux0, u30);
            u31 = ud3.fma(ux1, u31);
            FloatVector ud4 = FloatVector.broadcast(FLOATS, d[q + 4]);
            u40 = ud4.fma(ux0, u40);
            u41 = ud4.fma(ux1, u41);
            FloatVector ud5 = FloatVector.broadcast(FLOATS, d[q + 5]);
            u50 = ud5.fma(ux0, u50);
            u51 = ud5.fma(ux1, u51);
            FloatVector ud6 = FloatVector.broadcast(FLOATS, d[q + 6]);
            u60 = ud6.fma(ux0, u60);
            u61 = ud6.fma(ux1, u61);
            FloatVector ud7 = FloatVector.broadcast(FLOATS, d[q + 7]);
            u70 = ud7.fma(ux0, u70);
            u71 = ud7.fma(ux1, u71);
            p += ldx;
            q += ldd;
        }
        u00.intoArray(g, o);
        u01.intoArray(g, o + L);
        u10.intoArray(g, o + ldg);
        u11.intoArray(g, o + ldg + L);
        u20.intoArray(g, o + 2 * ldg);
        u21.intoArray(g, o + 2 * ldg + L);
        u30.intoArray(g, o + 3 * ldg);
        u31.intoArray(g, o + 3 * ldg + L);
        u40.intoArray(g, o + 4 * ldg);
        u41.intoArray(g, o + 4 * ldg + L);
        u50.intoArray(g, o + 5 * ldg);
        u51.intoArray(g, o + 5 * ldg + L);
        u60.intoArray(g, o + 6 * ldg);
        u61.intoArray(g, o + 6 * ldg + L);
        u70.intoArray(g, o + 7 * ldg);
        u71.intoArray(g, o + 7 * ldg + L);
    }

    /** Of m rows, at most four: the others are the last of these again, and are not written. */
    private static void fewByTwo(
            float[] d,
            int i,
            int ldd,
            float[] x,
            int j,
            int ldx,
            int n,
            boolean adds,
            int m,
            float[] g,
            int o,
            int ldg) {
        int v1 = Math.min(1, m - 1);
        int v2 = Math.min(2, m - 1);
        int v3 = Math.min(3, m - 1);
        FloatVector v00 = FloatVector.zero(FLOATS);
        FloatVector v01 = FloatVector.zero(FLOATS);
        FloatVector v10 = FloatVector.zero(FLOATS);
        FloatVector v11 = FloatVector.zero(FLOATS);
        FloatVector v20 = FloatVector.zero(FLOATS);
        FloatVector v21 = FloatVector.zero(FLOATS);
        FloatVector v30 = FloatVector.zero(FLOATS);
        FloatVector v31 = FloatVector.zero(FLOATS);
        if (adds) {
            v00 = FloatVector.fromArray(FLOATS, g, o);
            v01 = FloatVector.fromArray(FLOATS, g, o + L);
            v10 = FloatVector.fromArray(FLOATS, g, o + v1 * ldg);
            v11 = FloatVector.fromArray(FLOATS, g, o + v1 * ldg + L);
            v20 = FloatVector.fromArray(FLOATS, g, o + v2 * ldg);
            v21 = FloatVector.fromArray(FLOATS, g, o + v2 * ldg + L);
            v30 = FloatVector.fromArray(FLOATS, g, o + v3 * ldg);
            v31 = FloatVector.fromArray(FLOATS, g, o + v3 * ldg + L);
        }
        int p = j;
        int q = i;
        for (int s = 0; s < n; s++) {
            FloatVector vx0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector vx1 = FloatVector.fromArray(FLOATS, x, p + L);
            FloatVector vd0 = FloatVector.broadcast(FLOATS, d[q]);
            v00 = vd0.fma(vx0, v00);
            v01 = vd0.fma(vx1, v01);
            FloatVector vd1 = FloatVector.broadcast(FLOATS, d[q + v1]);
            v10 = vd1.fma(vx0, v10);
            v11 = vd1.fma(vx1, v11);
            FloatVector vd2 = FloatVector.broadcast(FLOATS, d[q + v2]);
            v20 = vd2.fma(vx0, v20);
            v21 = vd2.fma(vx1, v21);
            FloatVector vd3 = FloatVector.broadcast(FLOATS, d[q + v3]);
            v30 = vd3.fma(vx0, v30);
            v31 = vd3.fma(vx1, v31);
            p += ldx;
            q += ldd;
        }
        v00.intoArray(g, o);
        v01.intoArray(g, o + L);
        if (m > 1) {
            v10.intoArray(g, o + ldg);
            v11.intoArray(g, o + ldg + L);
        }
        if (m > 2) {
            v20.intoArray(g, o + 2 * ldg);
            v21.intoArray(g, o + 2 * ldg + L);
        }
        if (m > 3) {
            v30.intoArray(g, o + 3 * ldg);
            v31.intoArray(g, o + 3 * ldg + L);
        }
    }

    /** Of m rows, at most eight: the others are the last of these again, and are not written. */
    private static void fewByOne(
            float[] d,
            int at,
            int ldd,
            float[] x,
            int j,
            int step,
            int n,
            boolean adds,
            int m,
            float[] g,
            int o,
            int ldg) {
        int s1 = Math.min(1, m - 1);
        int s2 = Math.min(2, m - 1);
        int s3 = Math.min(3, m - 1);
        int s4 = Math.min(4, m - 1);
        int s5 = Math.min(5, m - 1);
        int s6 = Math.min(6, m - 1);
        int s7 = Math.min(7, m - 1);
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s40 = FloatVector.zero(FLOATS);
        FloatVector s50 = FloatVector.zero(FLOATS);
        FloatVector s60 = FloatVector.zero(FLOATS);
        FloatVector s70 = FloatVector.zero(FLOATS);
        if (adds) {
            s00 = FloatVector.fromArray(FLOATS, g, o);
            s10 = FloatVector.fromArray(FLOATS, g, o + s1 * ldg);
            s20 = FloatVector.fromArray(FLOATS, g, o + s2 * ldg);
            s30 = FloatVector.fromArray(FLOATS, g, o + s3 * ldg);
            s40 = FloatVector.fromArray(FLOATS, g, o + s4 * ldg);
            s50 = FloatVector.fromArray(FLOATS, g, o + s5 * ldg);
            s60 = FloatVector.fromArray(FLOATS, g, o + s6 * ldg);
            s70 = FloatVector.fromArray(FLOATS, g, o + s7 * ldg);
        }
        int p = j;
        int q = at;
        for (int s = 0; s < n; s++) {
            FloatVector sx0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector sd0 = FloatVector.broadcast(FLOATS, d[q]);
            s00 = sd0.fma(sx0, s00);
            FloatVector sd1 = FloatVector.broadcast(FLOATS, d[q + s1]);
            s10 = sd1.fma(sx0, s10);
            FloatVector sd2 = FloatVector.broadcast(FLOATS, d[q + s2]);
            s20 = sd2.fma(sx0, s20);
            FloatVector sd3 = FloatVector.broadcast(FLOATS, d[q + s3]);
            s30 = sd3.fma(sx0, s30);
            FloatVector sd4 = FloatVector.broadcast(FLOATS, d[q + s4]);
            s40 = sd4.fma(sx0, s40);
            FloatVector sd5 = FloatVector.broadcast(FLOATS, d[q + s5]);
            s50 = sd5.fma(sx0, s50);
            FloatVector sd6 = FloatVector.broadcast(FLOATS, d[q + s6]);
            s60 = sd6.fma(sx0, s60);
            FloatVector sd7 = FloatVector.broadcast(FLOATS, d[q + s7]);
            s70 = sd7.fma(sx0, s70);
            p += step;
            q += ldd;
        }
        s00.intoArray(g, o);
        if (m > 1) {
            s10.intoArray(g, o + ldg);
        }
        if (m > 2) {
            s20.intoArray(g, o + 2 * ldg);
        }
        if (m > 3) {
            s30.intoArray(g, o + 3 * ldg);
        }
        if (m > 4) {
            s40.intoArray(g, o + 4 * ldg);
        }
        if (m > 5) {
            s50.intoArray(g, o + 5 * ldg);
        }
        if (m > 6) {
            s60.intoArray(g, o + 6 * ldg);
        }
        if (m > 7) {
            s70.intoArray(g, o + 7 * ldg);
        }
    }
}
