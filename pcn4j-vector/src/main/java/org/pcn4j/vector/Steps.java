// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.pcn4j.dense.AdamStep;
import org.pcn4j.dense.FloatKernels;
import org.pcn4j.dense.ScalarKernels;

/**
 * Steps of optimizers. What does not fill a vector is left to the scalar kernels. Where there is no decay its product is computed and
 * left out, which costs nothing beside a root and a quotient.
 */
final class Steps {
    private static final ScalarKernels REST = new ScalarKernels();

    private Steps() {}

    /** How {@link #descend} moves: by the update alone, by a mean that begins with it, or by one that goes on. */
    enum Momentum {
        NONE,
        FIRST,
        LATER
    }

    /** Both kinds of descent; {@code mean} may be any array where there is no momentum. */
    static void descend(
            float[] theta,
            float[] mean,
            int at,
            float[] delta,
            int from,
            int count,
            double scale,
            double decay,
            Momentum kind,
            double momentum,
            double rate) {
        FloatVector rates = broadcast(FLOATS, (float) rate);
        FloatVector decays = broadcast(FLOATS, (float) -decay);
        FloatVector kept = broadcast(FLOATS, (float) momentum);
        VectorMask<Float> decayed = FLOATS.maskAll((float) decay != 0);
        VectorMask<Float> begins = FLOATS.maskAll(kind == Momentum.FIRST);
        int whole = count / L * L;
        int rest = count - whole;
        if (kind == Momentum.NONE) {
            for (int i = 0; i < whole; i += L) {
                FloatVector old = fromArray(FLOATS, theta, at + i);
                FloatVector d = fromArray(FLOATS, delta, from + i).mul((float) scale);
                d = d.blend(decays.fma(old, d), decayed);
                rates.fma(d, old).intoArray(theta, at + i);
            }
            REST.descend(theta, at + whole, delta, from + whole, rest, scale, decay, rate);
        } else {
            for (int i = 0; i < whole; i += L) {
                FloatVector before = fromArray(FLOATS, theta, at + i);
                FloatVector d = fromArray(FLOATS, delta, from + i).mul((float) scale);
                d = d.blend(decays.fma(before, d), decayed);
                FloatVector m = Lanes.normal(kept.fma(fromArray(FLOATS, mean, at + i), d))
                        .blend(d, begins);
                m.intoArray(mean, at + i);
                rates.fma(m, before).intoArray(theta, at + i);
            }
            boolean first = kind == Momentum.FIRST;
            REST.descend(theta, mean, at + whole, delta, from + whole, rest, scale, decay, momentum, first, rate);
        }
    }

    static void adam(
            float[] theta, float[] mean, float[] square, int at, float[] delta, int from, int count, AdamStep step) {
        FloatVector rate = broadcast(FLOATS, (float) step.rate());
        FloatVector decay = broadcast(FLOATS, (float) -step.decay());
        FloatVector beta1 = broadcast(FLOATS, (float) step.beta1());
        FloatVector beta2 = broadcast(FLOATS, (float) step.beta2());
        FloatVector rootScale = broadcast(FLOATS, (float) step.rootScale());
        FloatVector epsilon = broadcast(FLOATS, (float) step.epsilon());
        VectorMask<Float> decayed = FLOATS.maskAll((float) step.decay() != 0);
        FloatVector none = FloatVector.zero(FLOATS);
        int whole = count / L * L;
        for (int i = 0; i < whole; i += L) {
            FloatVector old = fromArray(FLOATS, theta, at + i);
            FloatVector d = fromArray(FLOATS, delta, from + i).mul((float) step.scale());
            d = d.blend(decay.fma(old, d), decayed);
            FloatVector m = Lanes.normal(beta1.fma(fromArray(FLOATS, mean, at + i), d.mul((float) step.rest1())));
            FloatVector seen = d.blend(none, d.abs().lt(FloatKernels.TINY));
            FloatVector v = Lanes.normal(beta2.fma(
                    fromArray(FLOATS, square, at + i),
                    seen.mul((float) step.rest2()).mul(seen)));
            m.intoArray(mean, at + i);
            v.intoArray(square, at + i);
            FloatVector root = v.lanewise(VectorOperators.SQRT).fma(rootScale, epsilon);
            rate.fma(m.div(root), old.mul((float) step.shrink())).intoArray(theta, at + i);
        }
        REST.adam(theta, mean, square, at + whole, delta, from + whole, count - whole, step);
    }
}
