// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.pcn4j.vector.Lanes.FLOATS;
import static org.pcn4j.vector.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** Sums and products element by element, all in one method lest it be inlined: see {@link VectorKernels}. */
final class Elements {
    /** What is done. */
    enum Operation {
        SUBTRACT,
        MULTIPLY,
        SCALE,
        ADD_SCALED,
        GATHER,
        GATHER_SLOPED
    }

    private Elements() {}

    /** As in {@code DenseKernels}: operands a, b and c, where there are so many, of which a gathering moves a; the result y. */
    static void apply(Operation operation, float[] a, float[] b, float[] c, float factor, float[] y, int from, int to) {
        FloatVector factors = broadcast(FLOATS, factor);
        switch (operation) {
            case SUBTRACT -> {
                for (int i = from; i < to; i += L) {
                    fromArray(FLOATS, a, i).sub(fromArray(FLOATS, b, i)).intoArray(y, i);
                }
            }
            case MULTIPLY -> {
                for (int i = from; i < to; i += L) {
                    Lanes.normal(fromArray(FLOATS, a, i).mul(fromArray(FLOATS, b, i)))
                            .intoArray(y, i);
                }
            }
            case SCALE -> {
                for (int i = from; i < to; i += L) {
                    Lanes.normal(factors.mul(fromArray(FLOATS, a, i))).intoArray(y, i);
                }
            }
            case ADD_SCALED -> {
                for (int i = from; i < to; i += L) {
                    factors.fma(fromArray(FLOATS, b, i), fromArray(FLOATS, a, i))
                            .intoArray(y, i);
                }
            }
            case GATHER -> {
                FloatVector negated = broadcast(FLOATS, -factor);
                for (int i = from; i < to; i += L) {
                    FloatVector value = fromArray(FLOATS, a, i);
                    FloatVector error = value.sub(fromArray(FLOATS, b, i));
                    Lanes.normal(error.mul(factors)).intoArray(y, i);
                    negated.fma(error, value).intoArray(a, i);
                }
            }
            case GATHER_SLOPED -> {
                FloatVector minus = broadcast(FLOATS, -factor);
                for (int i = from; i < to; i += L) {
                    FloatVector x = fromArray(FLOATS, a, i);
                    FloatVector epsilon = x.sub(fromArray(FLOATS, b, i));
                    Lanes.normal(epsilon.mul(factors).mul(fromArray(FLOATS, c, i)))
                            .intoArray(y, i);
                    minus.fma(epsilon, x).intoArray(a, i);
                }
            }
        }
    }
}
