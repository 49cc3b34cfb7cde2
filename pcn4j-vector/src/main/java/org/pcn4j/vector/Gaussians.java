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

/** GELU, as {@code ScalarActivations} defines it, written as {@link Exponentials} are. */
final class Gaussians {
    private Gaussians() {}

    static void gelu(float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector one = broadcast(FLOATS, 1);
        IntVector end = broadcast(FLOATS, GELU_END).reinterpretAsInts();
        FloatVector half = broadcast(FLOATS, -HALF_LOG2_E);
        FloatVector round = broadcast(FLOATS, ROUND_LIFTED);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            FloatVector t = v.reinterpretAsInts()
                    .lanewise(AND, Integer.MAX_VALUE)
                    .lanewise(MIN, end)
                    .reinterpretAsFloats();
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
            bell = bell.mul(biased.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats());
            FloatVector u = one.div(t.fma(broadcast(FLOATS, U), one));
            FloatVector mills = u.fma(broadcast(FLOATS, P8), broadcast(FLOATS, P7));
            mills = u.fma(mills, broadcast(FLOATS, P6));
            mills = u.fma(mills, broadcast(FLOATS, P5));
            mills = u.fma(mills, broadcast(FLOATS, P4));
            mills = u.fma(mills, broadcast(FLOATS, P3));
            mills = u.fma(mills, broadcast(FLOATS, P2));
            mills = u.fma(mills, broadcast(FLOATS, P1));
            mills = u.fma(mills, broadcast(FLOATS, P0));
            FloatVector minusBell = minus.mul(bell);
            VectorMask<Float> negative = v.compare(LT, zero);
            FloatVector h = minusBell.fma(broadcast(FLOATS, -DENSITY), bell.mul(mills));
            one.sub(h).blend(h, negative).intoArray(slope, i);
            minusBell.fma(mills, v.blend(zero, negative)).intoArray(y, i);
        }
    }
}
