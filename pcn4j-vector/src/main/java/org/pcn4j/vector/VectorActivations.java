// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.pcn4j.dense.Activation;

/** Activations that need no exponential, with their slopes, as the scalar kernels define them. */
final class VectorActivations {
    private VectorActivations() {}

    /** Values alone: what slopes there are, values are written over. */
    static void activate(Activation f, float[] x, float[] y, int from, int to) {
        if (f.kind() == Activation.Kind.GELU) {
            Gaussians.gelu(x, y, from, to);
        } else {
            activate(f, x, y, y, from, to);
        }
    }

    static void activate(Activation f, float[] x, float[] y, float[] slope, int from, int to) {
        switch (f.kind()) {
            case TANH -> Exponentials.tanh(x, y, slope, from, to);
            case SIGMOID -> Exponentials.sigmoid(x, y, slope, from, to);
            case SILU -> Exponentials.silu(x, y, slope, from, to);
            case GELU -> Gaussians.gelu(x, y, slope, from, to);
            default -> inPieces(f, x, y, slope, from, to);
        }
    }

    /** Those that are lines, piece by piece. */
    private static void inPieces(Activation f, float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector one = broadcast(FLOATS, 1);
        FloatVector low = broadcast(FLOATS, (float) f.low());
        FloatVector high = broadcast(FLOATS, (float) f.high());
        switch (f.kind()) {
            case RELU -> {
                for (int i = from; i < to; i += L) {
                    FloatVector v = fromArray(FLOATS, x, i);
                    one.blend(zero, v.compare(LE, zero)).intoArray(slope, i);
                    v.blend(zero, v.compare(LT, zero)).intoArray(y, i);
                }
            }
            case LEAKY_RELU -> {
                for (int i = from; i < to; i += L) {
                    FloatVector v = fromArray(FLOATS, x, i);
                    VectorMask<Float> positive = v.compare(GT, zero);
                    low.blend(one, positive).intoArray(slope, i);
                    v.mul(low).blend(v, positive).intoArray(y, i);
                }
            }
            case HARD_TANH -> {
                for (int i = from; i < to; i += L) {
                    FloatVector v = fromArray(FLOATS, x, i);
                    FloatVector inside = one.blend(zero, v.compare(LE, low));
                    inside.blend(zero, v.compare(GE, high)).intoArray(slope, i);
                    FloatVector below = v.blend(high, v.compare(GT, high));
                    below.blend(low, v.compare(LT, low)).intoArray(y, i);
                }
            }
            case SCALED -> {
                for (int i = from; i < to; i += L) {
                    FloatVector v = fromArray(FLOATS, x, i);
                    low.intoArray(slope, i);
                    v.mul(low).intoArray(y, i);
                }
            }
            default -> throw new IllegalArgumentException("not in pieces: " + f);
        }
    }
}
