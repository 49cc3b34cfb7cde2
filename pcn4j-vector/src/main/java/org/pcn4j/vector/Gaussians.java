package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NEG;
import static org.pcn4j.dense.Approximations.*;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

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
            finish(x, y, bells, i, end, i);
        }
    }

    static void gelu(float[] x, float[] y, float[] slope, int from, int to) {
        for (int i = from; i < to; i += CHUNK) {
            int end = Math.min(i + CHUNK, to);
            bells(x, slope, i, end, 0);
            finish(x, y, slope, i, end, 0);
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
            FloatVector t = bits.lanewise(AND, Integer.MAX_VALUE).lanewise(MIN, end).reinterpretAsFloats();
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

    /** Values, and slopes where bells stood. */
    private static void finish(float[] x, float[] y, float[] slope, int from, int to, int shift) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector whole = broadcast(FLOATS, 1);
        IntVector last = broadcast(FLOATS, GELU_END).reinterpretAsInts();
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            IntVector size = v.reinterpretAsInts().lanewise(AND, Integer.MAX_VALUE);
            FloatVector t = size.lanewise(MIN, last).reinterpretAsFloats();
            FloatVector u = whole.div(t.fma(broadcast(FLOATS, U), whole));
            FloatVector mills = u.fma(broadcast(FLOATS, P8), broadcast(FLOATS, P7));
            mills = u.fma(mills, broadcast(FLOATS, P6));
            mills = u.fma(mills, broadcast(FLOATS, P5));
            mills = u.fma(mills, broadcast(FLOATS, P4));
            mills = u.fma(mills, broadcast(FLOATS, P3));
            mills = u.fma(mills, broadcast(FLOATS, P2));
            mills = u.fma(mills, broadcast(FLOATS, P1));
            mills = u.fma(mills, broadcast(FLOATS, P0));
            FloatVector bell = fromArray(FLOATS, slope, i - shift);
            FloatVector minus = t.lanewise(NEG).mul(bell);
            VectorMask<Float> negative = v.compare(LT, zero);
            FloatVector h = minus.fma(broadcast(FLOATS, -DENSITY), bell.mul(mills));
            whole.sub(h).blend(h, negative).intoArray(slope, i - shift);
            minus.fma(mills, v.blend(zero, negative)).intoArray(y, i);
        }
    }
}
