// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** Sums over the rows of a matrix, four vectors at a time, so that an addition need not wait for the one before. */
final class Sums {
    private Sums() {}

    /** See {@code DenseKernels.sumRows}. */
    static void rows(float[] d, int dAt, int ldd, int columns, int batch, boolean adds, float[] g, int gAt) {
        int j = 0;
        for (; j + 4 * L <= columns; j += 4 * L) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            if (adds) {
                s0 = fromArray(FLOATS, g, gAt + j);
                s1 = fromArray(FLOATS, g, gAt + j + L);
                s2 = fromArray(FLOATS, g, gAt + j + 2 * L);
                s3 = fromArray(FLOATS, g, gAt + j + 3 * L);
            }
            for (int b = 0; b < batch; b++) {
                int row = dAt + b * ldd + j;
                s0 = s0.add(fromArray(FLOATS, d, row));
                s1 = s1.add(fromArray(FLOATS, d, row + L));
                s2 = s2.add(fromArray(FLOATS, d, row + 2 * L));
                s3 = s3.add(fromArray(FLOATS, d, row + 3 * L));
            }
            s0.intoArray(g, gAt + j);
            s1.intoArray(g, gAt + j + L);
            s2.intoArray(g, gAt + j + 2 * L);
            s3.intoArray(g, gAt + j + 3 * L);
        }
        for (; j < columns; j += L) {
            FloatVector sum = FloatVector.zero(FLOATS);
            if (adds) {
                sum = fromArray(FLOATS, g, gAt + j);
            }
            for (int b = 0; b < batch; b++) {
                sum = sum.add(fromArray(FLOATS, d, dAt + b * ldd + j));
            }
            sum.intoArray(g, gAt + j);
        }
    }
}
