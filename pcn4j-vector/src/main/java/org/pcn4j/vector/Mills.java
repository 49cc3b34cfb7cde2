package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NEG;
import static org.pcn4j.dense.Approximations.*;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** What GELU makes of a bell: the second of {@link Gaussians}' loops. */
final class Mills {
    private Mills() {}

    /** Values, and slopes where bells stood. */
    static void finish(float[] x, float[] y, float[] slope, int from, int to, int shift) {
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
