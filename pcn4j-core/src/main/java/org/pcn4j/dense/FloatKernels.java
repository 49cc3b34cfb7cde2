// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.dense;

/** What all kernels of float32 do alike, by plain loops. */
public abstract class FloatKernels implements DenseKernels<float[]> {
    /** A cache line of them. */
    public static final int LINE = 64 / Float.BYTES;

    /** Of what is smaller, the square is subnormal if it weighs as little as in Adam's means. */
    public static final float TINY = (float) Math.sqrt(Float.MIN_NORMAL) * 64f;

    /** Returns a number, but zero where it is subnormal. */
    static float normal(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? 0 : x;
    }

    @Override
    public final int line() {
        return LINE;
    }

    @Override
    public final void adamOnValues(
            float[] force,
            float[] mean,
            float[] square,
            float[] x,
            double ofForce,
            double ofSquare,
            double gamma,
            double epsilon,
            int from,
            int to) {
        float p = (float) ofForce;
        float q = (float) ofSquare;
        for (int i = from; i < to; i++) {
            float f = force[i];
            float seen = Math.abs(f) < TINY ? 0 : f;
            mean[i] = normal(Math.fma(p, f - mean[i], mean[i]));
            square[i] = normal(Math.fma(q * seen, seen, (1 - q) * square[i]));
            x[i] = Math.fma((float) gamma, mean[i] / ((float) Math.sqrt(square[i]) + (float) epsilon), x[i]);
        }
    }

    @Override
    public final void hold(float[] mask, float[] held, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = mask[i] == 0 ? y[i] : held[i];
        }
    }

    @Override
    public final void clear(float[] mask, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = mask[i] == 0 ? y[i] : 0;
        }
    }

    @Override
    public final void weigh(float[] a, float[] weights, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = weights[i] == 0 ? 0 : normal(a[i] * weights[i]);
        }
    }

    @Override
    public final void softmaxError(float[] mu, int at, int classes, int label, float[] y, int yAt) {
        float greatest = greatest(mu, at, classes);
        float sum = 0;
        for (int i = 0; i < classes; i++) {
            y[yAt + i] = ScalarActivations.ofDistance(greatest - mu[at + i]);
            sum += y[yAt + i];
        }
        for (int i = 0; i < classes; i++) {
            y[yAt + i] = normal((i == label ? 1 : 0) - y[yAt + i] / sum);
        }
    }

    @Override
    public final double crossEntropy(float[] mu, int at, int classes, int label) {
        float greatest = greatest(mu, at, classes);
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += ScalarActivations.ofDistance(greatest - mu[at + i]);
        }
        return StrictMath.log(sum) + greatest - mu[at + label];
    }

    private static float greatest(float[] mu, int at, int count) {
        float greatest = mu[at];
        for (int i = 1; i < count; i++) {
            greatest = Math.max(greatest, mu[at + i]);
        }
        return greatest;
    }

    @Override
    public final double squares(float[] a, int at, int count) {
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }

    @Override
    public final double squares(float[] a, int aAt, float[] b, int bAt, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double difference = b[bAt + i] - a[aAt + i];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public final double squares(float[] a, int aAt, float[] b, int bAt, float[] weights, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double difference = b[bAt + i] - a[aAt + i];
            sum += weights[bAt + i] == 0 ? 0 : weights[bAt + i] * difference * difference;
        }
        return sum;
    }
}
