// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NEG;
import static org.pcn4j.dense.Approximations.*;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * GELU, as {@code ScalarActivations} defines it, written as {@link Exponentials} are. It takes two loops, with bells in memory
 * between them: C2 of JDK 17 puts off what it inlines beyond 18,000 nodes, which one loop would reach, and then makes objects of the
 * vectors.
 */
final class Gaussians {
    /** So many numbers go through both loops while they are in the first cache. */
    private static final int CHUNK = 1024;

    /** Where bells stand if nobody wants slopes, one for each thread: values may be written over what they are of. */
    private static final ThreadLocal<float[]> BELLS = ThreadLocal.withInitial(() -> new float[CHUNK]);

    private Gaussians() {}

    static void gelu(float[] x, float[] y, int from, int to) {
        float[] bells = BELLS.get();
        for (int i = from; i < to; i += CHUNK) {
            int end = Math.min(i + CHUNK, to);
            bells(x, bells, i, end, i);
            Mills.finish(x, y, bells, i, end, i);
        }
    }

    static void gelu(float[] x, float[] y, float[] slope, int from, int to) {
        for (int i = from; i < to; i += CHUNK) {
            int end = Math.min(i + CHUNK, to);
            bells(x, slope, i, end, 0);
            Mills.finish(x, y, slope, i, end, 0);
        }
    }

    /** e^(−x²/2), lifted, from {@code from − shift} on. */
    private static void bells(float[] x, float[] bells, int from, int to, int shift) {
        FloatVector one = broadcast(FLOATS, 1);
        FloatVector half = broadcast(FLOATS, -HALF_LOG2_E);
        FloatVector round = broadcast(FLOATS, ROUND_LIFTED);
        IntVector end = broadcast(FLOATS, GELU_END).reinterpretAsInts();
        for (int i = from; i < to; i += L) {
            IntVector bits = fromArray(FLOATS, x, i).reinterpretAsInts();
            FloatVector t =
                    bits.lanewise(AND, Integer.MAX_VALUE).lanewise(MIN, end).reinterpretAsFloats();
            FloatVector minus = t.lanewise(NEG);
            FloatVector s = t.mul(minus);
            FloatVector rest = t.fma(t, s);
            FloatVector biased = s.fma(half, round);
            FloatVector f = s.fma(half, round.sub(biased));
            f = s.fma(broadcast(FLOATS, -HALF_LOG2_E_REST), f);
            f = rest.fma(broadcast(FLOATS, HALF_LOG2_E), f);
            FloatVector bell = f.fma(broadcast(FLOATS, E5), broadcast(FLOATS, E4));
            bell = f.fma(bell, broadcast(FLOATS, E3));
            bell = f.fma(bell, broadcast(FLOATS, E2));
            bell = f.fma(bell, broadcast(FLOATS, E1));
            bell = f.fma(bell, broadcast(FLOATS, E0));
            bell = f.fma(bell, one);
            FloatVector power =
                    biased.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats();
            bell.mul(power).intoArray(bells, i - shift);
        }
    }
}
