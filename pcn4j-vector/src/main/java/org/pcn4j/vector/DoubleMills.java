package org.pcn4j.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NEG;
import static org.pcn4j.dense.DoubleApproximations.*;
import static org.pcn4j.vector.DoubleLanes.DOUBLES;
import static org.pcn4j.vector.DoubleLanes.L;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/** What GELU makes of a bell: the second of {@link DoubleGaussians}' loops. */
final class DoubleMills {
    private DoubleMills() {}

    /** Values, and slopes where bells stood. */
    static void finish(double[] x, double[] y, double[] slope, int from, int to, int shift) {
        DoubleVector zero = DoubleVector.zero(DOUBLES);
        DoubleVector whole = broadcast(DOUBLES, 1);
        DoubleVector center = broadcast(DOUBLES, CENTER);
        LongVector last = broadcast(DOUBLES, GELU_END).reinterpretAsLongs();
        for (int i = from; i < to; i += L) {
            DoubleVector v = fromArray(DOUBLES, x, i);
            LongVector size = v.reinterpretAsLongs().lanewise(AND, Long.MAX_VALUE);
            DoubleVector t = size.lanewise(MIN, last).reinterpretAsDoubles();
            DoubleVector u = whole.div(t.add(center));
            DoubleVector q = t.sub(center).mul(u);
            DoubleVector p = q.fma(broadcast(DOUBLES, P23), broadcast(DOUBLES, P22));
            p = q.fma(p, broadcast(DOUBLES, P21));
            p = q.fma(p, broadcast(DOUBLES, P20));
            p = q.fma(p, broadcast(DOUBLES, P19));
            p = q.fma(p, broadcast(DOUBLES, P18));
            p = q.fma(p, broadcast(DOUBLES, P17));
            p = q.fma(p, broadcast(DOUBLES, P16));
            p = q.fma(p, broadcast(DOUBLES, P15));
            p = q.fma(p, broadcast(DOUBLES, P14));
            p = q.fma(p, broadcast(DOUBLES, P13));
            p = q.fma(p, broadcast(DOUBLES, P12));
            p = q.fma(p, broadcast(DOUBLES, P11));
            p = q.fma(p, broadcast(DOUBLES, P10));
            p = q.fma(p, broadcast(DOUBLES, P9));
            p = q.fma(p, broadcast(DOUBLES, P8));
            p = q.fma(p, broadcast(DOUBLES, P7));
            p = q.fma(p, broadcast(DOUBLES, P6));
            p = q.fma(p, broadcast(DOUBLES, P5));
            p = q.fma(p, broadcast(DOUBLES, P4));
            p = q.fma(p, broadcast(DOUBLES, P3));
            p = q.fma(p, broadcast(DOUBLES, P2));
            p = q.fma(p, broadcast(DOUBLES, P1));
            p = q.fma(p, broadcast(DOUBLES, P0));
            DoubleVector mills = p.mul(u);
            DoubleVector bell = fromArray(DOUBLES, slope, i - shift);
            DoubleVector minus = t.lanewise(NEG).mul(bell);
            VectorMask<Double> negative = v.compare(LT, zero);
            DoubleVector h = minus.fma(broadcast(DOUBLES, -DENSITY), bell.mul(mills));
            whole.sub(h).blend(h, negative).intoArray(slope, i - shift);
            minus.fma(mills, v.blend(zero, negative)).intoArray(y, i);
        }
    }
}
