// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import org.pcn4j.dense.FloatKernels;

/** Matrices into panels and out of them: blocks of a line by a line by vectors, what is left over number by number. */
final class Layout {
    private static final int LINE = FloatKernels.LINE;

    /** How many columns a panel holds: as many as a product's tiles are wide. */
    static final int PANEL = Lanes.WIDE ? 4 * L : 2 * L;

    private Layout() {}

    static void layOut(float[] w, int ld, int rows, int columns, int from, int to, float[] panels) {
        for (int c = from; c < to; c += width(c, to)) {
            int width = width(c, to);
            int at = c * rows;
            if (c + width > columns) {
                for (int k = 0; k < rows; k++) {
                    for (int j = 0; j < width; j++) {
                        panels[at + k * width + j] = c + j < columns ? w[k * ld + c + j] : 0;
                    }
                }
            } else if (width == 4 * L) {
                for (int k = 0; k < rows; k++) {
                    int q = c + k * ld;
                    int p = at + k * 4 * L;
                    FloatVector.fromArray(FLOATS, w, q).intoArray(panels, p);
                    FloatVector.fromArray(FLOATS, w, q + L).intoArray(panels, p + L);
                    FloatVector.fromArray(FLOATS, w, q + 2 * L).intoArray(panels, p + 2 * L);
                    FloatVector.fromArray(FLOATS, w, q + 3 * L).intoArray(panels, p + 3 * L);
                }
            } else if (width == 2 * L) {
                for (int k = 0; k < rows; k++) {
                    int source = c + k * ld;
                    int target = at + k * 2 * L;
                    FloatVector.fromArray(FLOATS, w, source).intoArray(panels, target);
                    FloatVector.fromArray(FLOATS, w, source + L).intoArray(panels, target + L);
                }
            } else {
                for (int k = 0; k < rows; k++) {
                    FloatVector.fromArray(FLOATS, w, c + k * ld).intoArray(panels, at + k * L);
                }
            }
        }
    }

    static void layOutTransposed(float[] w, int ld, int rows, int columns, int from, int to, float[] panels) {
        for (int c = from; c < to; c += LINE) {
            int width = width(c, to);
            int at = c / width * width * rows + c % width;
            int whole = c + LINE <= columns ? rows / LINE * LINE : 0;
            transpose(w, c * ld, ld, LINE, panels, at, width, LINE * width, whole / LINE);
            for (int k = whole; k < rows; k++) {
                for (int j = 0; j < LINE; j++) {
                    panels[at + k * width + j] = c + j < columns ? w[(c + j) * ld + k] : 0;
                }
            }
        }
    }

    static void takeOutTransposed(float[] panels, int rows, int columns, float[] w, int ld) {
        int to = (columns + LINE - 1) / LINE * LINE;
        for (int c = 0; c < to; c += LINE) {
            int width = width(c, to);
            int at = c / width * width * rows + c % width;
            int whole = c + LINE <= columns ? rows / LINE * LINE : 0;
            transpose(panels, at, width, LINE * width, w, c * ld, ld, LINE, whole / LINE);
            for (int k = whole; k < rows; k++) {
                for (int j = 0; c + j < columns && j < LINE; j++) {
                    w[(c + j) * ld + k] = panels[at + k * width + j];
                }
            }
        }
    }

    /** How wide the group of column c is, where panels end at column {@code to} or hold further whole groups. */
    private static int width(int c, int to) {
        return c < to / PANEL * PANEL ? PANEL : LINE;
    }

    /** Blocks of a that begin at {@code at} and lie {@code step} apart, with rows {@code ld} apart, into those of b. */
    private static void transpose(
            float[] a, int at, int ld, int step, float[] b, int into, int ldb, int stepb, int blocks) {
        for (int i = 0; i < LINE; i += L) {
            for (int j = 0; j < LINE; j += L) {
                int to = into + j * ldb + i;
                Transpose.blocks(a, at + i * ld + j, ld, step, b, to, ldb, stepb, blocks);
            }
        }
    }
}
