// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NEG;
import static jdk.incubator.vector.VectorOperators.OR;
import static org.pcn4j.dense.Approximations.*;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Activations by an exponential, as {@code ScalarActivations} defines them. The exponential is written into each loop: a method that
 * returns vectors would make objects of them where it is not inlined. Negative numbers are kept where the definition has t, so that
 * no sign need be turned; this changes no bit.
 */
final class Exponentials {
    private Exponentials() {}

    static void tanh(float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector end = broadcast(FLOATS, TANH_END);
        FloatVector one = broadcast(FLOATS, 1);
        FloatVector minusTwo = broadcast(FLOATS, -2);
        FloatVector round = broadcast(FLOATS, ROUND);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            FloatVector t = v.lanewise(ABS);
            t = t.blend(end, t.compare(GT, end));
            FloatVector biased = t.fma(broadcast(FLOATS, 2 * LOG2_E), round);
            FloatVector n = biased.sub(round);
            FloatVector r = n.fma(broadcast(FLOATS, LN2), t.mul(minusTwo));
            r = n.fma(broadcast(FLOATS, LN2_REST), r);
            FloatVector p = r.fma(broadcast(FLOATS, M4), broadcast(FLOATS, M3));
            p = r.fma(p, broadcast(FLOATS, M2));
            p = r.fma(p, broadcast(FLOATS, M1));
            p = r.fma(p, broadcast(FLOATS, M0));
            p = r.mul(r).fma(p, r);
            FloatVector power =
                    biased.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats();
            FloatVector e = power.fma(p, power);
            VectorMask<Float> small = t.compare(LE, TANH_SMALL);
            FloatVector ratio = e.blend(power.fma(p, power.sub(one)), small).div(e.add(one));
            ratio = ratio.fma(minusTwo, one).blend(ratio, small).lanewise(ABS);
            IntVector sign = v.reinterpretAsInts().lanewise(AND, Integer.MIN_VALUE);
            FloatVector value = ratio.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
            value.lanewise(NEG).fma(value, one).intoArray(slope, i);
            value.intoArray(y, i);
        }
    }

    static void sigmoid(float[] x, float[] y, float[] slope, int from, int to) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector end = broadcast(FLOATS, EXP_END);
        FloatVector unit = broadcast(FLOATS, 1);
        FloatVector round = broadcast(FLOATS, ROUND_LIFTED);
        FloatVector log2e = broadcast(FLOATS, LOG2_E);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            FloatVector t = v.lanewise(ABS);
            t = t.blend(end, t.compare(GT, end));
            FloatVector bits = t.fma(log2e, round);
            FloatVector f = t.fma(log2e, round.sub(bits));
            f = t.fma(broadcast(FLOATS, LOG2_E_REST), f);
            FloatVector e = f.fma(broadcast(FLOATS, E5), broadcast(FLOATS, E4));
            e = f.fma(e, broadcast(FLOATS, E3));
            e = f.fma(e, broadcast(FLOATS, E2));
            e = f.fma(e, broadcast(FLOATS, E1));
            e = f.fma(e, broadcast(FLOATS, E0));
            e = f.fma(e, unit);
            e = e.mul(bits.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats());
            e = e.mul(broadcast(FLOATS, LOWER));
            FloatVector s = unit.blend(e, v.compare(LT, zero)).div(e.add(unit));
            s.lanewise(NEG).fma(s, s).intoArray(slope, i);
            s.intoArray(y, i);
        }
    }

    static void silu(float[] x, float[] y, float[] slope, int from, int to) {
        IntVector limit = broadcast(FLOATS, EXP_END).reinterpretAsInts();
        FloatVector one = broadcast(FLOATS, 1);
        FloatVector rounding = broadcast(FLOATS, ROUND_LIFTED);
        FloatVector factor = broadcast(FLOATS, LOG2_E);
        FloatVector lower = broadcast(FLOATS, LOWER);
        for (int i = from; i < to; i += L) {
            FloatVector v = fromArray(FLOATS, x, i);
            FloatVector a = v.reinterpretAsInts()
                    .lanewise(AND, Integer.MAX_VALUE)
                    .lanewise(MIN, limit)
                    .reinterpretAsFloats();
            FloatVector sum = a.fma(factor, rounding);
            FloatVector part = a.fma(factor, rounding.sub(sum));
            part = a.fma(broadcast(FLOATS, LOG2_E_REST), part);
            FloatVector q = part.fma(broadcast(FLOATS, E5), broadcast(FLOATS, E4));
            q = part.fma(q, broadcast(FLOATS, E3));
            q = part.fma(q, broadcast(FLOATS, E2));
            q = part.fma(q, broadcast(FLOATS, E1));
            q = part.fma(q, broadcast(FLOATS, E0));
            q = part.fma(q, one);
            q = q.mul(sum.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats());
            FloatVector s = one.div(q.fma(lower, one));
            FloatVector other = q.mul(s);
            VectorMask<Float> negative = v.compare(LT, 0);
            FloatVector low = other.mul(lower);
            FloatVector bend = a.mul(low);
            bend.fma(s, s).blend(bend.lanewise(NEG).fma(s, low), negative).intoArray(slope, i);
            v.mul(s).blend(a.mul(other).mul(-LOWER), negative).intoArray(y, i);
        }
    }
}
