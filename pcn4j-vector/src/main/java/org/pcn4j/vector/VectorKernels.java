// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static org.pcn4j.vector.Elements.Operation.ADD_SCALED;
import static org.pcn4j.vector.Elements.Operation.GATHER;
import static org.pcn4j.vector.Elements.Operation.GATHER_SLOPED;
import static org.pcn4j.vector.Elements.Operation.MULTIPLY;
import static org.pcn4j.vector.Elements.Operation.SCALE;
import static org.pcn4j.vector.Elements.Operation.SUBTRACT;
import static org.pcn4j.vector.Lanes.L;

import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.AdamStep;
import org.pcn4j.dense.FloatKernels;

/**
 * Dense kernels by the Vector API: the bits of {@link org.pcn4j.dense.ScalarKernels}.
 *
 * <p>Vectors are objects wherever C2 has not compiled a loop whole, a hundred times slower. C2 gives up on wholeness beyond 18,000
 * nodes, which sixty or so operations on vectors come to with what is inlined beside them. So no method here takes or returns
 * a vector, none has many more operations than that, and each that a user's loop could call holds more than the 325 bytes of code up
 * to which C2 inlines what is hot ({@code KernelSizesTest}): that is why some that have little in common stand in one method.
 */
public final class VectorKernels extends FloatKernels {
    /** How many numbers a vector holds that this processor and virtual machine prefer. */
    static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "vector, %d lanes", L);
    }

    @Override
    public int panelWidth() {
        return Layout.PANEL;
    }

    @Override
    public void layOut(float[] w, int ld, int rows, int columns, int from, int to, float[] panels) {
        Layout.layOut(w, ld, rows, columns, from, to, panels);
    }

    @Override
    public void layOutTransposed(float[] w, int ld, int rows, int columns, int from, int to, float[] panels) {
        Layout.layOutTransposed(w, ld, rows, columns, from, to, panels);
    }

    @Override
    public void takeOutTransposed(float[] panels, int rows, int columns, float[] w, int ld) {
        Layout.takeOutTransposed(panels, rows, columns, w, ld);
    }

    @Override
    public void product(
            float[] a,
            int aAt,
            int lda,
            int rows,
            int inner,
            float[] b,
            int from,
            int to,
            float[] c,
            int cAt,
            int ldInit,
            float[] y,
            int yAt,
            int ldy) {
        if (Lanes.WIDE) {
            WideProduct.product(a, aAt, lda, rows, inner, b, from, to, c, cAt, ldInit, y, yAt, ldy);
        } else {
            NarrowProduct.product(a, aAt, lda, rows, inner, b, from, to, c, cAt, ldInit, y, yAt, ldy);
        }
    }

    @Override
    public void rowProduct(
            float[] a,
            int aAt,
            int inner,
            float[] w,
            int ld,
            int from,
            int to,
            float[] c,
            int cAt,
            float[] y,
            int yAt) {
        RowProduct.product(a, aAt, inner, w, from, ld, to - from, c, cAt + from, y, yAt + from);
    }

    @Override
    public void rowDots(
            float[] a,
            int aAt,
            int inner,
            float[] w,
            int ldw,
            int from,
            int to,
            float[] c,
            int cAt,
            float[] y,
            int yAt) {
        if (Lanes.WIDE) {
            WideDots.rowDots(a, aAt, inner, w, ldw, from, to, c, cAt, y, yAt);
        } else {
            NarrowDots.rowDots(a, aAt, inner, w, ldw, from, to, c, cAt, y, yAt);
        }
    }

    @Override
    public void gradient(
            float[] d,
            int dAt,
            int ldd,
            int m,
            float[] x,
            int xAt,
            int ldx,
            int columns,
            int samples,
            boolean adds,
            float[] g,
            int gAt,
            int ldg) {
        if (Lanes.WIDE) {
            WideGradient.gradient(d, dAt, ldd, m, x, xAt, ldx, columns, samples, adds, g, gAt, ldg);
        } else {
            NarrowGradient.gradient(d, dAt, ldd, m, x, xAt, ldx, columns, samples, adds, g, gAt, ldg);
        }
    }

    @Override
    public void sumRows(float[] d, int dAt, int ldd, int columns, int batch, boolean adds, float[] g, int gAt) {
        Sums.rows(d, dAt, ldd, columns, batch, adds, g, gAt);
    }

    @Override
    public void activate(Activation f, float[] x, float[] y, int from, int to) {
        VectorActivations.activate(f, x, y, from, to);
    }

    @Override
    public void activate(Activation f, float[] x, float[] y, float[] slope, int from, int to) {
        VectorActivations.activate(f, x, y, slope, from, to);
    }

    @Override
    public void subtract(float[] a, float[] b, float[] y, int from, int to) {
        Elements.apply(SUBTRACT, a, b, a, 0, y, from, to);
    }

    @Override
    public void multiply(float[] a, float[] b, float[] y, int from, int to) {
        Elements.apply(MULTIPLY, a, b, a, 0, y, from, to);
    }

    @Override
    public void scale(float[] a, double factor, float[] y, int from, int to) {
        Elements.apply(SCALE, a, a, a, (float) factor, y, from, to);
    }

    @Override
    public void addScaled(float[] a, double factor, float[] b, float[] y, int from, int to) {
        Elements.apply(ADD_SCALED, a, b, a, (float) factor, y, from, to);
    }

    @Override
    public void gather(float[] x, float[] mu, float[] slope, double gamma, float[] d, int from, int to) {
        Elements.apply(GATHER_SLOPED, x, mu, slope, (float) gamma, d, from, to);
    }

    @Override
    public void gather(float[] x, float[] mu, double gamma, float[] d, int from, int to) {
        Elements.apply(GATHER, x, mu, x, (float) gamma, d, from, to);
    }

    @Override
    public void descend(
            float[] theta, int at, float[] delta, int deltaAt, int count, double scale, double decay, double rate) {
        Steps.descend(theta, theta, at, delta, deltaAt, count, scale, decay, Steps.Momentum.NONE, 0, rate);
    }

    @Override
    public void descend(
            float[] theta,
            float[] mean,
            int at,
            float[] d,
            int dAt,
            int count,
            double scale,
            double decay,
            double momentum,
            boolean begins,
            double rate) {
        Steps.Momentum kind = begins ? Steps.Momentum.FIRST : Steps.Momentum.LATER;
        Steps.descend(theta, mean, at, d, dAt, count, scale, decay, kind, momentum, rate);
    }

    @Override
    public void adam(
            float[] theta, float[] mean, float[] square, int at, float[] delta, int deltaAt, int count, AdamStep adam) {
        Steps.adam(theta, mean, square, at, delta, deltaAt, count, adam);
    }
}
