// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.dense;

import java.util.Arrays;

/** The definition of what dense kernels compute, by plain loops: slow, on any virtual machine. */
public final class ScalarKernels extends FloatKernels {
    private static final int PANEL = 4 * LINE;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int panelWidth() {
        return PANEL;
    }

    @Override
    public void layOut(float[] w, int ld, int rows, int columns, int from, int to, float[] panels) {
        for (int c = from; c < to; c++) {
            for (int k = 0; k < rows; k++) {
                panels[place(k, c, rows, to)] = c < columns ? w[k * ld + c] : 0;
            }
        }
    }

    @Override
    public void layOutTransposed(float[] w, int ld, int rows, int columns, int from, int to, float[] panels) {
        for (int c = from; c < to; c++) {
            for (int k = 0; k < rows; k++) {
                panels[place(k, c, rows, to)] = c < columns ? w[c * ld + k] : 0;
            }
        }
    }

    @Override
    public void takeOutTransposed(float[] panels, int rows, int columns, float[] w, int ld) {
        for (int c = 0; c < columns; c++) {
            for (int k = 0; k < rows; k++) {
                w[c * ld + k] = panels[place(k, c, rows, padded(columns))];
            }
        }
    }

    @Override
    public void product(
            float[] a,
            int aAt,
            int lda,
            int rows,
            int depth,
            float[] panels,
            int from,
            int to,
            float[] start,
            int startAt,
            int ldStart,
            float[] y,
            int yAt,
            int ldy) {
        for (int r = 0; r < rows; r++) {
            for (int c = from; c < to; c++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[aAt + r * lda + k], panels[place(k, c, depth, to)], sum);
                }
                y[yAt + r * ldy + c] = sum + start[startAt + r * ldStart + c];
            }
        }
    }

    @Override
    public void rowProduct(
            float[] a,
            int aAt,
            int depth,
            float[] w,
            int ld,
            int from,
            int to,
            float[] start,
            int startAt,
            float[] y,
            int yAt) {
        for (int c = from; c < to; c++) {
            float sum = 0;
            for (int k = 0; k < depth; k++) {
                sum = Math.fma(a[aAt + k], w[k * ld + c], sum);
            }
            y[yAt + c] = sum + start[startAt + c];
        }
    }

    @Override
    public void rowDots(
            float[] a,
            int aAt,
            int terms,
            float[] w,
            int ldw,
            int from,
            int to,
            float[] start,
            int startAt,
            float[] y,
            int yAt) {
        float[] parts = new float[LINE];
        for (int c = from; c < to; c++) {
            Arrays.fill(parts, 0);
            for (int k = 0; k < padded(terms); k++) {
                parts[k % LINE] = Math.fma(a[aAt + k], w[c * ldw + k], parts[k % LINE]);
            }
            for (int half = LINE / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    parts[i] += parts[half + i];
                }
            }
            y[yAt + c] = parts[0] + start[startAt + c];
        }
    }

    @Override
    public void gradient(
            float[] d,
            int dAt,
            int ldd,
            int rows,
            float[] x,
            int xAt,
            int ldx,
            int width,
            int batch,
            boolean adds,
            float[] g,
            int gAt,
            int ldg) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                int at = gAt + i * ldg + j;
                float sum = adds ? g[at] : 0;
                for (int b = 0; b < batch; b++) {
                    sum = Math.fma(d[dAt + b * ldd + i], x[xAt + b * ldx + j], sum);
                }
                g[at] = sum;
            }
        }
    }

    @Override
    public void sumRows(float[] d, int dAt, int ldd, int columns, int batch, boolean adds, float[] g, int gAt) {
        for (int j = 0; j < columns; j++) {
            float sum = adds ? g[gAt + j] : 0;
            for (int b = 0; b < batch; b++) {
                sum += d[dAt + b * ldd + j];
            }
            g[gAt + j] = sum;
        }
    }

    @Override
    public void activate(Activation f, float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = ScalarActivations.value(f, x[i]);
        }
    }

    @Override
    public void activate(Activation f, float[] x, float[] y, float[] slope, int from, int to) {
        for (int i = from; i < to; i++) {
            float at = x[i];
            y[i] = ScalarActivations.value(f, at);
            slope[i] = ScalarActivations.slope(f, at);
        }
    }

    @Override
    public void subtract(float[] a, float[] b, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = a[i] - b[i];
        }
    }

    @Override
    public void multiply(float[] a, float[] b, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = normal(a[i] * b[i]);
        }
    }

    @Override
    public void scale(float[] a, double factor, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = normal((float) factor * a[i]);
        }
    }

    @Override
    public void addScaled(float[] a, double factor, float[] b, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma((float) factor, b[i], a[i]);
        }
    }

    @Override
    public void gather(float[] x, float[] mu, float[] slope, double gamma, float[] d, int from, int to) {
        for (int i = from; i < to; i++) {
            float error = x[i] - mu[i];
            d[i] = normal((float) gamma * error * slope[i]);
            x[i] = Math.fma((float) -gamma, error, x[i]);
        }
    }

    @Override
    public void gather(float[] x, float[] mu, double gamma, float[] d, int from, int to) {
        for (int i = from; i < to; i++) {
            float error = x[i] - mu[i];
            d[i] = normal((float) gamma * error);
            x[i] = Math.fma((float) -gamma, error, x[i]);
        }
    }

    @Override
    public void descend(
            float[] theta, int at, float[] delta, int deltaAt, int count, double scale, double decay, double rate) {
        for (int i = 0; i < count; i++) {
            float old = theta[at + i];
            theta[at + i] =
                    Math.fma((float) rate, decayed(delta[deltaAt + i] * (float) scale, (float) decay, old), old);
        }
    }

    @Override
    public void descend(
            float[] theta,
            float[] mean,
            int at,
            float[] delta,
            int deltaAt,
            int n,
            double scale,
            double decay,
            double momentum,
            boolean first,
            double rate) {
        for (int i = 0; i < n; i++) {
            float old = theta[at + i];
            float d = decayed(delta[deltaAt + i] * (float) scale, (float) decay, old);
            float m = first ? d : normal(Math.fma((float) momentum, mean[at + i], d));
            mean[at + i] = m;
            theta[at + i] = Math.fma((float) rate, m, old);
        }
    }

    @Override
    public void adam(
            float[] theta, float[] mean, float[] square, int at, float[] delta, int deltaAt, int count, AdamStep step) {
        float shrink = (float) step.shrink();
        for (int i = 0; i < count; i++) {
            float old = theta[at + i];
            float d = decayed(delta[deltaAt + i] * (float) step.scale(), (float) step.decay(), old);
            float shrunk = shrink == 1 ? old : old * shrink;
            float m = normal(Math.fma((float) step.beta1(), mean[at + i], (float) step.rest1() * d));
            float seen = Math.abs(d) < TINY ? 0 : d;
            float v = normal(Math.fma((float) step.beta2(), square[at + i], (float) step.rest2() * seen * seen));
            mean[at + i] = m;
            square[at + i] = v;
            float root = Math.fma((float) Math.sqrt(v), (float) step.rootScale(), (float) step.epsilon());
            theta[at + i] = Math.fma((float) step.rate(), m / root, shrunk);
        }
    }

    private static float decayed(float d, float decay, float theta) {
        return decay == 0 ? d : Math.fma(-decay, theta, d);
    }

    /** Where element (k, c) stands in panels, of which columns up to {@code to} are looked at. */
    private int place(int k, int c, int rows, int to) {
        int width = panelAt(c, to);
        return c / width * width * rows + k * width + c % width;
    }
}
