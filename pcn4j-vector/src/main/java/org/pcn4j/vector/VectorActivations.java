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
            case RELU -> relu(x, y, slope, from, to);
            case LEAKY_RELU -> leaky(f.low(), x, y, slope, from, to);
            case HARD_TANH -> clip(f.low(), f.high(), x, y, slope, from, to);
            case SCALED -> scaled(f.low(), x, y, slope, from, to);
            case TANH -> Exponentials.tanh(x, y, slope, from, to);
            case SIGMOID -> Exponentials.sigmoid(x, y, slope, from, to);
            case SILU -> Exponentials.silu(x, y, slope, from, to);
            case GELU -> Gaussians.gelu(x, y, slope, from, to);
        }
    }

    private static void relu(float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector one = broadcast(FLOATS, 1);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            one.blend(zero, v.compare(LE, zero)).intoArray(slope, i);
            v.blend(zero, v.compare(LT, zero)).intoArray(y, i);
        }
    }

    private static void leaky(float factor, float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector nothing = FloatVector.zero(FLOATS);
        FloatVector whole = broadcast(FLOATS, 1);
        FloatVector part = broadcast(FLOATS, factor);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            VectorMask<Float> positive = v.compare(GT, nothing);
            part.blend(whole, positive).intoArray(slope, i);
            v.mul(part).blend(v, positive).intoArray(y, i);
        }
    }

    private static void clip(float low, float high, float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector bottom = broadcast(FLOATS, low);
        FloatVector top = broadcast(FLOATS, high);
        FloatVector flat = FloatVector.zero(FLOATS);
        FloatVector steep = broadcast(FLOATS, 1);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            FloatVector inside = steep.blend(flat, v.compare(LE, bottom)).blend(flat, v.compare(GE, top));
            inside.intoArray(slope, i);
            v.blend(top, v.compare(GT, top))
                    .blend(bottom, v.compare(LT, bottom))
                    .intoArray(y, i);
        }
    }

    private static void scaled(float factor, float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector all = broadcast(FLOATS, factor);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            all.intoArray(slope, i);
            v.mul(all).intoArray(y, i);
        }
    }
}
